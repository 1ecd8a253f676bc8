"""Room: hardware. Which camera a source is: what a report on it is kept under.

"Camera 0" is whatever was plugged in first. The kernel knows a USB camera by maker, product and
serial number, and a photo names the telephone that took it.
"""

from pathlib import Path

from PIL import Image as Pillow

from hardware.cameras.file.configuration_file import PHOTO_SUFFIXES
from hardware.cameras.registry import CameraSource, open_camera

UNNAMED = "unnamed camera"
"""A photo or a recording that does not say what took it."""

_MAKE, _MODEL = 271, 272  # EXIF tags
_VIDEO_DEVICES = Path("/sys/class/video4linux")


def identity_of(source: CameraSource, devices: Path = _VIDEO_DEVICES) -> str:
    """The camera behind a source, the same wherever and whenever it is plugged in.

    >>> identity_of("rtsp://user:secret@10.0.0.5/one")
    'rtsp://10.0.0.5/one'
    """
    text = str(source)
    if text.isdecimal():
        return _usb_camera(devices / f"video{text}") or f"camera {text}"
    if isinstance(source, Path) or Path(text).suffix.lower() in PHOTO_SUFFIXES:
        return _of_photo(Path(text))
    if text.startswith(("rtsp://", "http://", "https://")) or callable(source):
        return open_camera(source).name
    return UNNAMED


def _usb_camera(device: Path) -> str:
    """Maker, product and serial number of a UVC camera as the kernel shows them; empty if none."""
    name = _read(device / "name")
    for folder in (device / "device" / "..", device / "device"):
        maker, product = _read(folder / "idVendor"), _read(folder / "idProduct")
        if maker and product:
            return " ".join(
                filter(None, [f"usb {maker}:{product}", _read(folder / "serial"), name])
            )
    return name


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""


def _of_photo(path: Path) -> str:
    """Maker and model of the telephone or camera, from the photo's EXIF."""
    try:
        with Pillow.open(path) as photo:
            exif = photo.getexif()
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return UNNAMED
    named = [str(exif.get(tag, "")).strip("\0 ") for tag in (_MAKE, _MODEL)]
    return " ".join(part for part in named if part) or UNNAMED
