"""Room: scenarios. Whether a pack's pictures can really be shown on a touch screen."""

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from scenarios.findings import Finding
from scenarios.toml_file import read_bytes

MAX_PICTURE_BYTES = 2 * 1024 * 1024
MAX_SIDE_PX = 4096
MIN_SIDE_PX = 200
MIN_SPRITE_PX = 16
"""Least side of what is drawn into a scene's picture."""

FORMATS = {"png": "PNG", "jpg": "JPEG"}


def picture_file(name: str) -> str:
    """Return where a picture stands in a pack."""
    return f"pictures/{name}"


def check_picture(folder: Path, name: str, least_px: int = MIN_SIDE_PX) -> Iterator[Finding]:
    """Yield what is wrong with one picture; a missing one is reported when the pack is read."""
    file = picture_file(name)
    data = read_bytes(folder, file, MAX_PICTURE_BYTES)
    if isinstance(data, Finding):
        return
    kind = FORMATS[name.rsplit(".", 1)[1]]
    try:
        with warnings.catch_warnings():
            # Pillow only warns of the smaller decompression bombs; here they are refused.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                width, height = picture.size
                if max(width, height) <= MAX_SIDE_PX:
                    picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        # SyntaxError and ValueError are how Pillow's decoders report broken chunks.
        yield Finding(file, "", f"it is no readable {kind} picture ({error})", "Save it again.")
        return
    yield from check_picture_size(file, (width, height), least_px)


def check_picture_size(
    file: str, size: tuple[int, int], least_px: int, most_px: int = MAX_SIDE_PX
) -> Iterator[Finding]:
    """Yield what is wrong with the size of a picture."""
    width, height = size
    if max(width, height) > most_px:
        remedy = f"Make it at most {most_px} pixels wide and high."
        yield Finding(file, "", f"it has {width} × {height} pixels", remedy)
    elif min(width, height) < least_px:
        remedy = f"Use a picture at least {least_px} pixels wide and high."
        yield Finding(file, "", f"it has only {width} × {height} pixels", remedy)
