"""Room: kiosk. Lines, labels and a legend on pictures, sized to be read at any resolution."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]
FloatArray = NDArray[np.float64]

_FONT = Path(__file__).parents[1] / "screens" / "fonts" / "OpenSans-Bold.ttf"

# RGB. Each is also told apart by the sign before the text, for those who see no colours.
GOOD: Colour = (38, 120, 70)
FAIR: Colour = (176, 96, 0)
POOR: Colour = (179, 38, 30)
UNSURE: Colour = (72, 84, 150)
WHITE: Colour = (255, 255, 255)
DARK: Colour = (29, 43, 51)
EDGE: Colour = (0, 200, 230)
_SIGNS = {GOOD: "+", FAIR: "±", POOR: "−", UNSURE: "?"}


_LEAST_WIDTH = 1000  # px: narrower pictures are enlarged
# Heights of texts in a picture 1600 px across; on a phone held upright the legend is then as high
# as small print.
_LABEL, _LEGEND, FOOT = 29, 36, 24


@dataclass(frozen=True)
class Line:
    """One line of a legend."""

    text: str
    colour: Colour


class Drawing:
    """A copy of a BGR picture to draw on; sizes are for 1600 px across and scale with it."""

    def __init__(self, image: Image) -> None:
        """Start from a picture, which stays as it is; small ones are enlarged to hold texts."""
        self._zoom = max(1, -(-_LEAST_WIDTH // image.shape[1]))
        self._image = np.ascontiguousarray(
            cv2.resize(image, None, fx=self._zoom, fy=self._zoom, interpolation=cv2.INTER_CUBIC)
        ).astype(np.uint8)
        self._scale = self._image.shape[1] / 1600.0
        self._labels: list[tuple[float, float, float, float]] = []
        self._texts: list[tuple[FloatArray, str, Colour]] = []

    def outline(self, points: FloatArray, closed: bool = True) -> None:
        """A thin white polygon with a dark rim, so that it shows on any cloth."""
        for colour, width in ((DARK, 4.0), (WHITE, 1.6)):
            self._polyline(points * self._zoom, closed, colour, width)

    def line(self, start: FloatArray, stop: FloatArray, colour: Colour = EDGE) -> None:
        """A straight line with a dark rim."""
        for shade, width in ((DARK, 6.0), (colour, 3.0)):
            self._polyline(np.stack([start, stop]) * self._zoom, False, shade, width)

    def dimension(self, start: FloatArray, stop: FloatArray, text: str, colour: Colour) -> None:
        """A dimension line with ticks at its ends and its value beside it."""
        start, stop = start * self._zoom, stop * self._zoom
        along = (stop - start) / max(float(np.linalg.norm(stop - start)), 1e-6)
        tick = np.array([-along[1], along[0]]) * 9 * self._scale
        for shade, width in ((WHITE, 7.0), (colour, 3.6)):
            self._polyline(np.stack([start, stop]), False, shade, width)
            for end in (start, stop):
                self._polyline(np.stack([end - tick, end + tick]), False, shade, width)
        self._label((start + stop) / 2, text, colour)

    def label(self, place: FloatArray, text: str, colour: Colour) -> None:
        """A text in a box near a place, moved aside where another label already stands."""
        self._label(place * self._zoom, text, colour)

    def _label(self, place: FloatArray, text: str, colour: Colour) -> None:
        text = f"{_SIGNS.get(colour, '')} {text}".strip()
        width, height = self._text_size(text, _LABEL)
        box = np.array([width + 16 * self._scale, height + 10 * self._scale])
        corner = self._free_place(place, box)
        self._labels.append((*corner, *(corner + box)))
        low, high = np.round(corner).astype(int), np.round(corner + box).astype(int)
        cv2.line(self._image, _pixel(place), _pixel(corner + box / 2), colour[::-1], 1, cv2.LINE_AA)
        cv2.rectangle(self._image, low.tolist(), high.tolist(), colour[::-1], -1, cv2.LINE_AA)
        cv2.rectangle(self._image, low.tolist(), high.tolist(), WHITE, 1, cv2.LINE_AA)
        inset = np.array([8.0, 3.0]) * self._scale
        self._texts.append((corner + inset, text, WHITE))

    def finish(self, title: str, legend: Sequence[Line]) -> Image:
        """The picture with its texts, and below it a title and the legend, one line each."""
        with_texts = _written(
            self._image, [(place, text, colour) for place, text, colour in self._texts],
            _LABEL * self._scale,
        )  # fmt: skip
        lines = [Line(title, DARK)]
        lines += [Line(f"{_SIGNS.get(i.colour, '')}  {i.text}".strip(), i.colour) for i in legend]
        return below(with_texts, lines, _LEGEND)

    def _free_place(self, place: FloatArray, box: FloatArray) -> FloatArray:
        """The corner nearest to the place at which a box covers no label and stays inside."""
        limit = np.array(self._image.shape[1::-1]) - box - 2
        for reach in np.arange(1.0, 9.0, 0.5):
            for turn in np.radians([0, 180, 90, -90, 30, 150, -30, -150, 60, 120, -60, -120]):
                aside = np.array([np.cos(turn), np.sin(turn)])
                offset = aside * (box / 2 * min(reach, 1.4) + 14 * self._scale * reach)
                corner = np.clip(place + offset - box / 2, 2, np.maximum(limit, 2))
                if not any(_overlap(corner, corner + box, other) for other in self._labels):
                    return np.asarray(corner, np.float64)
        return np.asarray(np.clip(place, 2, np.maximum(limit, 2)), np.float64)

    def _text_size(self, text: str, size: int) -> tuple[float, float]:
        font = _font(int(size * self._scale))
        return font.getlength(text), size * 1.25 * self._scale

    def _polyline(self, points: FloatArray, closed: bool, colour: Colour, width: float) -> None:
        fixed = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
        thick = max(1, round(width * self._scale))
        cv2.polylines(self._image, [fixed], closed, colour[::-1], thick, cv2.LINE_AA, 4)


def below(image: Image, lines: Sequence[Line], size: float) -> Image:
    """The picture with a light panel under it and lines of text on that, `size` px high at 1600.

    A line too long for the picture goes on in the next.
    """
    scale = image.shape[1] / 1600.0
    margin, step = 22 * scale, size * 1.42 * scale
    font = _font(int(size * scale))
    rows = [
        Line(part, line.colour)
        for line in lines
        for part in _wrapped(line.text, font, image.shape[1] - 2 * margin)
    ]
    height = int(margin * 1.2 + step * len(rows))
    panel = np.full((height, image.shape[1], 3), 248, np.uint8)
    texts = [
        (np.array([margin, margin * 0.5 + step * number]), row.text, row.colour)
        for number, row in enumerate(rows)
    ]
    return np.vstack([image, _written(panel, texts, size * scale)])


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}" if rows[-1] else word
        if rows[-1] and font.getlength(longer) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def _written(image: Image, texts: Sequence[tuple[FloatArray, str, Colour]], size: float) -> Image:
    canvas = PillowImage.fromarray(np.ascontiguousarray(image[..., ::-1]))
    pen = ImageDraw.Draw(canvas)
    for place, text, colour in texts:
        pen.text(tuple(place.tolist()), text, fill=colour, font=_font(int(size)))
    return np.ascontiguousarray(np.asarray(canvas)[..., ::-1])


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), max(size, 6))


def _pixel(place: FloatArray) -> tuple[int, int]:
    x, y = np.round(place).astype(int).tolist()
    return x, y


def _overlap(low: FloatArray, high: FloatArray, other: tuple[float, float, float, float]) -> bool:
    return bool(
        low[0] < other[2] and other[0] < high[0] and low[1] < other[3] and other[1] < high[1]
    )
