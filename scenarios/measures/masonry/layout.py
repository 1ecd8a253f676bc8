"""Room: scenarios. Which units stand in which course: rows from the bottom, each left to right."""

from collections.abc import Sequence

import numpy as np

from scenarios.geometry import FloatArray
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.parameters import BrickParameters, MasonryParameters, TileParameters

Courses = tuple[tuple[int, ...], ...]


def lay_out(corners: FloatArray, confidences: Sequence[float], p: MasonryParameters) -> Courses:
    """Indices of units (U,4,2) mm by course, from the bottom and from the left.

    Units seen twice count once; what does not touch the wall or floor (a spare brick) is left
    out. Raises UnmeasurableError: "few_units" when there is next to nothing, "units_hidden" when
    a course has a hole or ends short of the others.
    """
    upright = corners @ upright_turn(corners)
    kept = _largest_group(upright, _once(upright, confidences), p.largest_joint_mm)
    if len(kept) < 4:
        raise UnmeasurableError("few_units")
    courses = _rows(upright, kept)
    _check_whole(upright, courses, p.largest_joint_mm)
    return courses


def check_size(courses: Courses, parameters: MasonryParameters) -> None:
    """Raise UnmeasurableError when a wall has too few courses, or a floor too few tiles."""
    if isinstance(parameters, BrickParameters):
        if len(courses) < parameters.courses:
            raise UnmeasurableError("few_courses")
        if min(map(len, courses)) < 2:
            raise UnmeasurableError("few_units")
    elif isinstance(parameters, TileParameters):
        if len(courses) < parameters.rows or min(map(len, courses)) < parameters.columns:
            raise UnmeasurableError("few_units")
        if len({len(course) for course in courses}) > 1:
            raise UnmeasurableError("units_hidden")


def upright_turn(corners: FloatArray) -> FloatArray:
    """The turn (2,2), to be multiplied from the right, that lays top sides of (U,4,2) along x."""
    along = corners[:, 1] - corners[:, 0]
    angle = float(np.median(np.arctan2(along[:, 1], along[:, 0])))
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s], [s, c]])


def _boxes(corners: FloatArray) -> tuple[FloatArray, FloatArray]:
    return corners.min(axis=1), corners.max(axis=1)


def _once(corners: FloatArray, confidences: Sequence[float]) -> list[int]:
    """Indices without the less sure sightings of a unit that was seen twice."""
    low, high = _boxes(corners)
    kept: list[int] = []
    for i in sorted(range(len(corners)), key=lambda i: -confidences[i]):
        middle = (low[i] + high[i]) / 2
        if not any(np.all((low[j] < middle) & (middle < high[j])) for j in kept):
            kept.append(i)
    return sorted(kept)


def _largest_group(corners: FloatArray, indices: list[int], reach_mm: float) -> list[int]:
    """The largest set of units of which each is within reach of another."""
    low, high = _boxes(corners)
    groups: list[list[int]] = []
    for i in indices:
        near = [
            group
            for group in groups
            if any(np.all(np.maximum(low[i] - high[j], low[j] - high[i]) < reach_mm) for j in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append([i, *(j for group in near for j in group)])
    return max(groups, key=len, default=[])


def _rows(corners: FloatArray, indices: list[int]) -> Courses:
    """Units by row, the bottom one first (board y points down), each from the left."""
    middle = corners.mean(axis=1)
    height = float(np.median(np.ptp(corners[indices, :, 1], axis=1)))
    upward = sorted(indices, key=lambda i: -middle[i, 1])
    rows = [[upward[0]]]
    for i in upward[1:]:
        if middle[rows[-1][0], 1] - middle[i, 1] > height / 2:
            rows.append([i])
        else:
            rows[-1].append(i)
    return tuple(tuple(sorted(row, key=lambda i: middle[i, 0])) for row in rows)


def _check_whole(corners: FloatArray, courses: Courses, reach_mm: float) -> None:
    low, high = _boxes(corners)
    for course in courses:
        gaps = low[list(course[1:]), 0] - high[list(course[:-1]), 0]
        if np.any(gaps > reach_mm):
            raise UnmeasurableError("units_hidden")
    ends = np.array([[low[course[0], 0], high[course[-1], 0]] for course in courses])
    if np.any(np.abs(ends - np.median(ends, axis=0)) > reach_mm):
        raise UnmeasurableError("units_hidden")
