"""Room: hardware. UVC cameras and RTSP or MJPEG streams through OpenCV."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import cv2
import numpy as np
import structlog

from hardware.cameras.camera import CameraUnavailableError, Image
from hardware.cameras.holding import HoldReport, hold_controls, let_go_of_controls
from hardware.cameras.live import LiveCamera, LiveTiming
from hardware.cameras.opencv.configuration_opencv import OpenCVConfiguration

log = structlog.get_logger()


class OpenCVCamera(LiveCamera):
    """A live camera behind `cv2.VideoCapture`, read by its own drain thread."""

    def __init__(
        self, configuration: OpenCVConfiguration, timing: LiveTiming | None = None
    ) -> None:
        """Nothing is opened before `connect()`."""
        self.configuration = configuration
        super().__init__(_name(configuration), lambda: _Capture(configuration), timing)


class _Capture:
    """`cv2.VideoCapture` as a source of the drain thread."""

    def __init__(self, configuration: OpenCVConfiguration) -> None:
        self._is_stream = isinstance(configuration.source, str)
        self._capture = _open(configuration)
        if not self._capture.isOpened():
            self._capture.release()
            raise CameraUnavailableError(
                f"{_name(configuration)} cannot be opened: check that it is plugged in and "
                "switched on, that the number or address is right, and that no other program "
                "uses it"
            )

    def grab(self) -> Image | None:
        try:
            delivered, image = self._capture.read()
        except cv2.error as problem:
            log.warning("camera.driver_failed", problem=str(problem))
            return None
        return np.asarray(image, np.uint8) if delivered and image is not None else None

    def hold(self, values: Mapping[str, float] | None) -> HoldReport:
        return HoldReport() if self._is_stream else hold_controls(self._capture, values)

    def let_go(self) -> None:
        if not self._is_stream:
            let_go_of_controls(self._capture)

    def close(self) -> None:
        self._capture.release()


def _open(configuration: OpenCVConfiguration) -> cv2.VideoCapture:
    if isinstance(configuration.source, str):
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            int(configuration.open_timeout_s * 1000),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            int(configuration.read_timeout_s * 1000),
        ]
        return cv2.VideoCapture(configuration.source, cv2.CAP_FFMPEG, limits)
    capture = cv2.VideoCapture(configuration.source)
    for key, wish in (
        (cv2.CAP_PROP_FRAME_WIDTH, configuration.width),
        (cv2.CAP_PROP_FRAME_HEIGHT, configuration.height),
        (cv2.CAP_PROP_FPS, configuration.fps),
    ):
        if wish:
            capture.set(key, wish)
    return capture


def _name(configuration: OpenCVConfiguration) -> str:
    """The source without user name and password, which must not reach a log or an event."""
    if isinstance(configuration.source, int):
        return f"camera {configuration.source}"
    parts = urlsplit(configuration.source)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
