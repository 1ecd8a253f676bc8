"""Room: hardware. A camera as a scanner: QR codes and barcodes read by zxing-cpp."""

import time
from collections.abc import Callable

import cv2
import numpy as np
import structlog
import zxingcpp

from hardware.cameras import CameraError, CameraUnavailableError, Image
from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError
from hardware.scanners.camera.configuration_camera import CameraScannerConfiguration
from hardware.scanners.scanner import clean

log = structlog.get_logger()

_MAX_SIDE_PX = 1280  # a slip held before the camera is large: more pixels only cost time


def read_codes(image: Image) -> list[str]:
    """The texts of the codes in a picture (BGR or grey uint8), the largest code first.

    >>> read_codes(np.full((80, 80, 3), 255, np.uint8))
    []
    """
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = _MAX_SIDE_PX / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = [
        (_size(result), text)
        for result in zxingcpp.read_barcodes(np.ascontiguousarray(grey))
        if (text := clean(bytes(result.bytes))) is not None
    ]
    return [text for _, text in sorted(found, reverse=True)]


class CameraScanner:
    """Looks at a camera's newest picture now and then."""

    def __init__(
        self,
        configuration: CameraScannerConfiguration,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is opened before `connect()`."""
        self.configuration = configuration
        self._now = now
        self._connected = False
        self._next_look = 0.0
        self._seen: dict[str, float] = {}

    @property
    def name(self) -> str:
        """The camera's name."""
        return f"scanner in {self.configuration.camera.name}"

    def condition(self) -> Condition:
        """Whether the camera gives pictures."""
        was_connected = self._connected
        try:
            if not was_connected:
                self.configuration.camera.connect()
            self.configuration.camera.read_latest(max_age_s=2.0)
        except CameraUnavailableError as error:
            return DeviceAbsentError(str(error)).condition
        except CameraError as error:
            return DeviceBrokenError(str(error)).condition
        finally:
            if not was_connected:
                self.configuration.camera.disconnect()
        return READY

    def connect(self) -> None:
        """Open the camera; one that is away is tried again at every look."""
        self._seen.clear()
        try:
            self.configuration.camera.connect()
            self._connected = True
        except CameraError as error:
            log.warning("scanner.away", scanner=self.name, problem=str(error))

    def poll(self) -> str | None:
        """A code that has newly come into sight."""
        now = self._now()
        if now < self._next_look:
            return None
        self._next_look = now + self.configuration.pause_s
        if not self._connected:
            self.connect()
            return None
        try:
            frame = self.configuration.camera.read_latest(max_age_s=1.0)
        except CameraError as error:
            log.warning("scanner.lost", scanner=self.name, problem=str(error))
            self.disconnect()
            return None
        return None if frame.stale else self._new(read_codes(frame.image), now)

    def disconnect(self) -> None:
        """Release the camera."""
        self._connected = False
        self._seen.clear()
        self.configuration.camera.disconnect()

    def _new(self, texts: list[str], now: float) -> str | None:
        gone = now - self.configuration.again_s
        fresh = [text for text in texts if self._seen.get(text, float("-inf")) < gone]
        # All in sight count as seen but the fresh ones after the first, which have their turn next.
        self._seen.update({text: now for text in texts if text not in fresh[1:]})
        self._seen = {text: seen for text, seen in self._seen.items() if seen >= gone}
        return fresh[0] if fresh else None


def _size(result: zxingcpp.Barcode) -> int:
    corner, across = result.position.top_left, result.position.bottom_right
    return int(max(abs(corner.x - across.x), abs(corner.y - across.y)))
