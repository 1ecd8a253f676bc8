"""Room: hardware. What can be set about headsets that open the kiosk's page in their browser."""

from dataclasses import dataclass

from hardware.source import Source, SourceError

OPTIONS = ("host",)
PORT = 8443


@dataclass(frozen=True)
class WebXRConfiguration:
    """`port` the page is served on; `host` the name or address headsets reach the kiosk by, empty
    for the one the kiosk finds itself."""

    port: int = PORT
    host: str = ""


def webxr_configuration(source: Source) -> WebXRConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if source.place and not (source.place.isdecimal() and int(source.place) < 65536):
        raise SourceError(f"must be webxr:PORT with a port below 65536, but got {source.place!r}")
    return WebXRConfiguration(int(source.place or PORT), source.options.get("host", ""))
