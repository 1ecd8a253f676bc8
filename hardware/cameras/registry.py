"""Room: hardware. The one list of camera drivers, and how a source finds its driver."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hardware.cameras.camera import Camera, CameraUnavailableError
from hardware.cameras.file.camera_file import PhotoCamera, VideoCamera
from hardware.cameras.file.configuration_file import (
    PHOTO_SUFFIXES,
    VIDEO_SUFFIXES,
    FileConfiguration,
)
from hardware.cameras.opencv.camera_opencv import OpenCVCamera
from hardware.cameras.opencv.configuration_opencv import OpenCVConfiguration
from hardware.cameras.simulated.camera_simulated import SimulatedCamera
from hardware.cameras.simulated.configuration_simulated import Draw, SimulatedConfiguration

CameraSource = int | str | Path | Draw


@dataclass(frozen=True)
class Driver:
    """A driver by name: which sources are its own, and how it opens one."""

    name: str
    claims: Callable[[CameraSource], bool]
    open: Callable[[CameraSource], Camera]


def open_camera(source: CameraSource) -> Camera:
    """The camera for a source, not yet connected.

    `source` is a UVC index (2 or "2"), an address (rtsp://, http://, https://), the path of a
    photo or a video, or a function from frame number to picture (a simulated camera).
    Raises CameraUnavailableError when no driver knows the source.

    >>> open_camera("cover.jpg").name
    'cover.jpg'
    """
    for driver in DRIVERS:
        if driver.claims(source):
            return driver.open(source)
    raise CameraUnavailableError(
        f"no camera driver knows {source!r}: give a camera number (0, 1, …), an address that "
        "starts with rtsp://, http:// or https://, or a photo or video file"
    )


def _is_live(source: CameraSource) -> bool:
    if isinstance(source, str):
        return source.isdecimal() or source.startswith(("rtsp://", "http://", "https://"))
    return isinstance(source, int)


def _has_suffix(suffixes: frozenset[str]) -> Callable[[CameraSource], bool]:
    def claims(source: CameraSource) -> bool:
        return isinstance(source, str | Path) and Path(source).suffix.lower() in suffixes

    return claims


def _open_live(source: CameraSource) -> Camera:
    text = str(source)
    return OpenCVCamera(OpenCVConfiguration(int(text) if text.isdecimal() else text))


def _open_simulated(source: CameraSource) -> Camera:
    if not callable(source):
        raise TypeError(f"must be a function from frame number to picture, but got {source!r}")
    return SimulatedCamera(SimulatedConfiguration(source))


DRIVERS = (
    Driver("simulated", callable, _open_simulated),
    Driver("opencv", _is_live, _open_live),
    Driver(
        "photo",
        _has_suffix(PHOTO_SUFFIXES),
        lambda source: PhotoCamera(FileConfiguration(Path(str(source)))),
    ),
    Driver(
        "video",
        _has_suffix(VIDEO_SUFFIXES),
        lambda source: VideoCamera(FileConfiguration(Path(str(source)))),
    ),
)
