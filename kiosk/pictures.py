"""Room: kiosk. Pictures as evidence: JPEG bytes, always the same for the same picture."""

import cv2

from hardware.cameras import Image
from kiosk.errors import KioskError

QUALITY = 92
"""JPEG quality at which an assessor sees no difference on a screen."""


class PictureError(KioskError):
    """A picture that cannot be written."""


def jpeg(image_bgr: Image) -> bytes:
    """A picture (height × width × 3, blue-green-red) as JPEG. Raises PictureError."""
    written, data = cv2.imencode(".jpg", image_bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not written:
        raise PictureError(
            f"a picture of shape {image_bgr.shape} cannot be written; take it again."
        )
    return bytes(data)
