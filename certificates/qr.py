"""The QR of a certificate: its text, drawing it, and reading it out of a picture.

`https://HOST/v#` is a byte segment and the digits after it a numeric one, which is what keeps the
symbol small enough for an ordinary phone picture.
"""

from __future__ import annotations

import io
import warnings
from typing import Any, Literal

import qrcode
import zxingcpp
from PIL import Image
from qrcode.util import QRData

from certificates import digits
from certificates.cwt import MAX_COSE_BYTES
from certificates.errors import UnreadableError

Correction = Literal["M", "Q"]

PAPER: Correction = "Q"  # a quarter of the symbol may be stained or torn
SCREEN: Correction = "M"
QUIET_ZONE = 4  # modules, ISO/IEC 18004

_NUMERIC: Literal[1] = 1  # segment modes, ISO/IEC 18004
_BYTES: Literal[4] = 4
_CORRECTIONS = {"M": qrcode.constants.ERROR_CORRECT_M, "Q": qrcode.constants.ERROR_CORRECT_Q}
_PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_LARGEST_TWICE = 4_000_000  # pixels
_MAX_PIXELS = 60_000_000  # a 50-megapixel phone
_MAX_PICTURE_BYTES = 40_000_000


def qr_text(verifier: str, cose: bytes) -> str:
    """The text of the QR: the verifier's address, `#`, and the digits a server never sees."""
    return f"{verifier}#{digits.to_digits(cose)}"


def read_qr_text(text: str) -> tuple[str, bytes]:
    """Address and COSE bytes of a QR text; raises UnreadableError."""
    address, mark, number = text.strip(" \t\r\n").partition("#")
    if not mark:
        address, number = "", address
    return address, digits.from_digits(number, MAX_COSE_BYTES)


def qr_matrix(text: str, correction: Correction = SCREEN) -> list[list[bool]]:
    """The symbol's modules, without quiet zone, in the smallest version that holds the text."""
    return _symbol(text, correction, 0).get_matrix()


def qr_png(text: str, correction: Correction = SCREEN, pixels_per_module: int = 8) -> bytes:
    """A black-and-white PNG with its quiet zone."""
    symbol = _symbol(text, correction, QUIET_ZONE)
    matrix = symbol.get_matrix()
    side = len(matrix)
    picture = Image.new("1", (side, side), 1)
    picture.putdata([0 if dark else 1 for row in matrix for dark in row])
    size = side * pixels_per_module
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()


def read_qr(picture: bytes) -> list[str]:
    """The texts of the QR codes in a picture; raises UnreadableError when it is no picture."""
    opened = _open(picture)
    return texts_in(opened) or texts_in(_enlarged(opened))


def texts_in(picture: Image.Image) -> list[str]:
    """The texts of the QR codes one look finds."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False)
    return [code.text for code in found]


def _enlarged(picture: Image.Image) -> Image.Image:
    """Twice the size, where that stays small: modules of three pixels read better as six."""
    if picture.width * picture.height > _LARGEST_TWICE:
        return picture
    size = (2 * picture.width, 2 * picture.height)
    return picture.resize(size, Image.Resampling.BICUBIC)


def _symbol(text: str, correction: Correction, border: int) -> qrcode.QRCode[Any]:
    address, mark, number = text.partition("#")
    symbol: qrcode.QRCode[Any] = qrcode.QRCode(
        error_correction=_CORRECTIONS[correction], border=border
    )
    symbol.add_data(QRData((address + mark).encode("utf-8"), mode=_BYTES), optimize=0)
    if number.isdecimal():
        symbol.add_data(QRData(number.encode("ascii"), mode=_NUMERIC), optimize=0)
    elif number:
        symbol.add_data(QRData(number.encode("utf-8"), mode=_BYTES), optimize=0)
    symbol.make(fit=True)
    return symbol


def _open(picture: bytes) -> Image.Image:
    if len(picture) > _MAX_PICTURE_BYTES:
        raise UnreadableError("The picture is too large; take it again at an ordinary size.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs above its own limit; ours is checked below, before decoding
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(picture), formats=_PICTURE_FORMATS)
        if opened.width * opened.height > _MAX_PIXELS:
            raise UnreadableError("The picture is too large; take it again at an ordinary size.")
        flat = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError(f"This is not a readable picture: {error}.") from error
    white = Image.new("RGBA", flat.size, "white")
    return Image.alpha_composite(white, flat).convert("L")
