"""Room: hardware. What can be set about a camera that reads codes."""

from dataclasses import dataclass

from hardware.cameras import Camera, open_camera
from hardware.source import Source, SourceError

OPTIONS: tuple[str, ...] = ()


@dataclass(frozen=True)
class CameraScannerConfiguration:
    """`camera` is read for codes; the same code counts again only after `again_s` out of sight."""

    camera: Camera
    again_s: float = 3.0
    pause_s: float = 0.15


def camera_scanner_configuration(source: Source) -> CameraScannerConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if not source.place:
        raise SourceError("say which camera reads codes: camera:1 or camera:rtsp://…")
    return CameraScannerConfiguration(open_camera(source.place))
