"""The achievement's picture: a medal with the scheme's name, the same for everyone who earned it.

Drawn, so that every scheme has one; a PNG, as Open Badges asks for.
"""

from __future__ import annotations

import io
import math
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

INK, GOLD, PAPER = (23, 54, 92), (176, 135, 56), (253, 251, 246)  # those of the paper certificate
SIDE = 640
_FINER = 2  # drawn larger and made smaller: smooth edges
_FONTS = Path(__file__).parent / "fonts"
_TEETH = 48
_LINES, _LARGEST, _SMALLEST = 4, 62, 26


def achievement_png(name: str, organisation: str) -> bytes:
    """A medal saying what was achieved and who certifies it, on a transparent ground."""
    side = SIDE * _FINER
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    _rim(pen, side)
    _words(pen, side, name, _font("CormorantGaramond-SemiBold.ttf", _LARGEST), 0.40, 0.56, INK)
    _words(pen, side, organisation, _font("EBGaramond-Regular.ttf", 26), 0.71, 0.46, GOLD)
    pen.line((side * 0.40, side * 0.60, side * 0.60, side * 0.60), fill=GOLD, width=_FINER * 2)
    out = io.BytesIO()
    small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.quantize(64, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _rim(pen: ImageDraw.ImageDraw, side: int) -> None:
    """A milled edge, a dark ring, a gold one, and the paper inside."""
    centre = side / 2
    outer, inner = side * 0.49, side * 0.475
    edge = []
    for step in range(_TEETH * 16):
        angle = 2 * math.pi * step / (_TEETH * 16)
        radius = inner + (outer - inner) * (0.5 + 0.5 * math.cos(_TEETH * angle))
        edge.append((centre + radius * math.cos(angle), centre + radius * math.sin(angle)))
    pen.polygon(edge, fill=INK)
    for share, colour in ((0.445, GOLD), (0.438, INK), (0.392, GOLD), (0.384, PAPER)):
        radius = side * share
        box = (centre - radius, centre - radius, centre + radius, centre + radius)
        pen.ellipse(box, fill=colour)


def _words(
    pen: ImageDraw.ImageDraw,
    side: int,
    text: str,
    font: ImageFont.FreeTypeFont,
    at: float,
    widest: float,
    colour: tuple[int, int, int],
) -> None:
    """The text in as few lines as fit `widest`, its middle at `at` of the height."""
    lines = _lines(text, font, side * widest)
    while len(lines) > _LINES and font.size > _SMALLEST * _FINER:
        font = font.font_variant(size=font.size - 4)
        lines = _lines(text, font, side * widest)
    height = font.size * 1.12
    top = side * at - height * (len(lines) - 1) / 2
    for number, line in enumerate(lines[:_LINES]):
        pen.text((side / 2, top + number * height), line, font=font, fill=colour, anchor="mm")


def _lines(text: str, font: ImageFont.FreeTypeFont, widest: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > widest:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / name, size * _FINER)
