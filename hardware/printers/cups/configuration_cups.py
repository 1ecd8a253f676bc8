"""Room: hardware. What can be set about a printer that CUPS knows."""

import re
from dataclasses import dataclass

from hardware.source import Source, SourceError

OPTIONS = ("server", "width", "media")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,126}")
_SERVER = re.compile(r"[A-Za-z0-9_./:\[\]-]{1,200}")
_MEDIA = re.compile(r"[A-Za-z0-9_.]{1,60}")


@dataclass(frozen=True)
class CupsConfiguration:
    """`queue` is the printer's name in CUPS, empty for its default one; `server` another machine
    (HOST:PORT) or socket, empty for this one; `media` the sheet (A4, Letter)."""

    queue: str = ""
    server: str = ""
    media: str = "A4"
    width_px: int = 576
    timeout_s: float = 10.0


def cups_configuration(source: Source) -> CupsConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    server, media = source.options.get("server", ""), source.options.get("media", "A4")
    for what, text, form in (
        ("the printer's name", source.place, _NAME),
        ("server", server, _SERVER),
        ("media", media, _MEDIA),
    ):
        if text and form.fullmatch(text) is None:
            raise SourceError(f"{what} cannot be {text!r}: copy it from lpstat -p")
    return CupsConfiguration(source.place, server, media, source.number("width", 576))
