"""Models room, masonry: puts units together that a pattern on their faces has split.

Work is regular: nearly all units are of one length and one height. Two parts side by side in one
band that together are no longer than that, and between which no side runs all the way, are one
unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from models.masonry.cores import Floats, Rough
from models.masonry.plane import Points
from models.masonry.shape import CELL

LARGEST_GAP_PX = 26.0
"""Grown parts of one unit lie no further apart, view px; they may overlap as much."""
SAME_BAND, SAME_SIZE = 0.7, 0.3
"""Parts share this much of their height, and differ in it by no more than that."""
SLACK = 1.08
SIDE_BETWEEN = 0.55
"""So sure of a side along all of a boundary, the network means two units."""
ALIKE = 0.05
"""Lengths within this share of each other count as the same."""


@dataclass(frozen=True, eq=False)
class _Box:
    """A rectangle in axes along the work: corners `low` and `high` (2,)."""

    low: Points
    high: Points
    confidence: float

    @property
    def size(self) -> Points:
        return np.asarray(self.high - self.low, np.float64)


def put_together(parts: list[Rough], maps: Floats) -> list[Rough]:
    """The units that rough rectangles are, or are parts of, by the network's maps (6, H, W)."""
    if len(parts) < 2:
        return parts
    turn = float(np.median([_angle(part) for part in parts]))
    c, s = np.cos(turn), np.sin(turn)
    back = np.array([[c, s], [-s, c]])
    boxes = [_box(part, back.T) for part in parts]
    usual = np.array([common_size([box.size[k] for box in boxes]) for k in (0, 1)])
    upright = np.maximum(maps[3], maps[5]), np.maximum(maps[2], maps[4])
    kept: list[Rough | None] = list(parts)
    joined = True
    while joined:
        joined = False
        for i, j, axis in _neighbours(boxes, usual):
            if _side_between(upright[axis], boxes[i], boxes[j], axis, back) > SIDE_BETWEEN:
                continue
            boxes[i] = _union(boxes[i], boxes[j])
            kept[i] = None
            del boxes[j], kept[j]
            joined = True
            break
    return [
        part if part is not None else Rough(_corners(box) @ back, box.confidence)
        for part, box in zip(kept, boxes, strict=True)
    ]


def common_size(sizes: list[float]) -> float:
    """The length that most units have, each counting by its length."""
    values = np.array(sizes)
    votes = [values[np.abs(values / value - 1) < ALIKE].sum() for value in values]
    best = values[int(np.argmax(votes))]
    return float(np.median(values[np.abs(values / best - 1) < ALIKE]))


def _angle(part: Rough) -> float:
    along = part.corners[1] - part.corners[0]
    return float(np.arctan2(along[1], along[0]))


def _box(part: Rough, turned: Points) -> _Box:
    upright = part.corners @ turned
    middle = upright.mean(0)
    half = np.abs(upright - middle).mean(0)
    return _Box(middle - half, middle + half, part.confidence)


def _neighbours(boxes: list[_Box], usual: Points) -> list[tuple[int, int, int]]:
    """Pairs that may be parts of one unit, and the axis across which it is split."""
    return [
        (i, j, axis)
        for i, a in enumerate(boxes)
        for j in range(i + 1, len(boxes))
        for axis in (0, 1)
        if _one_unit(a, boxes[j], axis, float(usual[axis]))
    ]


def _side_between(ridges: Floats, a: _Box, b: _Box, axis: int, back: Points) -> float:
    """How surely a side runs along all of the boundary of two parts: 0–1."""
    other = 1 - axis
    low, high = max(a.low[other], b.low[other]), min(a.high[other], b.high[other])
    middle = (max(a.low[axis], b.low[axis]) + min(a.high[axis], b.high[axis])) / 2
    along = np.linspace(low + 0.2 * (high - low), high - 0.2 * (high - low), 24)
    off = np.arange(-16.0, 16.1, 1.0)
    places = np.empty((len(off), len(along), 2))
    places[..., axis], places[..., other] = middle + off[:, None], along
    cells = ((places @ back + 0.5) / CELL - 0.5).astype(np.float32)
    seen = cv2.remap(ridges, cells[..., 0], cells[..., 1], cv2.INTER_LINEAR)
    return float(seen.mean(1).max())


def _one_unit(a: _Box, b: _Box, axis: int, usual: float) -> bool:
    """Whether two boxes are parts of a unit that was split across `axis`."""
    other = 1 - axis
    shared = min(a.high[other], b.high[other]) - max(a.low[other], b.low[other])
    heights = sorted((a.size[other], b.size[other]))
    if shared < SAME_BAND * heights[0] or heights[0] < (1 - SAME_SIZE) * heights[1]:
        return False
    gap = max(a.low[axis], b.low[axis]) - min(a.high[axis], b.high[axis])
    union = max(a.high[axis], b.high[axis]) - min(a.low[axis], b.low[axis])
    return bool(abs(gap) < LARGEST_GAP_PX and union < SLACK * usual)


def _union(a: _Box, b: _Box) -> _Box:
    confidence = min(a.confidence, b.confidence)
    return replace(
        a, low=np.minimum(a.low, b.low), high=np.maximum(a.high, b.high), confidence=confidence
    )


def _corners(box: _Box) -> Points:
    (x0, y0), (x1, y1) = box.low, box.high
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
