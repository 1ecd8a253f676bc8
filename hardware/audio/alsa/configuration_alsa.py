"""Room: hardware. What can be set about sound through ALSA."""

import re
from dataclasses import dataclass

from hardware.source import Source, SourceError

OPTIONS: tuple[str, ...] = ()
_PCM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_:=,.-]{0,120}")


@dataclass(frozen=True)
class AlsaConfiguration:
    """`pcm` is a name that aplay -L or arecord -L shows."""

    pcm: str = "default"
    spare_s: float = 3.0


def alsa_configuration(source: Source) -> AlsaConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    pcm = source.place or "default"
    if _PCM.fullmatch(pcm) is None:
        raise SourceError(f"{pcm!r} is no ALSA device: copy a name from aplay -L")
    return AlsaConfiguration(pcm)
