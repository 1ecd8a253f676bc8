"""Models room, masonry: units between the sides that run through the whole work.

A strong pattern on the faces hides where a unit's core is, but hardly its sides: courses lie
between lines that run from end to end, units between lines that run from top to bottom of theirs.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.cores import Floats, Rough
from models.masonry.fragments import common_size
from models.masonry.plane import Points
from models.masonry.shape import CELL

SEEN = 0.4
"""A cell is a side's when the network is so sure of it."""
LEAST_CELLS = 300
CLOSE_CELLS = 25
"""What is no further apart than this, in cells, is of one work."""
COURSE_SHARE, HEAD_SHARE = 0.3, 0.27
"""So much of a line must be seen to bound a course, or a unit within its course."""
LEAST_HIGH, LEAST_LONG = 14, 14
APART = 5
"""Lines of one kind are no closer than this, cells."""
LONGEST = 1.12
Course = tuple[float, float, float]
"""Top and bottom row, and how sure: 0–1."""
_TURNS = np.radians(np.arange(-10, 10.1, 0.25))


def grid_units(maps: Floats) -> list[Rough]:
    """Rectangles between the lines that the side maps of (6, H, W) form, in view px."""
    shown = np.maximum(maps[0], maps[2:].max(0)) > SEEN
    work = _largest(shown.astype(np.uint8))
    if int(work.sum()) < LEAST_CELLS:
        return []
    level = np.maximum(maps[2], maps[4]) * work
    turn = _turn(level)
    around = _upright(work, turn)
    sides = [_turned(maps[2 + k] * work, *around) for k in range(4)]
    found = []
    courses = _courses(sides[0], sides[2])
    lefts, rights = (_heads(side, courses) for side in (sides[3], sides[1]))
    for (top, bottom, sure), left_of, right_of in zip(courses, lefts, rights, strict=True):
        for left, right, surer in _pairs(left_of, right_of, LEAST_LONG):
            box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
            back = cv2.invertAffineTransform(around[0])
            cells = box @ back[:, :2].T + back[:, 2]
            confidence = 0.5 + 0.25 * (sure + surer)
            corners = np.asarray((cells + 0.5) * CELL - 0.5, np.float64)
            found.append(Rough(corners, confidence))
    return _no_longer_than_usual(found)


def joined(grid: list[Rough], cores: list[Rough]) -> list[Rough]:
    """The units of the grid, and those found by their cores where the grid has none."""
    rings = [unit.corners.astype(np.float32) for unit in grid]
    alone = [
        unit
        for unit in cores
        if all(cv2.pointPolygonTest(ring, _middle(unit), False) < 0 for ring in rings)
    ]
    return [*grid, *alone]


def _middle(unit: Rough) -> tuple[float, float]:
    x, y = unit.corners.mean(0)
    return float(x), float(y)


def _largest(shown: NDArray[np.uint8]) -> Floats:
    """The largest part of the view that hangs together: the work."""
    kernel = np.ones((CLOSE_CELLS, CLOSE_CELLS), np.uint8)
    closed = cv2.morphologyEx(shown, cv2.MORPH_CLOSE, kernel)
    _, labels = cv2.connectedComponents(closed)
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    chosen = (labels == counts.argmax()) & (counts.max() > 0)
    return np.asarray(chosen, np.float32)


def _turn(level: Floats) -> float:
    """By how much (rad) the courses are turned in the view: the turn that sharpens their lines."""
    rows, columns = np.nonzero(level > SEEN)
    few = slice(None, None, max(1, len(rows) // 6000))
    rows, columns = rows[few].astype(np.float64), columns[few].astype(np.float64)
    best, chosen = -1.0, 0.0
    for turn in _TURNS:
        y = rows * np.cos(turn) - columns * np.sin(turn)
        counts = np.bincount(np.round(y - y.min()).astype(int)) if len(y) else np.zeros(1)
        sharp = float((counts.astype(np.float64) ** 2).sum())
        if sharp > best:
            best, chosen = sharp, float(turn)
    return chosen


def _upright(work: Floats, turn: float) -> tuple[Points, tuple[int, int]]:
    """(2, 3) that turns the maps back and cuts out the work, and the size of the cut."""
    rows, columns = np.nonzero(work)
    c, s = np.cos(turn), np.sin(turn)
    matrix = np.array([[c, s], [-s, c]])
    turned = np.stack([columns, rows], -1) @ matrix.T
    low, high = turned.min(0) - 4, turned.max(0) + 5
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    return np.column_stack([matrix, -low]), size


def _turned(side: Floats, matrix: Points, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.warpAffine(side, matrix, size, flags=cv2.INTER_LINEAR), np.float32)


def _courses(top: Floats, bottom: Floats) -> list[Course]:
    """The courses between the level lines."""
    wide = max(1, int((np.maximum(top, bottom).max(0) > SEEN).sum()))
    spread = np.ones((5, 1), np.uint8)
    lines = [
        ((cv2.dilate(side, spread) > SEEN).sum(1) / wide, side.sum(1)) for side in (top, bottom)
    ]
    tops, bottoms = (_peaks(share, weight, COURSE_SHARE) for share, weight in lines)
    return _pairs(tops, bottoms, LEAST_HIGH)


def _heads(side: Floats, courses: list[Course]) -> list[list[tuple[float, float]]]:
    """(column, share) of the upright lines of each course.

    Every second course repeats: what is seen poorly in one is believed when the others show it.
    """
    shares, weights = [], []
    for top, bottom, _ in courses:
        high = bottom - top
        band = side[int(top + 0.2 * high) : int(bottom - 0.2 * high) + 1]
        shares.append((cv2.dilate(band, np.ones((1, 3), np.uint8)) > SEEN).mean(0))
        weights.append(band.mean(0))
    heads = []
    for k, (own, weight) in enumerate(zip(shares, weights, strict=True)):
        alike = np.mean(shares[k % 2 :: 2], axis=0)[None].astype(np.float32)
        near = cv2.dilate(alike, np.ones((1, 5), np.uint8))[0]
        heads.append(_peaks((own + near) / 2, weight, HEAD_SHARE))
    return heads


def _peaks(share: Points, weight: Floats, least: float) -> list[tuple[float, float]]:
    """(place, share) of the lines of which enough is seen, none close to a stronger one."""
    found: list[tuple[float, float]] = []
    for k in np.argsort(-weight, kind="stable"):
        if weight[k] <= 0:
            break
        if share[k] >= least and all(abs(k - at) > APART for at, _ in found):
            found.append((float(k), float(share[k])))
    return sorted(found)


def _pairs(
    starts: list[tuple[float, float]], stops: list[tuple[float, float]], least: int
) -> list[tuple[float, float, float]]:
    """Each start with the first stop after it, if no other start comes before that."""
    pairs = []
    for n, (start, sure) in enumerate(starts):
        limit = starts[n + 1][0] if n + 1 < len(starts) else np.inf
        after = [(stop, also) for stop, also in stops if start + least <= stop <= limit + 2]
        if after:
            pairs.append((start, after[0][0], (sure + after[0][1]) / 2))
    return pairs


def _no_longer_than_usual(units: list[Rough]) -> list[Rough]:
    """The units without those that span two, where a joint between was not seen."""
    if not units:
        return units
    lengths = [float(np.linalg.norm(unit.corners[1] - unit.corners[0])) for unit in units]
    longest = LONGEST * common_size(lengths)
    return [unit for unit, length in zip(units, lengths, strict=True) if length <= longest]
