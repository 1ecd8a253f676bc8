"""Room: scenarios. Which units stand in which course: rows from the bottom, each left to right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.geometry import FloatArray
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.parameters import BrickParameters, MasonryParameters, TileParameters

Courses = tuple[tuple[int, ...], ...]
_TWICE = 0.3  # share of the smaller that two sightings of one unit have in common
_MISSING = 0.2  # share of the units that may be missing


@dataclass(frozen=True, eq=False)
class Layout:
    """Indices of units by course, from the bottom and from the left.

    An index past the units is that of one of `missing` (G,4,2) mm: a place where a unit must be
    but was not seen.
    """

    courses: Courses
    missing: FloatArray


def lay_out(corners: FloatArray, confidences: Sequence[float], p: MasonryParameters) -> Layout:
    """How units (U,4,2) mm stand in courses.

    Units seen twice count once; what does not touch the wall or floor (a spare brick) is left
    out. Raises UnmeasurableError: "few_units" when there is next to nothing, "units_hidden" when
    more than a few are missing in holes or at the ends.
    """
    upright = corners @ upright_turn(corners)
    kept = _largest_group(upright, _once(upright, confidences), p.largest_joint_mm)
    if len(kept) < 4:
        raise UnmeasurableError("few_units")
    courses = _within_ends(upright, _rows(upright, kept), p.largest_joint_mm)
    if not all(courses):
        raise UnmeasurableError("units_hidden")
    courses, missing = _filled(upright, courses, p)
    if len(missing) > _MISSING * sum(map(len, courses)):
        raise UnmeasurableError("units_hidden")
    places = np.array(missing, np.float64).reshape(-1, 4, 2)
    return Layout(courses, places @ upright_turn(corners).T)


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
    area = np.prod(high - low, axis=1)
    kept: list[int] = []
    for i in sorted(range(len(corners)), key=lambda i: -confidences[i]):
        shared = np.maximum(np.minimum(high[i], high[kept]) - np.maximum(low[i], low[kept]), 0)
        if np.all(np.prod(shared, axis=1) < _TWICE * np.minimum(area[i], area[kept])):
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


def _within_ends(corners: FloatArray, courses: Courses, reach_mm: float) -> Courses:
    """The courses without units that stand beyond the ends that most courses have."""
    ends = _median_ends(corners, courses)
    middle = corners[..., 0].mean(axis=1)
    low, high = ends[0] - reach_mm, ends[1] + reach_mm
    return tuple(tuple(i for i in course if low < middle[i] < high) for course in courses)


def _median_ends(corners: FloatArray, courses: Courses) -> FloatArray:
    low, high = _boxes(corners)
    return np.asarray(
        np.median([[low[c[0], 0], high[c[-1], 0]] for c in courses if c], axis=0), np.float64
    )


def _filled(
    corners: FloatArray, courses: Courses, p: MasonryParameters
) -> tuple[Courses, list[FloatArray]]:
    """The courses with a place for each unit that is missing in a hole or at an end."""
    low, high = _boxes(corners)
    left, right = _median_ends(corners, courses)
    long = float(np.quantile((high - low)[:, 0], 0.75)) + p.joint_mm
    places: list[FloatArray] = []
    filled = []
    for course in courses:
        stops = [left - p.joint_mm, *(high[i, 0] for i in course)]
        starts = [*(low[i, 0] for i in course), right + p.joint_mm]
        top, bottom = (float(np.median(y[list(course), 1])) for y in (low, high))
        whole: list[int] = []
        for number, (start, stop) in enumerate(zip(stops, starts, strict=True)):
            if stop - start > p.largest_joint_mm + p.joint_mm:
                count = max(1, round((stop - start - p.joint_mm) / long))
                for x in np.array_split(np.linspace(start + p.joint_mm, stop, 100), count):
                    a, b = x[0], x[-1] - p.joint_mm
                    whole.append(len(corners) + len(places))
                    places.append(np.array([[a, top], [b, top], [b, bottom], [a, bottom]]))
            whole += course[number : number + 1]
        filled.append(tuple(whole))
    return tuple(filled), places
