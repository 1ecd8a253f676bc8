"""Room: hardware. What can be set about a scanner that passes for a keyboard."""

from dataclasses import dataclass
from pathlib import Path

from hardware.source import Source

OPTIONS = ("gap_ms",)


@dataclass(frozen=True)
class WedgeConfiguration:
    """`device` is a part of the name the kernel gives it, empty for "any"; `gap_ms` the longest
    pause between two signs of one scan (people take 100 ms and more, scanners 1 to 30)."""

    device: str = ""
    gap_ms: int = 50
    inputs: Path = Path("/sys/class/input")


def wedge_configuration(source: Source) -> WedgeConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    return WedgeConfiguration(source.place, source.number("gap_ms", 50))
