"""The paper certificate: one A4 landscape page, with the QR and the credential inside the file."""

from __future__ import annotations

import io
from datetime import date
from urllib.parse import urlsplit

import msgspec
from reportlab.lib.pagesizes import A4, landscape
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
from certificates.pdf_archive import archive_canvas
from certificates.pdf_attachment import CREDENTIAL_NAME, TEXT_NAME, Attachment, attach
from certificates.pdf_ornament import GOLD, NAVY, draw_frame, draw_rosette
from certificates.qr import QUIET_ZONE
from certificates.record import CertificateRecord, Issued, Result, stamp, utc
from certificates.result_text import value_text

MAX_RESULTS_ON_PAPER = 8

SIZE = _WIDTH, _HEIGHT = landscape(A4)
_MIDDLE = _WIDTH / 2
_LEFT, _RIGHT = 30 * mm, _WIDTH - 30 * mm
_QR_SIDE = 42 * mm  # with its quiet zone: 0.55 mm a module at version 13
_QR_BOTTOM = 24.5 * mm


def render_pdf(
    record: CertificateRecord, issued: Issued, keyset: Keyset, *, sd_jwt: str = ""
) -> bytes:
    """The certificate in the record's language; the same input gives the same bytes.

    `sd_jwt` is the wallet's form; with it the verifier page shows results from the file, too.

    Raises RecordError when a text has letters the certificate's fonts do not have.
    """
    fonts()
    out = io.BytesIO()
    canvas = archive_canvas(out, SIZE, about(record, keyset), TEXT)
    page = Paper(canvas, record.language)
    draw_certificate(page, record, issued, keyset)
    attach(
        canvas, _files(page, issued, f"{keyset.verifier}#{sd_jwt}" if sd_jwt else issued.qr_text)
    )
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_certificate(
    page: Paper, record: CertificateRecord, issued: Issued, keyset: Keyset
) -> None:
    """Draw it on a canvas of A4 landscape."""
    draw_rosette(page.canvas, _MIDDLE, 122 * mm, 62 * mm)
    draw_frame(page.canvas, _WIDTH, _HEIGHT)
    _draw_award(page, record, keyset)
    _draw_results(page, record)
    _draw_signatures(page, record, issued, keyset)
    _draw_check(page, issued, keyset)
    _draw_foot(page, record)


def _files(page: Paper, issued: Issued, text: str) -> tuple[Attachment, ...]:
    """The credential, and the text that the verifier page reads from the file."""
    credential = msgspec.json.format(msgspec.json.encode(issued.credential))
    about = page.word(words.ATTACHED_CREDENTIAL), page.word(words.ATTACHED_TEXT)
    return (
        Attachment(CREDENTIAL_NAME, "application/json", about[0], credential, "Source"),
        Attachment(TEXT_NAME, "text/plain", about[1], text.encode("ascii"), "Alternative"),
    )


def _draw_award(page: Paper, record: CertificateRecord, keyset: Keyset) -> None:
    wide = _RIGHT - _LEFT
    navy = NAVY.rgb()
    issuer = keyset.issuers[record.organisation].upper()
    page.line(_MIDDLE, 179 * mm, issuer, STRONG, 12, colour=navy, spread=1.6, most=wide)
    page.line(_MIDDLE, 162 * mm, page.word(words.TITLE), DISPLAY, 42, colour=navy)
    page.line(_MIDDLE, 151.5 * mm, page.word(words.AWARDED_TO), ITALIC, 14.5, colour=SOFT)
    page.line(_MIDDLE, 136.5 * mm, record.holder_name, DISPLAY, 38, most=wide - 10 * mm)
    _draw_rule(page.canvas, 131 * mm)
    page.line(_MIDDLE, 122.5 * mm, page.word(words.FOR), ITALIC, 14.5, colour=SOFT)
    page.line(_MIDDLE, 111.5 * mm, record.competency, STRONG, 25, colour=navy, most=wide)
    level = page.word(words.LEVEL_IS).format(level=record.level)
    other = "" if record.scheme_name == record.competency else record.scheme_name
    under = " · ".join(part for part in (level, other) if part)
    page.line(_MIDDLE, 104.5 * mm, under, TEXT, 13.5, colour=SOFT, most=wide)
    assessed = date.fromisoformat(record.assessed_on or stamp(utc(record.issued_at))[:10])
    tested = page.word(words.TESTED_AT).format(
        date=page.day(assessed), centre=keyset.centres[record.centre]
    )
    page.line(_MIDDLE, 98.5 * mm, tested, TEXT, 11.5, colour=SOFT, most=wide)


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


def _draw_results(page: Paper, record: CertificateRecord) -> None:
    """Two columns of what was seen: criterion, measured value, and the assessor's rating."""
    shown = record.results[:MAX_RESULTS_ON_PAPER]
    if not shown:
        _draw_criteria(page, record)
        return
    heading = page.word(words.WHAT_WAS_SEEN)
    page.line(_MIDDLE, 90 * mm, heading, ITALIC, 12, colour=SOFT)
    rows = (len(shown) + 1) // 2
    gap, wide = 12 * mm, 98 * mm
    top, pitch = (83.5, 5.7) if rows <= 3 else (84.5, 5.2)  # four rows must end above the QR
    for place, result in enumerate(shown):
        column, row = divmod(place, rows)
        lone = len(shown) == 1
        left = _MIDDLE - wide / 2 if lone else _MIDDLE + (gap / 2 if column else -gap / 2 - wide)
        _draw_result(page, left, (top - pitch * row) * mm, wide, result)


def _draw_criteria(page: Paper, record: CertificateRecord) -> None:
    """Where no results are told: what was asked of the candidate."""
    y = 88 * mm
    for line in page.wrapped(record.criteria, TEXT, 12, 170 * mm)[:3]:
        page.line(_MIDDLE, y, line, TEXT, 12)
        y -= 5.4 * mm


def _draw_result(page: Paper, left: float, y: float, wide: float, result: Result) -> None:
    value = value_text(result, page.language)
    page.line(left, y, result.label, TEXT, 11, align="left", most=wide * 0.46)
    page.line(left + wide * 0.73, y, value, TEXT, 11, align="right", colour=SOFT)
    right, most = left + wide, wide * 0.25
    page.line(right, y, result.rating, STRONG, 11, colour=NAVY.rgb(), align="right", most=most)
    page.canvas.setStrokeColorRGB(0.86, 0.84, 0.79)
    page.canvas.setLineWidth(0.4)
    page.canvas.line(left, y - 1.7 * mm, left + wide, y - 1.7 * mm)


def _draw_signatures(
    page: Paper, record: CertificateRecord, issued: Issued, keyset: Keyset
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
        page.canvas.setStrokeColorRGB(*INK)
        page.canvas.setLineWidth(0.6)
        page.canvas.line(x, 45 * mm, x + wide, 45 * mm)
        y = 40.6 * mm
        for line in page.wrapped(name, STRONG, 10.5, wide)[:2]:
            page.line(middle, y, line, STRONG, 10.5, most=wide)
            y -= 4.2 * mm
        page.line(middle, y - 0.2 * mm, role, ITALIC, 10.5, colour=SOFT, most=wide)


def _draw_check(page: Paper, issued: Issued, keyset: Keyset) -> None:
    """The QR with its quiet zone, and beside it the address it must open."""
    left = _RIGHT - _QR_SIDE + 4 * mm
    module = draw_qr(page.canvas, issued.qr_text, left, _QR_BOTTOM, _QR_SIDE)
    wide = 36 * mm
    x = left - wide - 1 * mm
    top = _QR_BOTTOM + _QR_SIDE - QUIET_ZONE * module - 3 * mm
    page.line(x, top, page.word(words.CHECK_AT), ITALIC, 11, colour=SOFT, align="left")
    address = urlsplit(keyset.verifier)
    shown = f"{address.netloc}{address.path}"
    page.line(x, top - 5.5 * mm, shown, STRONG, 12, colour=NAVY.rgb(), align="left", most=wide)
    y = top - 11 * mm
    for line in page.wrapped(page.word(words.HOW_TO_CHECK), TEXT, 9.5, wide):
        page.line(x, y, line, TEXT, 9.5, colour=SOFT, align="left")
        y -= 4.1 * mm


def _draw_foot(page: Paper, record: CertificateRecord) -> None:
    issued, expires = utc(record.issued_at).date(), utc(record.expires_at).date()
    parts = (
        f"{page.word(words.NUMBER)} {record.id}",
        f"{page.word(words.ISSUED_ON)} {page.day(issued)}",
        f"{page.word(words.VALID_UNTIL)} {page.day(expires)}",
    )
    page.line(_LEFT, 24.5 * mm, "   ·   ".join(parts), TEXT, 10, align="left", most=148 * mm)
