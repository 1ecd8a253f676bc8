"""The paper certificate: one A4 landscape page, with the QR and the credential inside the file."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certificates import words
from certificates.errors import RecordError
from certificates.keyset import Keyset
from certificates.pdf_attachment import CREDENTIAL_NAME, TEXT_NAME, Attachment, attach
from certificates.pdf_ornament import GOLD, NAVY, draw_frame, draw_rosette
from certificates.qr import PAPER, QUIET_ZONE, qr_matrix
from certificates.record import CertificateRecord, Issued, Result, stamp, utc

FONTS_FOLDER = Path(__file__).parent / "fonts"
MAX_RESULTS_ON_PAPER = 8

_TEXT, _ITALIC, _STRONG, _DISPLAY = (
    "EBGaramond-Regular",
    "EBGaramond-Italic",
    "EBGaramond-SemiBold",
    "CormorantGaramond-SemiBold",
)
_INK, _SOFT = (0.13, 0.15, 0.19), (0.36, 0.38, 0.42)
_WIDTH, _HEIGHT = landscape(A4)
_MIDDLE = _WIDTH / 2
_LEFT, _RIGHT = 30 * mm, _WIDTH - 30 * mm
_QR_SIDE = 42 * mm  # with its quiet zone: 0.55 mm a module at version 13
_QR_BOTTOM = 24.5 * mm


def render_pdf(record: CertificateRecord, issued: Issued, keyset: Keyset) -> bytes:
    """The certificate in the record's language; the same input gives the same bytes.

    Raises RecordError when a text has letters the certificate's fonts do not have.
    """
    _fonts()
    out = io.BytesIO()
    # reportlab's type stubs take initialFontName for a number
    settings: dict[str, Any] = {"lang": record.language, "initialFontName": _TEXT}
    canvas = Canvas(out, (_WIDTH, _HEIGHT), invariant=1, pageCompression=1, **settings)
    canvas.setTitle(f"{words.TITLE[record.language]} · {record.holder_name}")
    canvas.setAuthor(keyset.issuers[record.organisation])
    canvas.setSubject(record.competency)
    page = _Page(canvas, record.language)
    draw_rosette(canvas, _MIDDLE, 122 * mm, 62 * mm)
    draw_frame(canvas, _WIDTH, _HEIGHT)
    _draw_award(page, record, keyset)
    _draw_results(page, record)
    _draw_signatures(page, record, issued, keyset)
    _draw_check(page, issued, keyset)
    _draw_foot(page, record)
    attach(canvas, _files(page, issued))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _files(page: _Page, issued: Issued) -> tuple[Attachment, ...]:
    """The credential, and the text that the verifier page reads from the file."""
    credential = msgspec.json.format(msgspec.json.encode(issued.credential))
    about = page.word(words.ATTACHED_CREDENTIAL), page.word(words.ATTACHED_TEXT)
    text = issued.qr_text.encode("ascii")
    return (
        Attachment(CREDENTIAL_NAME, "application/json", about[0], credential, "Source"),
        Attachment(TEXT_NAME, "text/plain", about[1], text, "Alternative"),
    )


class _Page:
    """Text on the canvas, in one language, refusing letters the fonts lack."""

    def __init__(self, canvas: Canvas, language: str) -> None:
        self.canvas = canvas
        self.language = language

    def word(self, texts: words.Words) -> str:
        return texts[self.language]

    def day(self, moment: date) -> str:
        return format_date(moment, "long", locale=words.LOCALES[self.language])

    def number(self, value: float, digits: int) -> str:
        pattern = "0." + "0" * digits if digits else "0"
        return str(format_decimal(value, pattern, locale=words.LOCALES[self.language]))

    def line(
        self,
        x: float,
        y: float,
        text: str,
        font: str,
        size: float,
        *,
        colour: tuple[float, float, float] = _INK,
        align: str = "middle",
        spread: float = 0,
        most: float | None = None,
    ) -> float:
        """Draw one line and return its width; smaller when wider than `most`."""
        _check_glyphs(text, font)

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


def _draw_award(page: _Page, record: CertificateRecord, keyset: Keyset) -> None:
    wide = _RIGHT - _LEFT
    navy = NAVY.rgb()
    issuer = keyset.issuers[record.organisation].upper()
    page.line(_MIDDLE, 179 * mm, issuer, _STRONG, 12, colour=navy, spread=1.6, most=wide)
    page.line(_MIDDLE, 162 * mm, page.word(words.TITLE), _DISPLAY, 42, colour=navy)
    page.line(_MIDDLE, 151.5 * mm, page.word(words.AWARDED_TO), _ITALIC, 14.5, colour=_SOFT)
    page.line(_MIDDLE, 136.5 * mm, record.holder_name, _DISPLAY, 38, most=wide - 10 * mm)
    _draw_rule(page.canvas, 131 * mm)
    page.line(_MIDDLE, 122.5 * mm, page.word(words.FOR), _ITALIC, 14.5, colour=_SOFT)
    page.line(_MIDDLE, 111.5 * mm, record.competency, _STRONG, 25, colour=navy, most=wide)
    level = f"{page.word(words.LEVEL)} {record.level}"
    under = " · ".join(part for part in (level, record.scheme_name) if part)
    page.line(_MIDDLE, 104.5 * mm, under, _TEXT, 13.5, colour=_SOFT, most=wide)
    assessed = date.fromisoformat(record.assessed_on or stamp(utc(record.issued_at))[:10])
    tested = page.word(words.TESTED_AT).format(
        date=page.day(assessed), centre=keyset.centres[record.centre]
    )
    page.line(_MIDDLE, 98.5 * mm, tested, _TEXT, 11.5, colour=_SOFT, most=wide)


def _draw_rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(GOLD)
    canvas.setFillColor(GOLD)
    canvas.setLineWidth(0.8)
    for side in (-1, 1):
        canvas.line(_MIDDLE + side * 3 * mm, y, _MIDDLE + side * 70 * mm, y)
    path = canvas.beginPath()
    path.moveTo(_MIDDLE, y + 1.1 * mm)
    for dx, dy in ((1.1, 0.0), (0.0, -1.1), (-1.1, 0.0)):
        path.lineTo(_MIDDLE + dx * mm, y + dy * mm)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_results(page: _Page, record: CertificateRecord) -> None:
    """Two columns of what was seen: criterion, measured value, and the assessor's rating."""
    shown = record.results[:MAX_RESULTS_ON_PAPER]
    if not shown:
        _draw_criteria(page, record)
        return
    heading = page.word(words.WHAT_WAS_SEEN)
    page.line(_MIDDLE, 90 * mm, heading, _ITALIC, 12, colour=_SOFT)
    rows = (len(shown) + 1) // 2
    gap, wide = 12 * mm, 98 * mm
    top, pitch = (83.5, 5.7) if rows <= 3 else (84.5, 5.2)  # four rows must end above the QR
    for place, result in enumerate(shown):
        column, row = divmod(place, rows)
        lone = len(shown) == 1
        left = _MIDDLE - wide / 2 if lone else _MIDDLE + (gap / 2 if column else -gap / 2 - wide)
        _draw_result(page, left, (top - pitch * row) * mm, wide, result)


def _draw_criteria(page: _Page, record: CertificateRecord) -> None:
    """Where no results are told: what was asked of the candidate."""
    y = 88 * mm
    for line in page.wrapped(record.criteria, _TEXT, 12, 170 * mm)[:3]:
        page.line(_MIDDLE, y, line, _TEXT, 12)
        y -= 5.4 * mm


def _draw_result(page: _Page, left: float, y: float, wide: float, result: Result) -> None:
    value = _value_text(page, result)
    page.line(left, y, result.label, _TEXT, 11, align="left", most=wide * 0.46)
    page.line(left + wide * 0.73, y, value, _TEXT, 11, align="right", colour=_SOFT)
    right, most = left + wide, wide * 0.25
    page.line(right, y, result.rating, _STRONG, 11, colour=NAVY.rgb(), align="right", most=most)
    page.canvas.setStrokeColorRGB(0.86, 0.84, 0.79)
    page.canvas.setLineWidth(0.4)
    page.canvas.line(left, y - 1.7 * mm, left + wide, y - 1.7 * mm)


def _value_text(page: _Page, result: Result) -> str:
    if result.value is None:
        return ""
    if result.U is None:
        digits, spread = 0 if result.value == int(result.value) else 1, ""
    else:
        digits = 1 if result.U >= 0.1 else 2
        spread = f" ± {page.number(result.U, digits)}"
    value = page.number(result.value, digits)
    return f"{value}{spread} {result.unit or ''}".strip()


def _draw_signatures(
    page: _Page, record: CertificateRecord, issued: Issued, keyset: Keyset
) -> None:
    """A line to sign for the certifying body, the centre and, where there is one, the chamber."""
    blocks = [
        (page.word(words.FOR_THE_ISSUER), keyset.issuers[record.organisation]),
        (page.word(words.FOR_THE_CENTRE), keyset.centres[record.centre]),
    ]
    for endorsement in issued.credential.get("endorsement", ()):
        blocks.append((page.word(words.FOR_THE_CHAMBER), endorsement["issuer"]["name"]))
    room, gap = 142 * mm, 8 * mm
    wide = (room - gap * (len(blocks) - 1)) / len(blocks)
    for place, (role, name) in enumerate(blocks):
        x, middle = _LEFT + place * (wide + gap), _LEFT + place * (wide + gap) + wide / 2
        page.canvas.setStrokeColorRGB(*_INK)
        page.canvas.setLineWidth(0.6)
        page.canvas.line(x, 45 * mm, x + wide, 45 * mm)
        y = 40.6 * mm
        for line in page.wrapped(name, _STRONG, 10.5, wide)[:2]:
            page.line(middle, y, line, _STRONG, 10.5, most=wide)
            y -= 4.2 * mm
        page.line(middle, y - 0.2 * mm, role, _ITALIC, 10.5, colour=_SOFT, most=wide)


def _draw_check(page: _Page, issued: Issued, keyset: Keyset) -> None:
    """The QR with its quiet zone, and beside it the address it must open."""
    left = _RIGHT - _QR_SIDE + 4 * mm
    matrix = qr_matrix(issued.qr_text, PAPER)
    module = _QR_SIDE / (len(matrix) + 2 * QUIET_ZONE)
    _draw_modules(page.canvas, matrix, left, _QR_BOTTOM, module)
    wide = 36 * mm
    x = left - wide - 1 * mm
    top = _QR_BOTTOM + _QR_SIDE - QUIET_ZONE * module - 3 * mm
    page.line(x, top, page.word(words.CHECK_AT), _ITALIC, 11, colour=_SOFT, align="left")
    address = urlsplit(keyset.verifier)
    shown = f"{address.netloc}{address.path}"
    page.line(x, top - 5.5 * mm, shown, _STRONG, 12, colour=NAVY.rgb(), align="left", most=wide)
    y = top - 11 * mm
    for line in page.wrapped(page.word(words.HOW_TO_CHECK), _TEXT, 9.5, wide):
        page.line(x, y, line, _TEXT, 9.5, colour=_SOFT, align="left")
        y -= 4.1 * mm


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


def _draw_foot(page: _Page, record: CertificateRecord) -> None:
    issued, expires = utc(record.issued_at).date(), utc(record.expires_at).date()
    parts = (
        f"{page.word(words.NUMBER)} {record.id}",
        f"{page.word(words.ISSUED_ON)} {page.day(issued)}",
        f"{page.word(words.VALID_UNTIL)} {page.day(expires)}",
    )
    page.line(_LEFT, 24.5 * mm, "   ·   ".join(parts), _TEXT, 10, align="left", most=148 * mm)


@cache
def _fonts() -> dict[str, TTFont]:
    fonts = {
        name: TTFont(name, FONTS_FOLDER / f"{name}.ttf")
        for name in (_TEXT, _ITALIC, _STRONG, _DISPLAY)
    }
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return fonts


def _check_glyphs(text: str, font: str) -> None:
    known = _fonts()[font].face.charToGlyph
    missing = sorted({character for character in text if ord(character) not in known})
    if missing:
        raise RecordError(
            f"'{text}' has letters the printed certificate cannot show ({' '.join(missing)}); "
            "write it in the Latin alphabet."
        )
