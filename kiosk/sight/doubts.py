"""Room: kiosk. What a model is surer of than it may be: too small a plate, and a piece twice."""

from collections.abc import Sequence

import cv2
import msgspec
import numpy as np

from scenarios import PieceSeen

LEAST_PLATE_MM = 120.0
"""What is narrower is no plate: the rim of a full glass looks like one from above."""
DOUBTFUL = 0.3
"""A confidence that no pack takes for sure, nor for nothing: a person looks."""
SAME = 0.6
"""Two pieces of a name whose rectangles share so much of what they cover together are one."""


def once_each(pieces: Sequence[PieceSeen]) -> list[PieceSeen]:
    """The pieces without what was seen twice; of two the surer one stays."""
    kept: list[int] = []
    for k in sorted(range(len(pieces)), key=lambda k: -pieces[k].confidence):
        alike = [pieces[j] for j in kept if pieces[j].name == pieces[k].name]
        if all(_shared(other, pieces[k]) <= SAME for other in alike):
            kept.append(k)
    return [pieces[k] for k in sorted(kept)]


def doubtful_if_small(plate: PieceSeen, diameter_mm: float) -> PieceSeen:
    """The plate, doubtful when it is too small to be one."""
    if diameter_mm >= LEAST_PLATE_MM:
        return plate
    return msgspec.structs.replace(plate, confidence=min(plate.confidence, DOUBTFUL))


def _shared(a: PieceSeen, b: PieceSeen) -> float:
    """What the least rectangles of two outlines share, of what they cover together."""
    first, second = (cv2.minAreaRect(np.array(p.outline_px, np.float32)) for p in (a, b))
    _, common = cv2.rotatedRectangleIntersection(first, second)
    if common is None:
        return 0.0
    both = cv2.contourArea(cv2.convexHull(common))
    either = float(np.prod(first[1]) + np.prod(second[1])) - both
    return both / either if either > 0 else 0.0
