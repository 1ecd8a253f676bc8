"""Average precision from ranked detections, computed the way COCO does. Touches numpy only.

Lin et al., Microsoft COCO (2014): greedy matching by confidence, precision made monotonous,
mean of the precision at 101 recall levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.boxes import box_overlap
from models.detections import FloatArray

RECALL_LEVELS = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True, slots=True)
class Ranked:
    """All detections of one class over a data set: `confidence` (N,), whether each is `right`
    (N,), and how many true boxes there are."""

    confidence: FloatArray
    right: NDArray[np.bool_]
    truths: int


def match_boxes(found: FloatArray, true: FloatArray, least_overlap: float) -> NDArray[np.bool_]:
    """Return which found boxes (N,4), most confident first, are right.

    Each takes the not yet taken true box (M,4) that it overlaps most, if by `least_overlap`.
    """
    right = np.zeros(len(found), np.bool_)
    if not len(true):
        return right
    overlap = box_overlap(found, true)
    for row in range(len(found)):
        best = int(overlap[row].argmax())
        if overlap[row, best] >= least_overlap:
            right[row] = True
            overlap[:, best] = -1.0
    return right


def average_precision(ranked: Ranked) -> float | None:
    """Return the mean precision over 101 recall levels, or None when nothing was there to find."""
    if ranked.truths == 0:
        return None
    order = np.argsort(-ranked.confidence, kind="stable")
    hits = np.cumsum(ranked.right[order])
    if not len(hits):
        return 0.0
    recall = hits / ranked.truths
    precision = hits / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    place = np.searchsorted(recall, RECALL_LEVELS, side="left")
    reached = np.append(envelope, 0.0)[np.minimum(place, len(envelope))]
    return float(reached.mean())


def precision_recall(ranked: Ranked, threshold: float) -> tuple[float | None, float | None]:
    """Return precision and recall when detections below `threshold` are left out.

    None where there is nothing to divide by: nothing found, or nothing there to find.
    """
    counted = ranked.confidence >= threshold
    hits, shown = int(ranked.right[counted].sum()), int(counted.sum())
    return hits / shown if shown else None, hits / ranked.truths if ranked.truths else None
