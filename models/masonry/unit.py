"""Models room, masonry: a unit that was found, and whether it fits the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.masonry.fragments import common_size
from models.masonry.plane import Points

SIZE_TOLERANCE = 0.25
LONGEST, SHORT = 1.12, 0.88
"""Longer than most units by so much, it is two; shorter, it is cut, or a part of one."""
OFF_MM, END_OFF_MM = (2.5, 5.0), 5.0
"""Whole units differ by less in size: four of their own σ, and between these; the ends of a course
lie nearer to the others'."""
LEAST_JOINT_MM = 0.8
"""Sides of neighbours that lie closer than this are one edge, taken twice."""
NEIGHBOUR_MM = 45.0
"""Neighbours lie no further apart: a book on a table is no tile."""


@dataclass(frozen=True, eq=False)
class Unit:
    """A brick or tile in a picture.

    `corners_px` (4, 2): from the top left clockwise as it lies on the plane, board upright.
    `sides_sigma_px` (4,): one σ of the top, right, bottom and left side across itself, 0 when that
    side is hidden or cut by the picture's border. `whole`: all four are known.
    """

    confidence: float
    corners_px: Points
    sides_sigma_px: Points
    whole: bool


Placed = tuple[Unit, Points]
"""A unit and its corners (4, 2) in plane mm."""


def alike(units: list[Placed]) -> list[Placed]:
    """The units that are about as high or as long as most, and no longer: the rest is none."""
    if not units:
        return units
    sizes = np.stack([size(corners) for _, corners in units])
    usual = np.array([common_size(list(sizes[:, k])) for k in (0, 1)])
    fits = (np.abs(sizes / usual - 1) < SIZE_TOLERANCE).any(1)
    fits &= (sizes / usual < LONGEST).all(1)
    return [unit for unit, fit in zip(units, fits, strict=True) if fit]


def doubted(units: list[Placed]) -> list[Unit]:
    """The units; those that do not fit the others lose the sides that may be something else's.

    Bricks and tiles are cut at the ends of a course. A short one farther in is more likely a part
    of a unit, one a little too long has a side on a shadow or on the wall's own end, and so has
    one that ends away from the line of the other ends: measuring on would report what is not.
    """
    if not units:
        return []
    sizes = np.stack([size(corners) for _, corners in units])
    boxes = np.stack([[corners.min(0), corners.max(0)] for _, corners in units])
    usual = [common_size(list(sizes[:, k])) for k in (0, 1)]
    ends = _ends_astray(np.stack([corners for _, corners in units]))
    astray = ends | _on_one_edge(np.stack([corners for _, corners in units]))
    kept = []
    for k, (unit, _) in enumerate(units):
        sigma = np.where(astray[k], 0.0, unit.sides_sigma_px)
        for axis, sides in ((0, [1, 3]), (1, [0, 2])):
            short = sizes[k, axis] < SHORT * usual[axis]
            off = abs(sizes[k, axis] - usual[axis]) > most_off(sizes[:, axis], usual[axis])
            if (short and between(boxes, k, axis)) or (off and not short):
                sigma[sides] = 0.0
        if ends[k].any() and not sigma[[1, 3]].any():
            continue  # off the line of ends, and no end known: something beside the work
        kept.append(replace(unit, sides_sigma_px=sigma, whole=bool((sigma > 0).all())))
    return kept


def course_ends(corners: Points, side: int) -> NDArray[np.intp]:
    """Indices of the units (N, 4, 2) that end each course: to the left (side 3) or right (1)."""
    middles = corners.mean(1)
    height = common_size([float(size(one)[1]) for one in corners])
    order = np.argsort(middles[:, 1])
    breaks = np.nonzero(np.diff(middles[order, 1]) > height / 2)[0] + 1
    pick = np.argmin if side == 3 else np.argmax
    rows = np.split(order, breaks)
    return np.array([row[pick(middles[row, 0])] for row in rows], np.intp)


def _ends_astray(corners: Points) -> NDArray[np.bool_]:
    """Which sides (N, 4) end a course and lie off the line through the other courses' ends."""
    astray = np.zeros((len(corners), 4), np.bool_)
    for side in (3, 1):
        ends = course_ends(corners, side)
        places = corners[ends][:, [side, (side + 1) % 4]].mean(1)
        if len(places) < 3:
            continue
        slopes = [
            (b[0] - a[0]) / (b[1] - a[1])
            for n, a in enumerate(places)
            for b in places[n + 1 :]
            if abs(b[1] - a[1]) > 1
        ]
        off = places[:, 0] - np.median(slopes) * places[:, 1]
        astray[ends[np.abs(off - np.median(off)) > END_OFF_MM], side] = True
    return astray


def _on_one_edge(corners: Points) -> NDArray[np.bool_]:
    """Which sides (N, 4) lie on the same edge as a neighbour's: whose of the two, who knows."""
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    shared = np.zeros((len(corners), 4), np.bool_)
    for side in range(4):
        apart = middles[:, side, None] - middles[None, :, (side + 2) % 4]
        axis = 1 - side % 2  # tops and bottoms lie across y, left and right sides across x
        beside = np.abs(apart[..., 1 - axis]) < 0.5 * size(corners[0])[1 - axis]
        shared[:, side] |= (beside & (np.abs(apart[..., axis]) < LEAST_JOINT_MM)).any(1)
    return shared


def size(corners: Points) -> Points:
    """Length and height of a unit, mm."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return np.array([sides[::2].mean(), sides[1::2].mean()])


def most_off(sizes: Points, usual: float) -> float:
    """How far (mm) whole units may differ from the usual size: as most of them do."""
    apart = np.abs(sizes - usual)
    whole = apart[apart < (1 - SHORT) * usual]
    spread = 1.4826 * float(np.median(whole)) if len(whole) else 0.0
    return float(np.clip(4 * spread, *OFF_MM))


def between(boxes: Points, k: int, axis: int) -> bool:
    """Whether a unit has a neighbour on both sides along an axis."""
    other = 1 - axis
    (low, high), lows, highs = boxes[k], boxes[:, 0], boxes[:, 1]
    shared = np.minimum(high[other], highs[:, other]) - np.maximum(low[other], lows[:, other])
    beside = shared > 0.5 * (high[other] - low[other])
    middle = (low[axis] + high[axis]) / 2
    before = beside & (highs[:, axis] < middle) & (low[axis] - highs[:, axis] < NEIGHBOUR_MM)
    after = beside & (lows[:, axis] > middle) & (lows[:, axis] - high[axis] < NEIGHBOUR_MM)
    return bool(before.any() and after.any())
