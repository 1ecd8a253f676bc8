"""Room: kiosk. Finds a plate's rim as what it is: a circle in a plane parallel to the table.

A network's outline of a plate may follow a painted line or the well. With the board's plane known,
the rim is three numbers, and a whole circle of edges speaks for them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import PlaneSamples

Image = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

_STEP_MM = 0.8  # of the view from above in which circles are sought
_LEAST_WEIGHT = 0.15  # an edge weaker than this share of a strong one does not count
_GOOD = 0.5  # share of a circle's edges that must lie on it
_LEAST_WIDER = 0.4  # support of an outer circle, as a share of the best's, to take it for the rim
_TURNS = 96
_FINE_TURNS = 240


@dataclass(frozen=True, eq=False)
class Rim:
    """A circle on the table: `centre` (2,) and `radius` in mm; `support` 0-1, the share of it
    that edges in the picture speak for."""

    centre: FloatArray
    radius: float
    support: float


@dataclass(frozen=True)
class Reach:
    """How far from the first guess a rim is sought, mm."""

    shift: float = 14.0
    inward: float = 16.0
    outward: float = 26.0


def find_rim(
    image: Image,
    planes: PlaneSamples,
    height_mm: float,
    centre: FloatArray,
    radius: float,
    reach: Reach | None = None,
) -> Rim | None:
    """The outermost circle of edges near a first guess, at a height above the table.

    `centre` (2,) and `radius` are in table mm. None when no circle stands out.
    """
    reach = reach or Reach()
    view = _View.above(image, planes, height_mm, centre, radius + reach.outward + reach.shift + 8)
    found = [rim for rim in _candidates(view, radius, reach) if rim is not None]
    if not found:
        return None
    best = max(rim.support for rim in found)
    if best < _GOOD:
        return None
    rim = max((r for r in found if r.support >= 0.6 * best), key=lambda r: r.radius)
    rim = _outermost(view, rim, radius + reach.outward + 6, best)
    return Rim(rim.centre + centre, rim.radius, rim.support)


def ring(rim: Rim, planes: PlaneSamples, height_mm: float, count: int = 128) -> FloatArray:
    """The pixels (count, 2) at which a rim is seen."""
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    around = rim.radius * np.column_stack([np.cos(turn), np.sin(turn)])
    return planes.to_pixels(rim.centre + around, height_mm)


@dataclass(frozen=True, eq=False)
class _View:
    """A plane seen from above: colours (H,W,3), their gradients, its middle, and a strong edge."""

    colours: NDArray[np.float32]
    gx: NDArray[np.float32]
    gy: NDArray[np.float32]
    middle: int
    strong: float

    @classmethod
    def above(
        cls, image: Image, planes: PlaneSamples, height: float, centre: FloatArray, half: float
    ) -> "_View":
        middle = int(np.ceil(half / _STEP_MM))
        axis = np.arange(-middle, middle + 1) * _STEP_MM
        x, y = np.meshgrid(centre[0] + axis, centre[1] + axis)
        pixels = planes.to_pixels(np.column_stack([x.ravel(), y.ravel()]), height)
        maps = pixels.astype(np.float32).reshape(*x.shape, 2)
        flat = cv2.remap(
            image, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        smooth = cv2.GaussianBlur(flat, (0, 0), 1.0).astype(np.float32)
        gx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
        gy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
        # Each place speaks through the colour that changes most there.
        colour = (gx**2 + gy**2).argmax(axis=2)[..., None]
        across, down = (
            np.asarray(np.take_along_axis(g, colour, axis=2)[..., 0], np.float32) for g in (gx, gy)
        )
        strong = max(float(np.percentile(np.hypot(across, down), 70)), 1.5)
        return cls(smooth, across, down, middle, strong)

    def edges(
        self, centre: FloatArray, radii: FloatArray, turn: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Edges on circles (R,T): strength (1 is strong) and how well they lie along it, 0-1."""
        cos, sin = np.cos(turn), np.sin(turn)
        columns = ((centre[0] + radii * cos) / _STEP_MM + self.middle).astype(np.float32)
        rows = ((centre[1] + radii * sin) / _STEP_MM + self.middle).astype(np.float32)
        gx, gy = (
            np.asarray(cv2.remap(g, columns, rows, cv2.INTER_LINEAR), np.float64)
            for g in (self.gx, self.gy)
        )
        size = np.hypot(gx, gy)
        along = np.abs(gx * cos + gy * sin) / np.maximum(size, 1e-6)
        return size / self.strong, along

    def colour(self, centre: FloatArray, radius: float) -> FloatArray:
        """Colours (T,3) on a circle."""
        turn = np.linspace(0, 2 * np.pi, _TURNS, endpoint=False)
        columns = (centre[0] + radius * np.cos(turn)) / _STEP_MM + self.middle
        rows = (centre[1] + radius * np.sin(turn)) / _STEP_MM + self.middle
        maps = columns.astype(np.float32)[None], rows.astype(np.float32)[None]
        return np.asarray(cv2.remap(self.colours, *maps, cv2.INTER_LINEAR)[0], np.float64)

    def score(self, centre: FloatArray, radii: FloatArray) -> FloatArray:
        """How much speaks for circles of these radii (R,) around a centre."""
        turn = np.linspace(0, 2 * np.pi, _TURNS, endpoint=False)
        strength, along = self.edges(centre, radii[:, None], turn)
        return np.asarray((np.minimum(strength, 1.0) * along**4).mean(axis=1), np.float64)


def _candidates(view: _View, radius: float, reach: Reach) -> list[Rim | None]:
    """The circles that stand out on a grid of centres and radii, each fitted."""
    radii = np.arange(max(radius - reach.inward, 12.0), radius + reach.outward, 1.0)
    axis = np.arange(-reach.shift, reach.shift + 1e-6, 2.0)
    centres = np.array([(x, y) for x in axis for y in axis])
    scores = np.array([view.score(centre, radii) for centre in centres])
    least = 0.25 * float(scores.max())
    fitted: list[Rim | None] = []
    for _ in range(12):
        i, j = np.unravel_index(int(scores.argmax()), scores.shape)
        if scores[i, j] < least:
            break
        fitted.append(_fit(view, centres[i], float(radii[j]), 2.5))
        near = np.linalg.norm(centres - centres[i], axis=1)[:, None] <= 5.0
        scores[near & (np.abs(radii - radii[j]) <= 3.0)[None]] = 0.0
    return fitted


def _outermost(view: _View, rim: Rim, limit: float, best: float) -> Rim:
    """The last circle outside a rim with about its centre: the first may be a painted line."""
    for radius in np.arange(rim.radius + 1.5, limit, 0.5):
        wider = _fit(view, rim.centre, float(radius), 1.5)
        if wider is None or wider.support < _LEAST_WIDER * best:
            continue
        concentric = np.hypot(*(wider.centre - rim.centre)) < 2.5
        if wider.radius > rim.radius + 1 and concentric and _is_plate_between(view, rim, wider):
            # The centre is that of the circle that most edges speak for: all are concentric.
            surer = max(rim, wider, key=lambda r: r.support)
            rim = Rim(surer.centre, wider.radius, wider.support)
    return rim


def _is_plate_between(view: _View, inner: Rim, outer: Rim) -> bool:
    """Whether what lies between two circles looks like plate rather than like shadowed cloth."""
    between = view.colour(outer.centre, (inner.radius + outer.radius) / 2)
    outside = view.colour(outer.centre, outer.radius + 2.5)
    plate = [view.colour(inner.centre, inner.radius - depth) for depth in (2.5, 5.0, 9.0)]
    to_plate = np.min([np.linalg.norm(between - shade, axis=1) for shade in plate], axis=0)
    return bool(np.mean(to_plate < np.linalg.norm(between - outside, axis=1)) > _GOOD)


def _fit(view: _View, centre: FloatArray, radius: float, reach: float) -> Rim | None:
    """A circle through the strongest edges within `reach` mm of a first one, outliers left out."""
    turn = np.linspace(0, 2 * np.pi, _FINE_TURNS, endpoint=False)
    basis = np.column_stack([np.ones_like(turn), np.cos(turn), np.sin(turn)])
    support = 0.0
    for width in (reach, 1.5):
        off = np.arange(-width, width + 1e-6, 0.2)
        strength, along = view.edges(centre, radius + off[:, None], turn)
        speaks = strength * along**3
        best = speaks.argmax(axis=0)
        weight = np.minimum(speaks.max(axis=0), 1.0) * (best > 0) * (best < len(off) - 1)
        change = _robust_fit(basis, off[best], weight)
        if change is None:
            return None
        radius, centre = radius + float(change[0]), centre + change[1:]
        on = (weight > _LEAST_WEIGHT) & (np.abs(off[best] - basis @ change) < 0.5)
        spread = (np.add.reduceat(on, np.arange(0, _FINE_TURNS, 20)) > 5).mean()
        support = float(on.mean() * spread)
    return Rim(centre, radius, support)


def _robust_fit(basis: FloatArray, off: FloatArray, weight: FloatArray) -> FloatArray | None:
    """Least squares of offsets (T,) on a basis (T,3), without those far off; None if too few."""
    keep = weight > _LEAST_WEIGHT
    change: FloatArray = np.zeros(3)
    for _ in range(6):
        if keep.sum() < _FINE_TURNS // 8:
            return None
        w = weight[keep]
        fit = np.linalg.lstsq(basis[keep] * w[:, None], off[keep] * w, rcond=None)[0]
        change = np.asarray(fit, np.float64)
        left = np.abs(off - basis @ change)
        spread = 1.4826 * float(np.median(left[keep]))
        keep = (weight > _LEAST_WEIGHT) & (left < 2.5 * max(spread, 0.15))
    return change
