"""Keeps the identity of what is found from frame to frame, and tells what moves. Numpy only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.boxes import box_overlap
from models.detections import Detections, FloatArray, IntArray

LEAST_OVERLAP = 0.1
NEAR = 0.6
"""A box goes on as the one that it overlaps, or whose centre lies within this share of its longer
side: thin cutlery that moves overlaps itself no longer."""
PATIENCE = 5
"""Frames for which something may be hidden and still be the same when it comes back."""
SMOOTHING = 0.5
"""Share of a new frame in the smoothed box: a still box settles, a moving one follows."""
STILL_SHARE = 0.02
"""Less than this share of its longer side, in a frame, is no movement but a network's tremble."""
STILL_PX = 2.0
"""The same for what is small, px of the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """The detections of a frame with what is known of them from the frames before.

    `identity` (N,) is the same number for the same thing as long as it is followed; `box_px` (N,4)
    is smoothed; `shift_px` (N,2) is how far its centre has come from where it was smoothed to;
    `moving` (N,); `age` (N,) frames in which it was seen. `hidden` are identities that were seen a
    moment ago and are not now.
    """

    detections: Detections
    identity: IntArray
    box_px: FloatArray
    shift_px: FloatArray
    moving: NDArray[np.bool_]
    age: IntArray
    hidden: tuple[int, ...]

    @property
    def still(self) -> bool:
        """Whether everything known is seen, and nothing moves or has just come."""
        return not (self.moving.any() or self.hidden or (self.age < 2).any())


@dataclass(slots=True, eq=False)
class _Memory:
    """What is followed: smoothed boxes with their classes, ages and frames without being seen."""

    box: FloatArray = field(default_factory=lambda: np.zeros((0, 4), np.float32))
    class_id: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    identity: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    age: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    missed: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))


class Tracker:
    """Follows detections through the frames of one camera that stands still.

    Greedy: the best fitting pair first, each once, only within a class. Nothing is predicted:
    pieces of work are put down, they do not fly.
    """

    def __init__(self, patience: int = PATIENCE) -> None:
        self._patience = patience
        self._known = _Memory()
        self._next = 0

    def update(self, detections: Detections) -> Tracked:
        """Return the detections of the next frame with their identities."""
        known, count = self._known, len(detections)
        box = detections.box_px.astype(np.float32)
        place = _matched(box, detections.class_id, known)
        old = place >= 0
        before = box.copy()
        before[old] = known.box[place[old]]
        smoothed = before + SMOOTHING * (box - before)
        shift = _centre(box) - _centre(before)
        moved = np.linalg.norm(shift, axis=1)
        identity = np.arange(self._next, self._next + count)
        identity[old] = known.identity[place[old]]
        age = np.ones(count, np.int64)
        age[old] = known.age[place[old]] + 1
        self._next += count
        unseen = np.setdiff1d(np.arange(len(known.identity)), place[old])
        unseen = unseen[known.missed[unseen] < self._patience]
        self._known = _Memory(
            np.concatenate([smoothed, known.box[unseen]]),
            np.concatenate([detections.class_id, known.class_id[unseen]]),
            np.concatenate([identity, known.identity[unseen]]),
            np.concatenate([age, known.age[unseen]]),
            np.concatenate([np.zeros(count, np.int64), known.missed[unseen] + 1]),
        )
        return Tracked(
            detections=detections,
            identity=identity,
            box_px=smoothed,
            shift_px=shift,
            moving=moved > np.maximum(STILL_PX, STILL_SHARE * _longer(box)),
            age=age,
            hidden=tuple(int(i) for i in known.identity[unseen]),
        )


def _matched(box: FloatArray, class_id: IntArray, known: _Memory) -> IntArray:
    """The place (N,) of each box in what is known, -1 where it is new."""
    place = np.full(len(box), -1, np.int64)
    if not len(box) or not len(known.box):
        return place
    overlap = box_overlap(box, known.box)
    away = np.linalg.norm(_centre(box)[:, None] - _centre(known.box)[None], axis=2)
    near = 1.0 - away / (NEAR * np.maximum(_longer(box)[:, None], 1.0))
    fit = np.where(overlap >= LEAST_OVERLAP, 1.0 + overlap, near)
    fit[class_id[:, None] != known.class_id[None]] = 0.0
    rows, columns = np.nonzero(fit > 0.0)
    taken = np.zeros(len(known.box), np.bool_)
    for at in np.argsort(-fit[rows, columns], kind="stable"):
        row, column = rows[at], columns[at]
        if place[row] < 0 and not taken[column]:
            place[row], taken[column] = column, True
    return place


def _centre(box: FloatArray) -> FloatArray:
    middle: FloatArray = (box[:, :2] + box[:, 2:]) * np.float32(0.5)
    return middle


def _longer(box: FloatArray) -> FloatArray:
    longer: FloatArray = (box[:, 2:] - box[:, :2]).max(axis=1, initial=0.0)
    return longer
