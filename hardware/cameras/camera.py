"""Room: hardware. What every camera is: connect, read, read_latest, disconnect."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError

Image = NDArray[np.uint8]


class CameraError(HardwareError):
    """A camera could not do what was asked; the message says what to do next.

    `code` names the reason for screens to translate.
    """

    code = "no_camera"


class CameraNotConnectedError(CameraError):
    """The camera was read before `connect()` or after `disconnect()`."""


class CameraUnavailableError(CameraError):
    """The camera or file could not be opened at all."""


class FileDamagedError(CameraUnavailableError):
    """A photo or a video that cannot be decoded, or breaks off."""

    code = "damaged_file"


class CameraLostError(CameraError):
    """A live camera stopped delivering pictures in the middle of a test."""


class CamerasOutOfStepError(CameraError):
    """Several cameras gave no pictures of the same moment."""


class CameraEndedError(CameraError):
    """A recording has no more pictures."""


@dataclass(frozen=True)
class Frame:
    """One picture: BGR uint8 of shape (height, width, 3), and when the sensor delivered it.

    `number` counts the pictures the device delivered since `connect()`, from 0, including those
    nobody read. `stale` is true when the picture is older than the reader asked for. `captured_s`
    is the same moment as `captured_at` by this machine's monotonic clock, which nobody sets: ages
    and distances between frames are counted by it (0 for a file, which has no age). `taken_by` is
    the camera's name among several; empty where there is one.
    """

    image: Image
    captured_at: str
    camera: str
    number: int
    stale: bool = False
    captured_s: float = 0.0
    taken_by: str = ""


class Camera(Protocol):
    """A source of frames. Drivers are chosen by `open_camera`; all behave like this."""

    @property
    def name(self) -> str:
        """What a person would call the source: "camera 0", a file name, an address."""
        ...

    def connect(self) -> None:
        """Open the device. Raises CameraUnavailableError."""
        ...

    def read(self) -> Frame:
        """The next frame not yet read; waits for it. Raises CameraLostError or CameraEndedError."""
        ...

    def read_latest(self, max_age_s: float) -> Frame:
        """The newest frame now, stale when older than `max_age_s`. Raises CameraLostError."""
        ...

    def disconnect(self) -> None:
        """Release the device; harmless when it is already released."""
        ...


def timestamp(moment: datetime | None = None) -> str:
    """A moment (now when None) as ISO 8601 UTC text with milliseconds and Z."""
    moment = moment or datetime.now(UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def not_connected(name: str) -> CameraNotConnectedError:
    """The error of a reader that came before `connect()`."""
    return CameraNotConnectedError(f"{name} is not connected: call connect() before reading")
