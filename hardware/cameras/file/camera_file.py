"""Room: hardware. A photo or a video file that behaves like a camera."""

import cv2
import numpy as np

from hardware.cameras.camera import (
    CameraEndedError,
    CameraUnavailableError,
    FileDamagedError,
    Frame,
    not_connected,
    timestamp,
)
from hardware.cameras.file.configuration_file import FileConfiguration
from hardware.cameras.file.photo_file import decode_photo

BREAKS_OFF = 0.8
"""A recording that gives less of the pictures it announces is damaged. Announced counts are no
better than this for recordings of changing frame rates."""


class PhotoCamera:
    """One picture, the same at every reading."""

    def __init__(self, configuration: FileConfiguration) -> None:
        """The file is read at `connect()`."""
        self.configuration = configuration
        self._frame: Frame | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.configuration.path.name

    def connect(self) -> None:
        """Read the picture, turned as its EXIF says. Raises CameraUnavailableError."""
        try:
            data = self.configuration.path.read_bytes()
        except OSError as problem:
            raise _unreadable(self.configuration, str(problem)) from problem
        try:
            image = decode_photo(data)
        except ValueError as problem:
            raise _unreadable(self.configuration, str(problem)) from problem
        self._frame = Frame(image, timestamp(), self.name, 0)

    def read(self) -> Frame:
        """The picture."""
        if self._frame is None:
            raise not_connected(self.name)
        return self._frame

    def read_latest(self, max_age_s: float) -> Frame:
        """The picture; a photo does not age."""
        return self.read()

    def disconnect(self) -> None:
        """Forget the picture."""
        self._frame = None


class VideoCamera:
    """A recording, read frame by frame in order; it ends with CameraEndedError."""

    def __init__(self, configuration: FileConfiguration) -> None:
        """The file is opened at `connect()`."""
        self.configuration = configuration
        self._capture: cv2.VideoCapture | None = None
        self._number = 0

    @property
    def name(self) -> str:
        """The file's name."""
        return self.configuration.path.name

    @property
    def fps(self) -> float:
        """Frames a second as the file states them; 25 when it does not."""
        stated = self._capture.get(cv2.CAP_PROP_FPS) if self._capture is not None else 0.0
        return stated if 1.0 <= stated <= 1000.0 else 25.0

    def connect(self) -> None:
        """Open the recording at its beginning. Raises CameraUnavailableError."""
        if not self.configuration.path.is_file():
            raise _unreadable(self.configuration, "there is no such file")
        self._capture = cv2.VideoCapture(str(self.configuration.path))
        self._number = 0
        if not self._capture.isOpened():
            self.disconnect()
            raise _unreadable(self.configuration, "it is not a video that OpenCV can decode")

    def read(self) -> Frame:
        """The next frame. Raises CameraEndedError after the last, FileDamagedError before it."""
        if self._capture is None:
            raise not_connected(self.name)
        delivered, image = self._capture.read()
        if not delivered or image is None:
            self._check_whole(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
            raise CameraEndedError(f"{self.name} has no more pictures: connect() starts it again")
        frame = Frame(np.asarray(image, np.uint8), timestamp(), self.name, self._number)
        self._number += 1
        return frame

    def read_latest(self, max_age_s: float) -> Frame:
        """The next frame: a recording waits for its reader."""
        return self.read()

    def _check_whole(self, announced: float) -> None:
        """Raise when the recording ended far before its end: what it shows last is not the end."""
        if self._number == 0:
            raise _unreadable(self.configuration, "not one of its pictures can be decoded")
        if self._number < BREAKS_OFF * announced:
            raise _unreadable(
                self.configuration,
                f"it breaks off after {self._number} of {announced:.0f} pictures",
            )

    def disconnect(self) -> None:
        """Close the recording."""
        if self._capture is not None:
            self._capture.release()
        self._capture = None


def _unreadable(configuration: FileConfiguration, why: str) -> CameraUnavailableError:
    kind = "photo" if configuration.is_photo else "video"
    return FileDamagedError(
        f"{configuration.path} cannot be used ({why}): give a {kind} that opens in an ordinary "
        f"viewer, for example a {'JPEG or PNG' if configuration.is_photo else 'MP4'} file"
    )
