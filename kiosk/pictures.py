"""Room: kiosk. Pictures as evidence: JPEG bytes, always the same for the same picture."""

from dataclasses import replace

import cv2
import numpy as np

from hardware.cameras import Frame, Image
from kiosk.errors import KioskError

QUALITY = 92
"""JPEG quality at which an assessor sees no difference on a screen."""
MEASURED = (
    cv2.IMWRITE_JPEG_QUALITY,
    95,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
)
"""JPEG at which measures are as near the truth as on the picture itself (on drawn covers 0.63 and
0.57 mm off in the median, both 2.6 mm at p95); at QUALITY, with half the colour, 0.68 and 2.9."""


class PictureError(KioskError):
    """A picture that cannot be written."""


def jpeg(image_bgr: Image) -> bytes:
    """A picture (height × width × 3, blue-green-red) as JPEG. Raises PictureError."""
    return _encoded(image_bgr, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))


def photo_jpeg(image_bgr: Image) -> bytes:
    """A picture that is measured, as the JPEG that is kept of it. Raises PictureError."""
    return _encoded(image_bgr, MEASURED)


def read_jpeg(data: bytes) -> Image:
    """The picture that JPEG bytes hold. Raises PictureError."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if image is None:
        raise PictureError("a kept picture cannot be read: look for another copy of it.")
    return np.asarray(image, np.uint8)


def as_kept(frame: Frame) -> Frame:
    """The frame as its evidence will show it: what is measured is what is kept, to the last bit.

    Raises PictureError.
    """
    return replace(frame, image=read_jpeg(photo_jpeg(frame.image)))


def _encoded(image_bgr: Image, how: tuple[int, ...]) -> bytes:
    written, data = cv2.imencode(".jpg", image_bgr, how)
    if not written:
        raise PictureError(
            f"a picture of shape {image_bgr.shape} cannot be written; take it again."
        )
    return bytes(data)
