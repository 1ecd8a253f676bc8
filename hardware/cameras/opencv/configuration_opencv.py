"""Room: hardware. What can be set about a UVC camera or a network stream."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenCVConfiguration:
    """`source` is a UVC index (0, 1, …) or an address (rtsp://, http://, https://).

    Width, height and fps are wishes for UVC cameras; 0 leaves the device's own. Timeouts, in
    seconds, hold for network streams.
    """

    source: int | str
    width: int = 1600
    height: int = 1200
    fps: int = 0
    open_timeout_s: float = 5.0
    read_timeout_s: float = 3.0
