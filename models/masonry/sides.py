"""Models room, masonry: straight lines along the sides of units, to a fraction of a pixel.

First along the ridges of the network's maps, then along the edges of the picture itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points, View
from models.masonry.shape import CELL

Floats = NDArray[np.float32]

MARGIN = 0.06
"""This share of a side at each of its ends is left out: corners are round."""
EVERY_MM = 2.0
LEAST_RIDGE = 0.3
"""A place of a side counts when the network is at least so sure of the side there."""
LEAST_SHARE, LEAST_MM = 0.4, 22.0
"""A side is known when so much of it shows."""
SKEW = 0.003
"""How far sides turn against their unit, one σ in rad: a short side says less about it itself."""
SEEN_MM = 15.0
"""Real edges wander: places closer than this tell the same about where the side lies."""


@dataclass(frozen=True, eq=False)
class Side:
    """A side as a line in plane mm through `middle` along `along` (unit vector).

    `sigma_mm` one σ of its position across, 0 when it is not known; `share` how much of it shows.
    """

    middle: Points
    along: Points
    sigma_mm: float
    share: float


def across(along: Points) -> Points:
    """The direction into the unit of a side that runs clockwise around it (y down)."""
    return np.array([-along[1], along[0]])


def squared(sides: list[Side]) -> list[Side]:
    """The sides of a unit turned to be square to each other, as most of their lengths say."""
    corners = np.stack([side.middle for side in sides])
    lengths = np.linalg.norm(np.roll(corners, 1, axis=0) - np.roll(corners, -1, axis=0), axis=1)
    turn = 0j
    for k, (side, length) in enumerate(zip(sides, lengths, strict=True)):
        turn += complex(*side.along) * 1j ** (-k) * length**2 * (side.sigma_mm > 0)
    if turn == 0:
        return sides
    turn /= abs(turn)
    directions = [turn * 1j**k for k in range(4)]
    return [
        replace(side, along=np.array([d.real, d.imag]))
        for side, d in zip(sides, directions, strict=True)
    ]


def meeting(sides: list[Side]) -> Points:
    """Where neighbouring sides meet (4, 2), plane mm: left and top, top and right, …; or NaN."""
    corners = []
    for k in range(4):
        first, second = sides[(k + 3) % 4], sides[k]
        matrix = np.column_stack([first.along, -second.along])
        if abs(np.linalg.det(matrix)) < 0.3:
            return np.full((4, 2), np.nan)
        t = np.linalg.solve(matrix, second.middle - first.middle)
        corners.append(first.middle + t[0] * first.along)
    return np.array(corners)


def px_per_mm(view: View, side: Side) -> float:
    """How many px of the picture a millimetre across a side covers."""
    both = view.plane.to_px(np.stack([side.middle, side.middle + across(side.along)]))
    return float(np.linalg.norm(both[1] - both[0]))


def on_ridge(ridge: Floats, view: View, a: Points, b: Points, reach_mm: float) -> Side:
    """The side from `a` to `b` (plane mm) as a map (H, W) of the network marks it."""
    along, length, t = along_side(a, b)
    steps = np.arange(-reach_mm, reach_mm + 0.01, 0.5)
    at = places_across(a, along, t, steps)
    cells = ((at - view.origin) / view.step + 0.5) / CELL - 0.5
    values = sampled(ridge, cells)
    peak = values.max(1)
    k = values.argmax(1)
    near = np.abs(steps[None] - steps[k][:, None]) <= 3.0
    weight = np.where(near, values, 0)
    place = (weight * steps).sum(1) / np.maximum(weight.sum(1), 1e-6)
    clear = (peak > LEAST_RIDGE) & (k > 0) & (k < len(steps) - 1)
    return fitted(a, along, length, t, place, clear, peak)


def on_edge(
    image: NDArray[np.uint8], view: View, side: Side, length: float, reach_mm: float
) -> Side:
    """A known side moved onto the strongest change of colour near it in the picture itself."""
    a = side.middle - side.along * length / 2
    along, length, t = along_side(a, side.middle + side.along * length / 2)
    steps = np.arange(-reach_mm - 3, reach_mm + 3.01, 0.25)
    at = places_across(a, along, t, steps)
    pixels = view.plane.to_px(at.reshape(-1, 2)).reshape(at.shape)
    colours = sampled(*around(image, pixels))
    profile = _contrast(colours, steps)
    change = np.abs(np.gradient(cv2.GaussianBlur(profile, (0, 0), 2.4, sigmaY=1.0), axis=1))
    inner = np.abs(steps) <= reach_mm
    change[:, ~inner] = 0
    rows, k = np.arange(len(t)), np.clip(change.argmax(1), 1, len(steps) - 2)
    low, top, high = change[rows, k - 1], change[rows, k], change[rows, k + 1]
    curve = low - 2 * top + high
    shift = np.where(curve < -1e-6, 0.5 * (low - high) / np.where(curve < -1e-6, curve, -1), 0)
    place = steps[k] + 0.25 * np.clip(shift, -1, 1)
    clear = (top > 0.4 * np.median(top)) & (top > 0.6) & (np.abs(steps[k]) < reach_mm - 0.3)
    return fitted(a, along, length, t, place, clear, top)


def along_side(a: Points, b: Points) -> tuple[Points, float, Points]:
    length = float(np.linalg.norm(b - a))
    along = (b - a) / max(length, 1e-9)
    count = max(8, int(length * (1 - 2 * MARGIN) / EVERY_MM))
    return along, length, np.linspace(MARGIN * length, (1 - MARGIN) * length, count)


def places_across(a: Points, along: Points, t: Points, steps: Points) -> Points:
    """Points (T, S, 2) mm at each place of a side and step across it."""
    line = a + t[:, None] * along
    return np.asarray(line[:, None] + steps[None, :, None] * across(along), np.float64)


def sampled(picture: Floats, at: Points) -> Floats:
    x, y = at[..., 0].astype(np.float32), at[..., 1].astype(np.float32)
    border = cv2.BORDER_REPLICATE if picture.ndim == 3 else cv2.BORDER_CONSTANT
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=border), np.float32)


def around(image: NDArray[np.uint8], at: Points) -> tuple[Floats, Points]:
    """The part of a picture around places (…, 2), and where they lie in it."""
    places = at.reshape(-1, 2)
    height, width = image.shape[:2]
    low = np.clip(np.floor(places.min(0)).astype(int) - 1, 0, (width - 1, height - 1))
    high = np.clip(np.ceil(places.max(0)).astype(int) + 2, low + 1, (width, height))
    part = image[low[1] : high[1], low[0] : high[0]]
    return np.asarray(part, np.float32), np.asarray(at - low, np.float64)


def _contrast(colours: Floats, steps: Points) -> Floats:
    """Profiles (T, S) along the colour that differs most between the two flanks of a side."""
    outer, inner = colours[:, steps < -1.5], colours[:, steps > 1.5]
    difference = inner.mean((0, 1)) - outer.mean((0, 1))
    length = float(np.linalg.norm(difference))
    axis = difference / length if length > 4 else np.ones(3) / np.sqrt(3)
    return np.asarray(colours @ axis.astype(np.float32), np.float32)


def fitted(
    a: Points,
    along: Points,
    length: float,
    t: Points,
    place: Points,
    clear: NDArray[np.bool_],
    strength: Points,
) -> Side:
    """The robust line through the clear places; a side that shows too little is not known."""
    share = float(clear.mean())
    middle = a + 0.5 * length * along
    if share < LEAST_SHARE or share * length * (1 - 2 * MARGIN) < LEAST_MM:
        return Side(middle, along, 0.0, share)
    u = t[clear] - 0.5 * length
    slope, level, spread = _line(u, place[clear], np.sqrt(strength[clear]))
    seen = max(1.0, share * length / SEEN_MM)
    unsure = 12 * spread**2 / (seen * (share * length) ** 2)
    slope *= SKEW**2 / (SKEW**2 + unsure)
    lean = along + slope * across(along)
    lean = lean / np.linalg.norm(lean)
    return Side(middle + level * across(along), lean, spread / float(np.sqrt(seen)), share)


def _line(u: Points, y: Points, weight: Points) -> tuple[float, float, float]:
    """Slope, level at u = 0 and the spread of the points, by reweighted least squares."""
    slope = level = spread = 0.0
    kept = np.ones_like(u)
    for _ in range(7):
        square = (kept * weight) ** 2
        square /= square.sum()
        middle_u, middle_y = float(square @ u), float(square @ y)
        du = u - middle_u
        slope = float((square * du) @ y) / max(float((square * du) @ du), 1e-9)
        level = middle_y - slope * middle_u
        off = np.abs(y - slope * u - level)
        spread = max(1.4826 * float(np.median(off)), 0.04)
        kept = 1 / (1 + (off / (2 * spread)) ** 2)
    return slope, level, spread
