"""Models room, masonry: units between the sides that run through the whole work.

A strong pattern on the faces hides where a unit's core is, but hardly its sides: courses lie
between lines that run from end to end, units between lines that run from top to bottom of theirs.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.cores import Floats, Rough
from models.masonry.fragments import common_size
from models.masonry.plane import Points
from models.masonry.shape import CELL

SEEN = 0.4
"""A cell is a side's when the network is so sure of it."""
SURE = 0.6
LEAST_CELLS = 200
CLOSE_CELLS = 81
"""Parts of a line that are no further apart than this, in cells, are of one work."""
RIM = 6
"""So many cells around the lines belong to the work."""
LEVEL_RUN, UPRIGHT_RUN = 28, 18
"""Sides are straight for at least so many cells; rings, speckles and letters on faces are not."""
BRIDGED = 7
"""Gaps of a side up to this, in cells, do not break it."""
COURSE_SHARE, HEAD_SHARE = 0.3, 0.27
"""So much of a line must be seen to bound a course, or a unit within its course."""
LEAST_HIGH, LEAST_LONG = 14, 14
APART = 12
"""Lines of one kind are no closer than this, cells."""
WIDEST_JOINT = 12
"""Where a unit ends the next begins within so many cells."""
SAME_HEADS = 0.5
"""Courses whose heads agree so well (correlation) have them at the same places."""
LONGEST = 1.12
_TURNS = np.radians(np.arange(-10, 10.1, 0.25))
Line = tuple[float, float]
"""Row or column of a line, and the share of it that is seen: 0–1."""


class Course(NamedTuple):
    """Top and bottom row, and how sure: 0–1."""

    top: float
    bottom: float
    sure: float


def grid_units(maps: Floats) -> list[Rough]:
    """Rectangles between the lines that the side maps of (6, H, W) form, in view px."""
    level, upright = np.maximum(maps[2], maps[4]), np.maximum(maps[3], maps[5])
    around = _upright(level.shape, _turn(level, upright))
    window = _work(_turned(level, *around), _turned(upright, *around))
    if window is None:
        return []
    sides = [_turned(maps[2 + k], *around)[window] for k in range(4)]
    courses = _courses(sides[0], sides[2])
    lefts, rights = (_heads(side, courses) for side in (sides[3], sides[1]))
    corner = np.array([window[1].start, window[0].start])
    back = cv2.invertAffineTransform(around[0])
    found = []
    for course, left_of, right_of in zip(courses, lefts, rights, strict=True):
        for left, right, sure in _pairs(*_completed(left_of, right_of), LEAST_LONG):
            top, bottom = course.top, course.bottom
            box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) + corner
            cells = box @ back[:, :2].T + back[:, 2]
            confidence = 0.5 + 0.25 * (course.sure + sure)
            found.append(Rough(np.asarray((cells + 0.5) * CELL - 0.5, np.float64), confidence))
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


def _turn(level: Floats, upright: Floats) -> float:
    """By how much (rad) the work is turned in the view: the turn that sharpens its lines."""
    best, chosen = -1.0, 0.0
    places = [_few(np.stack(np.nonzero(side > SEEN), 1)) for side in (level, upright)]
    for turn in _TURNS:
        c, s = np.cos(turn), np.sin(turn)
        across = [places[0] @ (c, -s), places[1] @ (s, c)]
        sharp = sum(_sharpness(lines) for lines in across)
        if sharp > best:
            best, chosen = sharp, float(turn)
    return chosen


def _few(places: NDArray[np.intp]) -> Points:
    return np.asarray(places[:: max(1, len(places) // 6000)], np.float64)


def _sharpness(places: Points) -> float:
    counts = (
        np.bincount(np.round(places - places.min()).astype(int)) if len(places) else np.zeros(1)
    )
    return float((counts.astype(np.float64) ** 2).sum())


def _upright(shape: tuple[int, ...], turn: float) -> tuple[Points, tuple[int, int]]:
    """(2, 3) that turns maps (H, W) back, and the size that they then have."""
    c, s = np.cos(turn), np.sin(turn)
    matrix = np.array([[c, s], [-s, c]])
    height, width = shape
    ring = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ matrix.T
    low, high = ring.min(0), ring.max(0)
    return np.column_stack([matrix, -low]), (int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1)


def _turned(side: Floats, matrix: Points, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.warpAffine(side, matrix, size, flags=cv2.INTER_LINEAR), np.float32)


def _work(level: Floats, upright: Floats) -> tuple[slice, slice] | None:
    """Rows and columns of the work: the largest net of straight lines that cross; None without."""
    lines = _straight(level.T, LEVEL_RUN).T, _straight(upright, UPRIGHT_RUN)
    reach = np.ones((1, CLOSE_CELLS), np.uint8), np.ones((CLOSE_CELLS, 1), np.uint8)
    parts = [
        cv2.morphologyEx(line, cv2.MORPH_CLOSE, along)
        for line, along in zip(lines, reach, strict=True)
    ]
    net = cv2.dilate(np.maximum(*parts), np.ones((5, 5), np.uint8))
    _, labels = cv2.connectedComponents(net)
    size = int(labels.max()) + 1
    crossing = [np.bincount(labels[line > 0], minlength=size) for line in lines]
    least = np.minimum(*crossing)  # floorboards have lines one way only
    least[0] = 0
    if least.max() < LEAST_CELLS:
        return None
    rows, columns = np.nonzero((labels == int(least.argmax())) & (lines[1] > 0))
    return (
        slice(max(0, int(rows.min()) - RIM), int(rows.max()) + RIM + 1),
        slice(max(0, int(columns.min()) - RIM), int(columns.max()) + RIM + 1),
    )


def _straight(upright: Floats, run: int) -> NDArray[np.uint8]:
    """1 where an upright ridge is part of a line of at least `run` cells."""
    seen = cv2.dilate((upright > SEEN).astype(np.uint8), np.ones((1, 3), np.uint8))
    whole = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((BRIDGED, 1), np.uint8))
    long = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    return np.asarray(long, np.uint8)


def _courses(top: Floats, bottom: Floats) -> list[Course]:
    """The courses between the level lines."""
    wide = max(1, top.shape[1] - 2 * RIM)
    spread = np.ones((5, 1), np.uint8)
    lines = [
        (np.minimum(cv2.dilate(side, spread) / SURE, 1).sum(1) / wide, side.sum(1))
        for side in (top, bottom)
    ]
    tops, bottoms = (_peaks(share, weight, COURSE_SHARE) for share, weight in lines)
    return [Course(*pair) for pair in _pairs(*_completed(tops, bottoms), LEAST_HIGH)]


def _heads(side: Floats, courses: list[Course]) -> list[list[Line]]:
    """(column, share) of the upright lines of each course.

    Courses repeat, all of them or every second: what is seen poorly in one is believed when those
    with the same heads show it.
    """
    if not courses:
        return []
    bands = []
    for course in courses:
        high = course.bottom - course.top
        bands.append(side[int(course.top + 0.2 * high) : int(course.bottom - 0.2 * high) + 1])
    wide = np.ones((1, 3), np.uint8)
    shares = np.stack([np.minimum(cv2.dilate(b, wide) / SURE, 1).mean(0) for b in bands])
    soft = cv2.GaussianBlur(shares, (9, 1), 2.0)
    alike = np.atleast_2d(np.corrcoef(soft)) if len(courses) > 1 else np.ones((1, 1))
    alike = np.where(np.isfinite(alike) & (alike > SAME_HEADS), alike, 0.0)
    weights = np.maximum(alike.sum(1), 1e-6)[:, None]
    near = cv2.dilate(alike @ shares / weights, np.ones((1, 5)))
    weight = np.stack([band.mean(0) for band in bands]) + alike @ soft / weights
    believed = np.maximum(near, (shares + near) / 2)
    return [_peaks(*line, HEAD_SHARE) for line in zip(believed, weight, strict=True)]


def _completed(starts: list[Line], stops: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines that begin and end units, with those that must be there though they are not seen.

    Where a unit ends the next begins a joint further on, except at the ends of the work.
    """
    gaps = [
        start - stop for stop, _ in stops for start, _ in starts if 0 < start - stop <= WIDEST_JOINT
    ]
    joint = float(np.median(gaps)) if gaps else 0.5 * WIDEST_JOINT
    first = min((at for at, _ in starts), default=np.inf)
    last = max((at for at, _ in stops), default=-np.inf)

    def alone(at: float, others: list[Line]) -> bool:
        return all(abs(at - other) > WIDEST_JOINT for other, _ in others)

    ends = [(at - joint, 0.5 * sure) for at, sure in starts if at > first and alone(at, stops)]
    begins = [(at + joint, 0.5 * sure) for at, sure in stops if at < last and alone(at, starts)]
    return sorted([*starts, *begins]), sorted([*stops, *ends])


def _peaks(share: Points, weight: Points, least: float) -> list[Line]:
    """(place, share) of the lines of which enough is seen, none close to a stronger one."""
    found: list[Line] = []
    for k in np.argsort(-weight, kind="stable"):
        if weight[k] <= 0:
            break
        if share[k] >= least and all(abs(k - at) > APART for at, _ in found):
            found.append((float(k), float(share[k])))
    return sorted(found)


def _pairs(starts: list[Line], stops: list[Line], least: int) -> list[tuple[float, float, float]]:
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
