"""Room: hardware. What can be set about a recording of poses."""

from dataclasses import dataclass
from pathlib import Path

from hardware.source import Source, SourceError

OPTIONS = ("speed",)


@dataclass(frozen=True)
class ReplayConfiguration:
    """`path` is a track; `speed` 1 plays as it was, 0 gives all at once."""

    path: Path
    speed: int = 1


def replay_configuration(source: Source) -> ReplayConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if not source.place:
        raise SourceError("say which recording: replay:FILE.acpt")
    return ReplayConfiguration(Path(source.place), source.number("speed", 1))
