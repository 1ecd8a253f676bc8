"""Room: hardware. What can be set about a simulated light."""

from dataclasses import dataclass

from hardware.simulated import simulated_condition
from hardware.source import Source

OPTIONS = ("condition",)
BROKEN = ("broken",)


@dataclass(frozen=True)
class SimulatedLightConfiguration:
    """`condition` is ready, absent or broken."""

    condition: str = "ready"


def simulated_light_configuration(source: Source) -> SimulatedLightConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    condition = source.options.get("condition", "ready")
    simulated_condition("light", condition, BROKEN)
    return SimulatedLightConfiguration(condition)
