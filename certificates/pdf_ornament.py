"""The engraved ornament of the paper certificate: a guilloche frame and a faint rosette."""

from __future__ import annotations

import math

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

NAVY = Color(0.09, 0.21, 0.36)
GOLD = Color(0.69, 0.53, 0.22)
FAINT = Color(0.955, 0.945, 0.915)

_BAND_OUTER, _BAND_INNER = 8 * mm, 16 * mm
_STRANDS = 5
_STEP = 0.5 * mm


def draw_frame(canvas: Canvas, width: float, height: float) -> None:
    """Interlaced waves between two rules, running once round the page."""
    middle, swing = (_BAND_OUTER + _BAND_INNER) / 2, (_BAND_INNER - _BAND_OUTER) / 2 * 0.82
    canvas.setLineWidth(0.28)
    sides = (
        (width - 2 * middle, 0.0, middle, middle),
        (height - 2 * middle, 90.0, width - middle, middle),
        (width - 2 * middle, 180.0, width - middle, height - middle),
        (height - 2 * middle, 270.0, middle, height - middle),
    )
    for length, angle, x, y in sides:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        _waves(canvas, length, swing)
        canvas.restoreState()
    for x in (middle, width - middle):
        for y in (middle, height - middle):
            _corner(canvas, x, y)
    canvas.setStrokeColor(NAVY)
    for inset, line in ((_BAND_OUTER - 1.2 * mm, 1.4), (_BAND_INNER + 1 * mm, 0.5)):
        canvas.setLineWidth(line)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(0.9)
    inset = _BAND_INNER + 2.2 * mm
    canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)


def draw_band(canvas: Canvas, x: float, y: float, length: float, swing: float) -> None:
    """One straight band of the frame's waves, from (x, y) to the right."""
    canvas.saveState()
    canvas.setLineWidth(0.2)
    canvas.translate(x, y)
    _waves(canvas, length, swing)
    canvas.restoreState()


def draw_rosette(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A faint rosette behind the text: copying machines break its hairlines up."""
    canvas.setStrokeColor(FAINT)
    canvas.setLineWidth(0.45)
    for petals, inner in ((12, 0.62), (18, 0.80), (24, 0.92)):
        for phase in range(4):
            _petals(canvas, x, y, radius * inner, petals, phase * math.pi / (2 * petals))


def _waves(canvas: Canvas, length: float, swing: float) -> None:
    """Strands of one whole number of waves, so that the corners meet."""
    waves = round(length / (9 * mm))
    steps = round(length / _STEP)
    for strand in range(_STRANDS):
        phase = strand * math.pi / _STRANDS
        canvas.setStrokeColor(NAVY if strand % 2 == 0 else GOLD)
        path = canvas.beginPath()
        for step in range(steps + 1):
            along = step / steps
            beat = 0.55 + 0.45 * math.cos(2 * math.pi * waves * along / 2) ** 2
            height = swing * beat * math.sin(2 * math.pi * waves * along + phase)
            (path.lineTo if step else path.moveTo)(along * length, height)
        canvas.drawPath(path)


def _corner(canvas: Canvas, x: float, y: float) -> None:
    radius = (_BAND_INNER - _BAND_OUTER) / 2 + 0.6 * mm
    canvas.setFillColor(Color(1, 1, 1))
    canvas.circle(x, y, radius, stroke=0, fill=1)
    canvas.setLineWidth(0.3)
    for turn, colour in ((0.0, NAVY), (math.pi / 16, GOLD)):
        canvas.setStrokeColor(colour)
        _petals(canvas, x, y, radius * 0.94, 8, turn)
    canvas.setStrokeColor(NAVY)
    canvas.setLineWidth(0.6)
    canvas.circle(x, y, radius, stroke=1, fill=0)


def _petals(canvas: Canvas, x: float, y: float, radius: float, petals: int, turn: float) -> None:
    path = canvas.beginPath()
    steps = petals * 24
    for step in range(steps + 1):
        angle = 2 * math.pi * step / steps
        reach = radius * (0.72 + 0.28 * math.cos(petals * (angle + turn)))
        point = x + reach * math.cos(angle), y + reach * math.sin(angle)
        (path.lineTo if step else path.moveTo)(*point)
    path.close()
    canvas.drawPath(path)
