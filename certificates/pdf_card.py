"""The certificate for the wallet: a card of 85.6 × 54 mm (ISO 7810), alone or ten on a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from urllib.parse import urlsplit

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certificates import words
from certificates.keyset import Keyset
from certificates.paper import (
    DISPLAY,
    INK,
    ITALIC,
    SOFT,
    STRONG,
    TEXT,
    Paper,
    about,
    draw_qr,
    fonts,
)
from certificates.pdf_archive import About, archive_canvas
from certificates.pdf_ornament import GOLD, NAVY, draw_band, draw_rosette
from certificates.record import CertificateRecord, Issued, utc

WIDTH, HEIGHT = 85.6 * mm, 54 * mm
ON_A_SHEET = 10

_RADIUS = 3.18 * mm  # of the corners, ISO 7810
_BAND = 7.4 * mm
_QR_SIDE = 37 * mm  # with its quiet zone: 0.48 mm a module at version 13
CODE_LEFT = WIDTH - _QR_SIDE - 1.6 * mm
_LEFT = 4.5 * mm
_COLUMNS, _ROWS = 2, 5


def render_card(record: CertificateRecord, issued: Issued, keyset: Keyset) -> bytes:
    """One card on a page of its own size; raises RecordError for letters its fonts lack."""
    fonts()
    out = io.BytesIO()
    canvas = archive_canvas(out, (WIDTH, HEIGHT), about(record, keyset), TEXT)
    draw_card(Paper(canvas, record.language), record, issued, keyset)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def render_card_sheets(
    cards: Sequence[tuple[CertificateRecord, Issued]], keyset: Keyset, told: About
) -> bytes:
    """Sheets of A4 with ten cards each, and marks where to cut."""
    fonts()
    out = io.BytesIO()
    canvas = archive_canvas(out, A4, told, TEXT)
    left, bottom = (A4[0] - _COLUMNS * WIDTH) / 2, (A4[1] - _ROWS * HEIGHT) / 2
    for place, (record, issued) in enumerate(cards):
        if place and place % ON_A_SHEET == 0:
            canvas.showPage()
        if place % ON_A_SHEET == 0:
            _draw_cuts(canvas, left, bottom)
        row, column = divmod(place % ON_A_SHEET, _COLUMNS)
        canvas.saveState()
        canvas.translate(left + column * WIDTH, bottom + (_ROWS - 1 - row) * HEIGHT)
        draw_card(Paper(canvas, record.language), record, issued, keyset)
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_card(page: Paper, record: CertificateRecord, issued: Issued, keyset: Keyset) -> None:
    """Draw it with its lower left corner at the canvas's origin."""
    canvas = page.canvas
    canvas.saveState()
    outline = canvas.beginPath()
    outline.roundRect(0, 0, WIDTH, HEIGHT, _RADIUS)
    canvas.clipPath(outline, stroke=0, fill=0)
    draw_rosette(canvas, 20 * mm, 20 * mm, 30 * mm)
    canvas.setFillColor(NAVY)
    canvas.rect(0, HEIGHT - _BAND, WIDTH, _BAND, stroke=0, fill=1)
    canvas.setFillColor(GOLD)
    canvas.rect(0, HEIGHT - _BAND - 0.5 * mm, WIDTH, 0.5 * mm, stroke=0, fill=1)
    draw_band(canvas, 0, 1.6 * mm, WIDTH, 1.5 * mm)
    issuer = keyset.issuers[record.organisation].upper()
    page.line(
        WIDTH / 2,
        HEIGHT - 4.9 * mm,
        issuer,
        STRONG,
        7.6,
        colour=(1, 1, 1),
        spread=0.5,
        most=WIDTH - 9 * mm,
    )
    _draw_text(page, record, keyset)
    draw_qr(canvas, issued.qr_text, CODE_LEFT, 5.4 * mm, _QR_SIDE)
    address = urlsplit(keyset.verifier)
    page.line(
        CODE_LEFT + _QR_SIDE / 2,
        4.3 * mm,
        f"{address.netloc}{address.path}",
        STRONG,
        7,
        colour=NAVY.rgb(),
        most=_QR_SIDE - 4 * mm,
    )
    canvas.restoreState()


def _draw_text(page: Paper, record: CertificateRecord, keyset: Keyset) -> None:
    wide = CODE_LEFT - _LEFT  # the code's white square begins there
    navy = NAVY.rgb()
    title = page.word(words.TITLE)
    page.line(_LEFT, 40.2 * mm, title, ITALIC, 8, colour=SOFT, align="left", most=wide)
    y = 35.4 * mm
    lines, size = page.fitted(record.holder_name, DISPLAY, 13.5, wide, lines=3)
    for line in lines:
        page.line(_LEFT, y, line, DISPLAY, size, colour=INK, align="left", most=wide)
        y -= 4.7 * mm * size / 13.5
    y -= 1.2 * mm
    lines, size = page.fitted(record.competency, STRONG, 9.5, wide, lines=2)
    for line in lines:
        page.line(_LEFT, y, line, STRONG, size, colour=navy, align="left", most=wide)
        y -= 3.7 * mm * size / 9.5
    y -= 3.7 * mm * (1 - size / 9.5)  # small letters above a line of the usual size
    level = page.word(words.LEVEL_IS).format(level=record.level)
    page.line(_LEFT, y, level, TEXT, 8, colour=SOFT, align="left", most=wide)
    until = f"{page.word(words.VALID_UNTIL)} {page.day(utc(record.expires_at).date())}"
    page.line(_LEFT, 8.4 * mm, until, TEXT, 7.4, align="left", most=wide)
    page.line(_LEFT, 5.2 * mm, record.id, STRONG, 7.4, colour=SOFT, align="left", spread=0.2)


def _draw_cuts(canvas: Canvas, left: float, bottom: float) -> None:
    """Short lines outside the cards, so that no line stays on one."""
    canvas.setStrokeColorRGB(0.45, 0.45, 0.45)
    canvas.setLineWidth(0.3)
    right, top = left + _COLUMNS * WIDTH, bottom + _ROWS * HEIGHT
    for column in range(_COLUMNS + 1):
        x = left + column * WIDTH
        canvas.line(x, bottom - 6 * mm, x, bottom - 2 * mm)
        canvas.line(x, top + 2 * mm, x, top + 6 * mm)
    for row in range(_ROWS + 1):
        y = bottom + row * HEIGHT
        canvas.line(left - 6 * mm, y, left - 2 * mm, y)
        canvas.line(right + 2 * mm, y, right + 6 * mm, y)
