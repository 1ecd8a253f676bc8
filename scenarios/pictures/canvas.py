"""Room: scenarios. A drawing surface for the packs' flat pictures: smooth edges, few colours."""

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
SUPERSAMPLING = 4
COLOURS = 96

TEAL = "#0F4C5C"
ORANGE = "#E36414"
SAND = "#F6F1E7"
DARK = "#1D2B33"
GREEN = "#2E7D4F"
WHITE = "#FFFFFF"
PALE_TEAL = "#CFDEDF"
MID_TEAL = "#3B7382"
PALE_ORANGE = "#F8D9C4"
WOOD = "#DDBE93"
WOOD_EDGE = "#B98F5C"
STEEL = "#A9B7BD"
STEEL_EDGE = "#74868E"
SKIN = "#B97A50"
SKIN_SHADE = "#9C6340"

Point = tuple[float, float]


class Canvas:
    """A picture of 960 × 720 units, drawn four times as large and shrunk when saved."""

    def __init__(self, background: str | None = SAND) -> None:
        """Begin with one flat colour; None for transparent ground."""
        size = (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING)
        if background is None:
            self._image = Image.new("RGBA", size, (0, 0, 0, 0))
        else:
            self._image = Image.new("RGB", size, background)
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """Fill a polygon."""
        self._draw.polygon([_scaled(point) for point in points], fill=fill)

    def ellipse(self, centre: Point, rx: float, ry: float, fill: str) -> None:
        """Fill an ellipse by its centre and half-axes."""
        x, y = centre
        self._draw.ellipse((_scaled((x - rx, y - ry)), _scaled((x + rx, y + ry))), fill=fill)

    def circle(self, centre: Point, radius: float, fill: str) -> None:
        """Fill a circle."""
        self.ellipse(centre, radius, radius, fill)

    def ring(self, centre: Point, radius: float, width: float, colour: str) -> None:
        """Draw a circle's line; `radius` is its outside."""
        x, y = centre
        box = (_scaled((x - radius, y - radius)), _scaled((x + radius, y + radius)))
        self._draw.ellipse(box, outline=colour, width=round(width * SUPERSAMPLING))

    def box(self, corner: Point, opposite: Point, radius: float, fill: str) -> None:
        """Fill a rectangle with round corners."""
        self._draw.rounded_rectangle(
            (_scaled(corner), _scaled(opposite)), radius * SUPERSAMPLING, fill=fill
        )

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """Draw a line with round joints and ends."""
        self._draw.line(
            [_scaled(point) for point in points], fill=colour, width=round(width * SUPERSAMPLING)
        )
        for point in points:
            self.circle(point, width / 2, colour)

    def pie(self, centre: Point, rx: float, ry: float, degrees: Point, fill: str) -> None:
        """Fill a slice of an ellipse, clockwise from three o'clock."""
        x, y = centre
        box = (_scaled((x - rx, y - ry)), _scaled((x + rx, y + ry)))
        self._draw.pieslice(box, degrees[0], degrees[1], fill=fill)

    def arrow(self, start: Point, end: Point, colour: str = ORANGE, width: float = 12) -> None:
        """Draw an arrow; its head is three times as wide as its shaft."""
        length = math.dist(start, end)
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        head = 2.2 * width
        neck = (end[0] - ux * head, end[1] - uy * head)
        self.line([start, neck], width, colour)
        side = 1.5 * width
        left = (neck[0] - uy * side, neck[1] + ux * side)
        right = (neck[0] + uy * side, neck[1] - ux * side)
        self.polygon([end, left, right], colour)

    def span(self, start: Point, end: Point, colour: str = ORANGE) -> None:
        """Draw a measured distance: a thin line with a bar at each end."""
        length = math.dist(start, end)
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        self.line([start, end], 5, colour)
        for x, y in (start, end):
            self.line([(x - uy * 13, y + ux * 13), (x + uy * 13, y - ux * 13)], 5, colour)

    def label(self, centre: Point, words: str, size: float, colour: str = DARK) -> None:
        """Write a number that reads the same in every language."""
        font = ImageFont.load_default(size * SUPERSAMPLING)
        self._draw.text(_scaled(centre), words, fill=colour, font=font, anchor="mm")

    def tick(self, centre: Point, size: float, colour: str = GREEN) -> None:
        """Draw a white check mark in a disc of radius `size`."""
        x, y = centre
        self.circle(centre, size, colour)
        points = [(-0.45, 0.05), (-0.12, 0.38), (0.48, -0.32)]
        self.line([(x + size * dx, y + size * dy) for dx, dy in points], size * 0.2, WHITE)

    def picture(self) -> Image.Image:
        """Return the picture at its final size, in the few colours that keep its file small."""
        smooth = self._image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        return smooth.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)

    def save(self, path: Path) -> None:
        """Write the picture as a PNG."""
        self.picture().save(path, optimize=True)


class Film:
    """Pictures that follow each other, each for some milliseconds."""

    def __init__(self, frames: Sequence[tuple[Canvas, int]]) -> None:
        self._frames = frames

    def picture(self) -> Image.Image:
        """Return the first picture, as whoever opens the file sees it."""
        return self.pictures()[0]

    def pictures(self) -> list[Image.Image]:
        """Return every picture at its final size."""
        return [canvas.picture().convert("RGB") for canvas, _ in self._frames]

    def save(self, path: Path) -> None:
        """Write an animated WebP that is played over and over."""
        first, *others = self.pictures()
        times = [time for _, time in self._frames]
        first.save(path, save_all=True, append_images=others, duration=times, loop=0, lossless=True,
                   quality=100, method=6)  # fmt: skip


class Sprite(Canvas):
    """A thing drawn where it stands in a scene, on transparent ground, and cut out of it."""

    def __init__(self, place: tuple[float, float, float, float]) -> None:
        """`place` is left, top, right and bottom of what is cut out, in units."""
        super().__init__(None)
        self._place = place

    def picture(self) -> Image.Image:
        """Return the cut-out at its final size, with few colours and its transparency."""
        smooth = self._image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        left, top, right, bottom = (round(side) for side in self._place)
        cut = smooth.crop((left, top, right, bottom))
        # Only this method knows transparency.
        return cut.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)


def _scaled(point: Point) -> tuple[int, int]:
    """Return a point in the enlarged picture's pixels."""
    return round(point[0] * SUPERSAMPLING), round(point[1] * SUPERSAMPLING)
