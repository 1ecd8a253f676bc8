"""Text and QR codes on the printed certificate's canvas: its fonts, its colours, its languages."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certificates import words
from certificates.errors import RecordError
from certificates.keyset import Keyset
from certificates.pdf_archive import About
from certificates.qr import PAPER, QUIET_ZONE, qr_matrix
from certificates.record import CertificateRecord, utc

FONTS_FOLDER = Path(__file__).parent / "fonts"

TEXT, ITALIC, STRONG, DISPLAY = (
    "EBGaramond-Regular",
    "EBGaramond-Italic",
    "EBGaramond-SemiBold",
    "CormorantGaramond-SemiBold",
)
INK, SOFT = (0.13, 0.15, 0.19), (0.36, 0.38, 0.42)


def about(record: CertificateRecord, keyset: Keyset) -> About:
    """What a certificate's file says about itself."""
    return About(
        title=f"{words.TITLE[record.language]} · {record.holder_name}",
        author=keyset.issuers[record.organisation],
        subject=record.competency,
        keywords=record.id,
        language=record.language,
        made=utc(record.issued_at),
    )


class Paper:
    """Text on the canvas, in one language, refusing letters the fonts lack."""

    def __init__(self, canvas: Canvas, language: str) -> None:
        self.canvas = canvas
        self.language = language

    def word(self, texts: words.Words) -> str:
        return texts[self.language]

    def day(self, moment: date) -> str:
        return format_date(moment, "long", locale=words.LOCALES[self.language])

    def line(
        self,
        x: float,
        y: float,
        text: str,
        font: str,
        size: float,
        *,
        colour: tuple[float, float, float] = INK,
        align: str = "middle",
        spread: float = 0,
        most: float | None = None,
    ) -> float:
        """Draw one line and return its width; smaller when wider than `most`."""
        check_glyphs(text, font)

        def width(points: float) -> float:
            return pdfmetrics.stringWidth(text, font, points) + spread * (len(text) - 1)

        if most is not None and width(size) > most:
            size *= most / width(size)
        start = x - {"left": 0.0, "middle": width(size) / 2, "right": width(size)}[align]
        self.canvas.setFillColorRGB(*colour)
        drawn = self.canvas.beginText(start, y)
        drawn.setFont(font, size)
        drawn.setCharSpace(spread)
        drawn.textOut(text)
        self.canvas.drawText(drawn)
        return width(size)

    def wrapped(self, text: str, font: str, size: float, width: float) -> list[str]:
        """The text in lines no wider than `width`, where its words allow it."""
        lines: list[str] = []
        for piece in text.split():
            longer = f"{lines[-1]} {piece}" if lines else piece
            if lines and pdfmetrics.stringWidth(longer, font, size) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
        return lines

    def fitted(
        self, text: str, font: str, size: float, width: float, *, lines: int
    ) -> tuple[list[str], float]:
        """The text in at most that many lines of one size, as large as they can be up to `size`.

        Below half of it the last line is given whole, wider than `width`.
        """
        for smaller in range(11):
            points = size * (1 - 0.05 * smaller)
            broken = self.wrapped(text, font, points, width)
            widest = max(pdfmetrics.stringWidth(line, font, points) for line in broken)
            if len(broken) <= lines and widest <= width:
                break
        return [*broken[: lines - 1], " ".join(broken[lines - 1 :])][: len(broken)], points


def draw_qr(canvas: Canvas, text: str, left: float, bottom: float, side: float) -> float:
    """The code at error correction Q in a square with its quiet zone; gives a module's size."""
    matrix = qr_matrix(text, PAPER)
    module = side / (len(matrix) + 2 * QUIET_ZONE)
    _draw_modules(canvas, matrix, left, bottom, module)
    return module


def _draw_modules(
    canvas: Canvas, matrix: list[list[bool]], left: float, bottom: float, module: float
) -> None:
    side = module * (len(matrix) + 2 * QUIET_ZONE)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(left, bottom, side, side, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        y = bottom + side - (QUIET_ZONE + row + 1) * module
        for start, length in _runs(modules):
            path.rect(left + (QUIET_ZONE + start) * module, y, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(modules: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each dark run: joined modules print without hairline gaps."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(modules):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs


@cache
def fonts() -> dict[str, TTFont]:
    """The fonts by name, registered with reportlab."""
    made = {
        name: TTFont(name, FONTS_FOLDER / f"{name}.ttf") for name in (TEXT, ITALIC, STRONG, DISPLAY)
    }
    for font in made.values():
        pdfmetrics.registerFont(font)
    return made


def check_glyphs(text: str, font: str) -> None:
    known = fonts()[font].face.charToGlyph
    missing = sorted({character for character in text if ord(character) not in known})
    if missing:
        raise RecordError(
            f"'{text}' has letters the printed certificate cannot show ({' '.join(missing)}); "
            "write it in the Latin alphabet."
        )
