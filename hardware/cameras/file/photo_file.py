"""Room: hardware. A photo's bytes to a picture: whole or not at all, within bounded memory."""

import warnings
from io import BytesIO

import cv2
import numpy as np
from PIL import Image as Pillow

from hardware.cameras.camera import Image

MAX_PIXELS = 120_000_000  # a 108-megapixel telephone picture still fits; a bomb does not
MEASURED_PIXELS = 16_000_000
"""Larger photos are halved while they are decoded: at 4,600 pixels across a corner is found to
0.2 px of 0.04 mm, and a picture takes 50 MB of memory whatever the telephone boasts of."""

_REDUCED = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4}
_CHECKED = ("JPEG", "PNG")


def decode_photo(data: bytes) -> Image:
    """The BGR picture in a photo's bytes, turned as its EXIF says, at most MEASURED_PIXELS large.

    Raises ValueError, with what is wrong, for anything but one whole picture.
    """
    reduce = _reduction(data)
    # An empty buffer makes imdecode raise instead of returning None.
    buffer = np.frombuffer(data, np.uint8) if data else np.zeros(1, np.uint8)
    try:
        image = cv2.imdecode(buffer, _REDUCED[reduce])
    except cv2.error as problem:
        raise ValueError("it is damaged or far too large") from problem
    if image is None:
        raise ValueError("it is not a picture that OpenCV can decode")
    return np.asarray(image, np.uint8)


def _reduction(data: bytes) -> int:
    """By how much to shrink a photo while decoding it; its header is read, and its end reached."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; our own limit decides.
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            photo = Pillow.open(BytesIO(data))
    except (OSError, ValueError, SyntaxError) as problem:
        raise ValueError("it is not a picture that OpenCV can decode") from problem
    except Pillow.DecompressionBombError as problem:
        raise ValueError(f"it has more than {MAX_PIXELS:,} pixels") from problem
    pixels = photo.width * photo.height
    if pixels > MAX_PIXELS:
        raise ValueError(f"it has more than {MAX_PIXELS:,} pixels")
    if photo.format in _CHECKED:
        _check_whole(photo)
    return 1 if pixels <= MEASURED_PIXELS else 2 if pixels <= 4 * MEASURED_PIXELS else 4


def _check_whole(photo: Pillow.Image) -> None:
    """OpenCV fills what is missing of a cut-off photo with grey; Pillow says that it is missing."""
    # A JPEG is decoded at an eighth for this: every byte is read, few pixels are made.
    photo.draft("RGB", (photo.width // 8, photo.height // 8))
    try:
        photo.load()
    except (OSError, ValueError, SyntaxError) as problem:
        raise ValueError("it is damaged or breaks off before its end") from problem
