"""Models room, masonry: a unit that was found, and whether it fits the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.masonry.fragments import common_size
from models.masonry.plane import Points

SIZE_TOLERANCE = 0.25
LONGEST, SHORT = 1.12, 0.88
"""Longer than most units by so much, it is two; shorter, it is cut, or a part of one."""
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
    sizes = np.stack([_size(corners) for _, corners in units])
    usual = np.array([common_size(list(sizes[:, k])) for k in (0, 1)])
    fits = (np.abs(sizes / usual - 1) < SIZE_TOLERANCE).any(1)
    fits &= (sizes / usual < LONGEST).all(1)
    return [unit for unit, fit in zip(units, fits, strict=True) if fit]


def doubted(units: list[Placed]) -> list[Unit]:
    """The units; short ones between neighbours lose the sides that may be a pattern's.

    Bricks and tiles are cut at the ends of a course. A short one farther in is more likely a part
    of a unit: measuring on would report a joint that is none.
    """
    if not units:
        return []
    sizes = np.stack([_size(corners) for _, corners in units])
    boxes = np.stack([[corners.min(0), corners.max(0)] for _, corners in units])
    usual = [common_size(list(sizes[:, k])) for k in (0, 1)]
    kept = []
    for k, (unit, _) in enumerate(units):
        sigma = unit.sides_sigma_px.copy()
        for axis, sides in ((0, [1, 3]), (1, [0, 2])):
            if sizes[k, axis] < SHORT * usual[axis] and _between(boxes, k, axis):
                sigma[sides] = 0.0
        kept.append(replace(unit, sides_sigma_px=sigma, whole=bool((sigma > 0).all())))
    return kept


def _size(corners: Points) -> Points:
    """Length and height of a unit, mm."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return np.array([sides[::2].mean(), sides[1::2].mean()])


def _between(boxes: Points, k: int, axis: int) -> bool:
    """Whether a unit has a neighbour on both sides along an axis."""
    other = 1 - axis
    (low, high), lows, highs = boxes[k], boxes[:, 0], boxes[:, 1]
    shared = np.minimum(high[other], highs[:, other]) - np.maximum(low[other], lows[:, other])
    beside = shared > 0.5 * (high[other] - low[other])
    middle = (low[axis] + high[axis]) / 2
    before = beside & (highs[:, axis] < middle) & (low[axis] - highs[:, axis] < NEIGHBOUR_MM)
    after = beside & (lows[:, axis] > middle) & (lows[:, axis] - high[axis] < NEIGHBOUR_MM)
    return bool(before.any() and after.any())
