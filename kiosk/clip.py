"""Room: kiosk. Records what the camera sees in a step as a small WebM clip for the assessor."""

from pathlib import Path

import cv2
import numpy as np

from hardware.cameras import Image
from kiosk.errors import KioskError

MEDIA_TYPE = "video/webm"
FPS = 5.0
WIDTH_PX = 640
"""Enough to see whether a piece falls and where the fingers are: about 1 MB a minute."""


class ClipError(KioskError):
    """A clip that cannot be written."""


class ClipWriter:
    """Writes pictures, one after the other, as VP8 in WebM: every browser plays it.

    Raises ClipError when the file cannot be made.
    """

    def __init__(self, path: Path, fps: float = FPS) -> None:
        self.path = path
        self.frames = 0
        self._fps = fps
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)

    def write(self, image_bgr: Image) -> None:
        """Add a picture; the first one decides the clip's shape."""
        if self._writer is None:
            self._writer = self._open(image_bgr)
        small = cv2.resize(image_bgr, self._size, interpolation=cv2.INTER_AREA)
        self._writer.write(np.asarray(small, np.uint8))
        self.frames += 1

    def close(self) -> Path | None:
        """End the clip and return its file; None when nothing was written."""
        if self._writer is None:
            return None
        self._writer.release()
        self._writer = None
        return self.path

    def _open(self, image: Image) -> cv2.VideoWriter:
        height, width = image.shape[:2]
        scale = min(1.0, WIDTH_PX / width)
        # The codec takes even sizes only.
        self._size = (int(width * scale) // 2 * 2, int(height * scale) // 2 * 2)
        code = cv2.VideoWriter.fourcc(*"VP80")
        writer = cv2.VideoWriter(str(self.path), cv2.CAP_FFMPEG, code, self._fps, self._size)
        if not writer.isOpened():
            raise ClipError(f"no clip can be written to {self.path}; check folder and free space.")
        return writer
