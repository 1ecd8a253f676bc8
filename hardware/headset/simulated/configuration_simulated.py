"""Room: hardware. What can be set about a simulated headset."""

from dataclasses import dataclass

from hardware.simulated import simulated_condition
from hardware.source import Source, SourceError

OPTIONS = ("condition", "hz", "seed")
BROKEN = ("broken", "asleep")


@dataclass(frozen=True)
class SimulatedHeadsetConfiguration:
    """`condition` is ready, absent, broken or asleep; `hz` frames a second."""

    condition: str = "ready"
    hz: int = 72
    seed: int = 1


def simulated_headset_configuration(source: Source) -> SimulatedHeadsetConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    condition = source.options.get("condition", "ready")
    simulated_condition("headset", condition, BROKEN)
    hz = source.number("hz", 72)
    if not 1 <= hz <= 120:
        raise SourceError(f"hz must be 1 to 120, but got {hz}")
    return SimulatedHeadsetConfiguration(condition, hz, source.number("seed", 1))
