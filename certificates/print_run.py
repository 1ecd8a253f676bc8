"""Many certificates in one file for the printer, before a ceremony; and the list to sign there.

The file is for printing: the ones that holders keep, signed and with the credential inside, are
made one by one with `render_pdf`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from certificates import words
from certificates.errors import RecordError
from certificates.keyset import Keyset
from certificates.paper import DISPLAY, ITALIC, SOFT, STRONG, TEXT, Paper, about, fonts
from certificates.pdf import SIZE, draw_certificate
from certificates.pdf_archive import About, archive_canvas
from certificates.pdf_card import render_card_sheets
from certificates.pdf_ornament import GOLD, NAVY
from certificates.record import CertificateRecord, Issued

Certificates = Sequence[tuple[CertificateRecord, Issued]]

MOST = 500  # certificates in one file
_ROW = 11 * mm
_ROWS = 20
_LEFT, _RIGHT = 18 * mm, A4[0] - 18 * mm
_NAME_WIDE, _WHAT_WIDE = 66 * mm, 62 * mm


def render_certificates(given: Certificates, keyset: Keyset, *, made: datetime) -> bytes:
    """A page of A4 landscape for each, in the order of the names; `made` is UTC.

    Raises RecordError for none or too many, and for letters the fonts lack.
    """
    chosen = _in_order(given)
    fonts()
    out = io.BytesIO()
    canvas = archive_canvas(out, SIZE, _about(chosen, keyset, made), TEXT)
    for record, issued in chosen:
        draw_certificate(Paper(canvas, record.language), record, issued, keyset)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def render_cards(given: Certificates, keyset: Keyset, *, made: datetime) -> bytes:
    """Wallet cards, ten on a sheet, in the order of the names; raises as render_certificates."""
    chosen = _in_order(given)
    return render_card_sheets(chosen, keyset, _about(chosen, keyset, made))


def render_list(given: Certificates, keyset: Keyset, *, language: str, made: datetime) -> bytes:
    """The list of hand-over: name, competency and number, and room for a signature."""
    chosen = _in_order(given)
    fonts()
    out = io.BytesIO()
    told = replace(_about(chosen, keyset, made), title=words.HAND_OVER[language], language=language)
    canvas = archive_canvas(out, A4, told, TEXT)
    page = Paper(canvas, language)
    pages = [chosen[at : at + _ROWS] for at in range(0, len(chosen), _ROWS)]
    for number, rows in enumerate(pages):
        _draw_heading(page, told, made, f"{number + 1} / {len(pages)}")
        for row, (record, _) in enumerate(rows):
            _draw_row(page, A4[1] - 58 * mm - row * _ROW, number * _ROWS + row + 1, record)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_heading(page: Paper, told: About, made: datetime, sheet: str) -> None:
    top, navy = A4[1], NAVY.rgb()
    middle, wide = A4[0] / 2, _RIGHT - _LEFT
    page.line(
        middle, top - 22 * mm, told.author.upper(), STRONG, 10, colour=navy, spread=1, most=wide
    )
    page.line(middle, top - 33 * mm, told.title, DISPLAY, 22, colour=navy, most=wide)
    page.canvas.setStrokeColor(GOLD)
    page.canvas.setLineWidth(0.8)
    page.canvas.line(middle - 40 * mm, top - 37 * mm, middle + 40 * mm, top - 37 * mm)
    x = _LEFT + 8 * mm
    for label, wide in (
        (words.NAME, _NAME_WIDE),
        (words.COMPETENCY, _WHAT_WIDE),
        (words.SIGNATURE, 0.0),
    ):
        page.line(x, top - 47 * mm, page.word(label), ITALIC, 10, colour=SOFT, align="left")
        x += wide
    foot = f"{page.day(made.date())} · {sheet}"
    page.line(middle, 12 * mm, foot, TEXT, 9, colour=SOFT)


def _draw_row(page: Paper, y: float, number: int, record: CertificateRecord) -> None:
    x = _LEFT + 8 * mm
    page.line(_LEFT + 5 * mm, y, str(number), TEXT, 9, colour=SOFT, align="right")
    names, size = page.fitted(record.holder_name, STRONG, 11, _NAME_WIDE - 4 * mm, lines=2)
    for line, at in zip(names, (y + 2.2 * mm * (len(names) - 1), y - 2.2 * mm), strict=False):
        page.line(x, at, line, STRONG, size, align="left", most=_NAME_WIDE - 4 * mm)
    what = x + _NAME_WIDE
    page.line(
        what, y + 1.2 * mm, record.competency, TEXT, 10, align="left", most=_WHAT_WIDE - 4 * mm
    )
    page.line(what, y - 2.4 * mm, record.id, TEXT, 7.5, colour=SOFT, align="left")
    page.canvas.setStrokeColorRGB(0.75, 0.73, 0.68)
    page.canvas.setLineWidth(0.4)
    page.canvas.line(_LEFT, y - 4.2 * mm, _RIGHT, y - 4.2 * mm)


def _in_order(given: Certificates) -> list[tuple[CertificateRecord, Issued]]:
    if not 0 < len(given) <= MOST:
        raise RecordError(f"{len(given)} certificates: choose 1 to {MOST} to print at once.")
    return sorted(given, key=lambda one: (one[0].holder_name.casefold(), one[0].id))


def _about(chosen: Certificates, keyset: Keyset, made: datetime) -> About:
    first = about(chosen[0][0], keyset)
    return replace(first, title=words.TITLE[first.language], subject="", keywords="", made=made)
