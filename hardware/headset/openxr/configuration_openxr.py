"""Room: hardware. What can be set about a wired headset."""

from dataclasses import dataclass

from hardware.source import Source, SourceError

OPTIONS = ("hz",)


@dataclass(frozen=True)
class OpenXRConfiguration:
    """`hz` is how often head and hands are asked for."""

    hz: int = 72


def openxr_configuration(source: Source) -> OpenXRConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    hz = source.number("hz", 72)
    if source.place or not 1 <= hz <= 120:
        raise SourceError("write openxr or openxr?hz=72, with 1 to 120 a second")
    return OpenXRConfiguration(hz)
