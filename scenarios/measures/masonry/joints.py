"""Room: scenarios. The joints between neighbouring units: bed joints, head joints, bond."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenarios.geometry import FloatArray
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.masonry.frames import Work
from scenarios.measures.masonry.reading import Reading, enough, rounded, with_unseen, worst
from scenarios.measures.masonry.units import (
    BOTTOM,
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    LEFT,
    RIGHT,
    TOP,
    TOP_LEFT,
    TOP_RIGHT,
)
from scenarios.measures.parameters import MasonryParameters


@dataclass(frozen=True, eq=False)
class Joints:
    """Widths (S,J) mm of joints, the two places each lies between (J,2,2), and their names.

    `unseen` joints are there but have an unknown side.
    """

    widths: FloatArray
    places: FloatArray
    names: tuple[str, ...]
    unseen: int


def course_indices(work: Work) -> list[list[int]]:
    """Indices of the units of each course, from the bottom, left to right."""
    starts = np.concatenate([[0], np.cumsum(work.courses)])
    return [list(range(a, b)) for a, b in pairwise(starts.tolist())]


def bed_joints(corners: FloatArray, work: Work) -> Joints:
    """The mean gap between each course and the one above it, along all of their overlap."""
    widths, places, names, unseen = [], [], [], 0
    for number, (below, above) in enumerate(pairwise(course_indices(work)), 1):
        gaps, lengths, at, hidden = _gaps_between(corners, work, below, above)
        if 2 * len(gaps) <= hidden:
            raise UnmeasurableError("units_hidden")
        unseen += hidden
        share = np.array(lengths) / np.sum(lengths)
        widths.append(np.stack(gaps, axis=1) @ share)
        places.append(at[len(at) // 2])
        names.append(f"{number}-{number + 1}")
    return Joints(np.stack(widths, axis=1), np.array(places), tuple(names), unseen)


def _gaps_between(
    corners: FloatArray, work: Work, below: list[int], above: list[int]
) -> tuple[list[FloatArray], list[float], list[FloatArray], int]:
    """Mean gaps (S,) of overlapping units of two courses, overlaps' lengths, places, unseen."""
    gaps, lengths, places, unseen = [], [], [], 0
    for a in below:
        for b in above:
            start = max(corners[0, a, TOP_LEFT, 0], corners[0, b, BOTTOM_LEFT, 0])
            stop = min(corners[0, a, TOP_RIGHT, 0], corners[0, b, BOTTOM_RIGHT, 0])
            if stop <= start:
                continue
            if not (work.known[a, TOP] and work.known[b, BOTTOM]):
                unseen += 1
                continue
            x = (start + stop) / 2
            lower = _height_at(corners[:, a, TOP_LEFT], corners[:, a, TOP_RIGHT], x)
            upper = _height_at(corners[:, b, BOTTOM_LEFT], corners[:, b, BOTTOM_RIGHT], x)
            gaps.append(lower - upper)
            lengths.append(float(stop - start))
            places.append(np.array([[x, lower[0]], [x, upper[0]]]))
    return gaps, lengths, places, unseen


def _height_at(left: FloatArray, right: FloatArray, x: float) -> FloatArray:
    """y (S,) at x of the sides from left to right (S,2)."""
    along = (x - left[:, 0]) / (right[:, 0] - left[:, 0])
    return np.asarray(left[:, 1] + along * (right[:, 1] - left[:, 1]), np.float64)


def head_joints(corners: FloatArray, work: Work) -> Joints:
    """The gaps between neighbours in a course, each the mean of its top and bottom."""
    pairs = [
        (number, n, a, b)
        for number, course in enumerate(course_indices(work), 1)
        for n, (a, b) in enumerate(pairwise(course), 1)
    ]
    left, right = np.array([a for *_, a, _ in pairs]), np.array([b for *_, b in pairs])
    known = enough(work.known[left, RIGHT] & work.known[right, LEFT])
    left, right = left[known], right[known]
    ends = corners[:, left][:, :, [TOP_RIGHT, BOTTOM_RIGHT]].mean(axis=2)
    starts = corners[:, right][:, :, [TOP_LEFT, BOTTOM_LEFT]].mean(axis=2)
    return Joints(
        widths=starts[..., 0] - ends[..., 0],
        places=np.stack([ends[0], starts[0]], axis=1),
        names=tuple(f"{c}.{n}" for (c, n, *_), seen in zip(pairs, known, strict=True) if seen),
        unseen=int((~known).sum()),
    )


def widths_reading(joints: Joints, parameters: MasonryParameters) -> Reading:
    """The mean width, or the worst: the one farthest from nominal."""
    extreme, which = worst(with_unseen(joints.widths, joints.unseen), parameters.joint_mm)
    notes: dict[str, object] = {
        "per_joint": dict(zip(joints.names, rounded(joints.widths[0]), strict=True)),
        "mean": round(float(joints.widths[0].mean()), 2),
        "worst": round(float(extreme[0]), 2),
        "worst_at": joints.names[which],
        "unseen": joints.unseen,
    }
    every = with_unseen(joints.widths, joints.unseen)
    samples = extreme if parameters.take == "worst" else every.mean(axis=1)
    return Reading(samples, list(joints.places[which]), notes)
