"""Room: kiosk. One measure's errors as a picture: a dot with its U for each photo."""

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from kiosk.proving.figures import MeasureFigures
from kiosk.proving.trial import Reading

BAND, AXIS, INK = HexColor("#dfe9e6"), HexColor("#8d9299"), HexColor("#21242b")
WIDTH, HEIGHT, TOP, LEFT = 55 * mm, 27 * mm, 5 * mm, 7 * mm
FONT = "OpenSans-Regular"


class ErrorPlot(Flowable):
    """Dots from left to right in the order of the photos; up is measured too large."""

    def __init__(
        self, title: str, figures: MeasureFigures, readings: Sequence[Reading], colour: Color
    ) -> None:
        super().__init__()
        self.width, self.height = WIDTH, HEIGHT
        self._title, self._colour = title, colour
        self._tolerance = figures.tolerance
        self._dots = [(one.error, one.U or 0.0) for one in readings if one.error is not None]
        reach = max([figures.tolerance, *(abs(error) + U for error, U in self._dots)])
        self._reach = min(reach, 4 * figures.tolerance) * 1.08

    def draw(self) -> None:
        """Draw band, zero line, scale, and a dot with its U for each photo."""
        canvas, top = self.canv, HEIGHT - TOP
        canvas.setFont(FONT, 7)
        canvas.setFillColor(INK)
        canvas.drawString(LEFT, HEIGHT - 3 * mm, self._title)
        canvas.setFillColor(BAND)
        low, high = self._at(-self._tolerance), self._at(self._tolerance)
        canvas.rect(LEFT, low, WIDTH - LEFT - 2 * mm, high - low, stroke=0, fill=1)
        canvas.setStrokeColor(AXIS)
        canvas.setLineWidth(0.4)
        canvas.line(LEFT, self._at(0), WIDTH - 2 * mm, self._at(0))
        canvas.line(LEFT, 0, LEFT, top)
        canvas.setFont(FONT, 5.5)
        canvas.setFillColor(AXIS)
        for value in (-self._tolerance, 0.0, self._tolerance):
            canvas.drawRightString(
                LEFT - 1 * mm, self._at(value) - 2, f"{value:+g}" if value else "0"
            )
        step = (WIDTH - LEFT - 2 * mm) / max(1, len(self._dots))
        for number, (error, U) in enumerate(self._dots):
            self._draw_dot(LEFT + (number + 0.5) * step, error, U)

    def _draw_dot(self, x: float, error: float, U: float) -> None:
        canvas = self.canv
        canvas.setStrokeColor(self._colour)
        canvas.setFillColor(self._colour)
        canvas.setLineWidth(0.6)
        canvas.line(x, self._at(error - U), x, self._at(error + U))
        canvas.circle(x, self._at(error), 1.3, stroke=0, fill=1)

    def _at(self, value: float) -> float:
        """Height in points; what lies beyond the plot is drawn at its edge."""
        share = max(-1.0, min(1.0, value / self._reach))
        return (HEIGHT - TOP) * (0.5 + 0.5 * share)
