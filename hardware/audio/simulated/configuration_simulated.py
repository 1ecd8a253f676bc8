"""Room: hardware. What can be set about simulated sound."""

from dataclasses import dataclass
from pathlib import Path

from hardware.simulated import simulated_condition
from hardware.source import Source

OPTIONS = ("condition",)
BROKEN = ("broken",)


@dataclass(frozen=True)
class SimulatedSoundConfiguration:
    """`heard` is a WAV file the microphone hears again and again (None: silence); `condition` is
    ready, absent or broken."""

    heard: Path | None = None
    condition: str = "ready"


def simulated_sound_configuration(source: Source) -> SimulatedSoundConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    condition = source.options.get("condition", "ready")
    simulated_condition("sound", condition, BROKEN)
    return SimulatedSoundConfiguration(Path(source.place) if source.place else None, condition)
