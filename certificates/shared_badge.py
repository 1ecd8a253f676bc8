"""The picture to share: a badge with the QR on it and the credential baked in (Open Badges 3.0).

Messengers that rewrite pictures drop what is baked in; the QR stays.
"""

from __future__ import annotations

import io
import math
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFont

from certificates import words
from certificates.badge_baking import bake
from certificates.errors import RecordError
from certificates.keyset import Keyset
from certificates.paper import DISPLAY, FONTS_FOLDER, ITALIC, STRONG, TEXT, check_glyphs, fonts
from certificates.qr import QUIET_ZONE, qr_matrix
from certificates.record import CertificateRecord, Issued

WIDTH, HEIGHT = 1080, 1350  # px; the portrait that telephones show whole
_FINER = 2  # drawn larger and shrunk, for smooth lines
_NAVY, _GOLD, _INK, _SOFT = (23, 54, 93), (176, 135, 56), (33, 38, 48), (92, 97, 107)
_WHITE = (255, 255, 255)
_CODE = 560  # px: the widest the code may be


def shared_badge_png(record: CertificateRecord, issued: Issued, keyset: Keyset) -> bytes:
    """The picture with the credential inside; raises RecordError for letters the fonts lack."""
    fonts()
    drawing = _Drawing(record.language)
    drawing.frame()
    drawing.shield(WIDTH / 2, 160, 62)
    issuer = keyset.issuers[record.organisation].upper()
    drawing.lines(issuer, 248, STRONG, 28, _NAVY, most=1)
    drawing.lines(words.TITLE[record.language], 292, ITALIC, 34, _SOFT, most=1)
    below = drawing.lines(record.holder_name, 348, DISPLAY, 62, _INK, most=2)
    below = drawing.lines(record.competency, below + 12, STRONG, 44, _NAVY, most=2)
    level = words.LEVEL_IS[record.language].format(level=record.level)
    drawing.lines(level, below + 2, TEXT, 34, _SOFT, most=1)
    address = urlsplit(keyset.verifier)
    drawing.lines(f"{address.netloc}{address.path}", HEIGHT - 142, STRONG, 32, _NAVY, most=1)
    picture = drawing.finished()
    code = _code(issued.qr_text)
    picture.paste(code, ((WIDTH - code.width) // 2, HEIGHT - 134 - code.height))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return bake(out.getvalue(), issued.credential)


def _code(text: str) -> Image.Image:
    matrix = qr_matrix(text, "Q")
    side = len(matrix) + 2 * QUIET_ZONE
    small = Image.new("L", (side, side), 255)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                small.putpixel((column + QUIET_ZONE, row + QUIET_ZONE), 0)
    wide = side * (_CODE // side)
    return small.resize((wide, wide), Image.Resampling.NEAREST).convert("RGB")


class _Drawing:
    """The badge without its code, drawn `_FINER` times larger."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.picture = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.picture)

    def finished(self) -> Image.Image:
        return self.picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def lines(
        self, text: str, top: float, name: str, size: int, colour: tuple[int, int, int], most: int
    ) -> float:
        """Draw centred text in at most that many lines, smaller where needed; gives its end."""
        check_glyphs(text, name)
        wide = (WIDTH - 220) * _FINER
        font = _font(name, size)
        while len(broken := _broken(text, font, wide)) > most or any(
            font.getlength(line) > wide for line in broken
        ):
            size -= 2
            if size < 8:
                raise RecordError(f"'{text}' is too long for a badge; shorten it.")
            font = _font(name, size)
        for line in broken:
            self.draw.text((WIDTH / 2 * _FINER, top * _FINER), line, colour, font, anchor="ma")
            top += size * 1.22
        return top

    def frame(self) -> None:
        """Two rules and between them the strands of the paper's frame, all round."""
        for inset, width, colour in ((22, 5, _NAVY), (64, 2, _NAVY), (72, 3, _GOLD)):
            box = [inset * _FINER, inset * _FINER]
            box += [(WIDTH - inset) * _FINER, (HEIGHT - inset) * _FINER]
            self.draw.rectangle(box, outline=colour, width=width * _FINER)
        for strand in range(4):
            colour = _NAVY if strand % 2 == 0 else _GOLD
            for far in (False, True):
                across = _strand(WIDTH, strand)
                down = _strand(HEIGHT, strand)
                top = [(along, HEIGHT - off if far else off) for along, off in across]
                side = [(WIDTH - off if far else off, along) for along, off in down]
                for points in (top, side):
                    self.draw.line([(x * _FINER, y * _FINER) for x, y in points], colour, _FINER)

    def shield(self, x: float, y: float, radius: float) -> None:
        """The seal: a scalloped gold disc, a navy one in it, and the tick of the verifier."""
        for reach, colour, scallop in ((1.0, _GOLD, 0.035), (0.86, _WHITE, 0.0), (0.8, _NAVY, 0.0)):
            points = []
            for step in range(720):
                angle = 2 * math.pi * step / 720
                length = radius * reach * (1 + scallop * math.cos(24 * angle))
                place = x + length * math.cos(angle), y + length * math.sin(angle)
                points.append((place[0] * _FINER, place[1] * _FINER))
            self.draw.polygon(points, fill=colour)
        tick = [(-0.36, 0.02), (-0.1, 0.28), (0.38, -0.26)]
        corners = [((x + dx * radius) * _FINER, (y + dy * radius) * _FINER) for dx, dy in tick]
        width = round(radius * 0.17 * _FINER)
        self.draw.line(corners, _WHITE, width, joint="curve")
        for corner_x, corner_y in (corners[0], corners[-1]):
            half = width / 2
            self.draw.ellipse(
                [corner_x - half, corner_y - half, corner_x + half, corner_y + half],
                fill=_WHITE,
            )


def _strand(length: int, strand: int) -> list[tuple[float, float]]:
    """A wave along one side of the frame: places along it, and distances from the edge."""
    inset, swing = 43.0, 15.0
    steps = round(length - 2 * inset)
    turns = 2 * math.pi * round(steps / 54)
    return [
        (inset + step, inset + swing * math.sin(turns * step / steps + strand * math.pi / 4))
        for step in range(steps + 1)
    ]


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS_FOLDER / f"{name}.ttf", size * _FINER)


def _broken(text: str, font: ImageFont.FreeTypeFont, wide: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
