"""Room: scenarios. The brick_wall measures: level, plumb, gauge, joints, bond, straightness."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import DRAWS, FloatArray, normal_draws
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.masonry.frames import Work
from scenarios.measures.masonry.joints import (
    bed_joints,
    course_indices,
    head_joints,
    widths_reading,
)
from scenarios.measures.masonry.lines import Lines, fit, slope_missed
from scenarios.measures.masonry.reading import (
    Quantity,
    Reading,
    enough,
    least_for_noise,
    rounded,
    with_unseen,
    with_unseen_alike,
    worst,
)
from scenarios.measures.masonry.units import (
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    LEFT,
    RIGHT,
    TOP,
    TOP_LEFT,
    TOP_RIGHT,
    BoolArray,
)
from scenarios.measures.parameters import BrickParameters

IntArray = NDArray[np.intp]

_GAUGE_COURSES = 4
_NEIGHBOURING_BOND = 1.5  # halves of a stretcher within which two head joints are neighbours


def level(_: BrickParameters) -> Quantity:
    """How far courses rise to the right, mm/m: lines through the tops; the worst course."""

    def read(corners: FloatArray, work: Work) -> Reading:
        lines = _course_lines(corners, work)
        rises = np.stack([-1000.0 * line.slope for line in lines], axis=1)
        samples, which = worst(rises)
        notes: dict[str, object] = {"per_course": rounded(rises[0]), "worst_course": which + 1}
        course = course_indices(work)[which]
        ends = corners[0, course[0], TOP_LEFT, 0], corners[0, course[-1], TOP_RIGHT, 0]
        places = [np.array([x, lines[which].at(x)]) for x in ends]
        return Reading(samples, places, notes)

    return read


def plumb(_: BrickParameters) -> Quantity:
    """How far the ends lean to the right going up, mm/m: lines through end corners; the worst."""

    def read(corners: FloatArray, work: Work) -> Reading:
        courses = course_indices(work)
        first, last = [c[0] for c in courses], [c[-1] for c in courses]
        ends = [
            _end_line(corners, work, first, LEFT, (TOP_LEFT, BOTTOM_LEFT)),
            _end_line(corners, work, last, RIGHT, (TOP_RIGHT, BOTTOM_RIGHT)),
        ]
        leans = np.stack([-1000.0 * line.slope for line in ends], axis=1)
        known = np.stack([work.known[first, LEFT], work.known[last, RIGHT]])
        leans = leans + _leans_missed(corners, (first, last), known, ends)
        samples, which = worst(leans)
        heights = corners[0, first[-1], TOP_LEFT, 1], corners[0, first[0], BOTTOM_LEFT, 1]
        places = [np.array([ends[which].at(y), y]) for y in heights]
        notes: dict[str, object] = {
            "left": round(float(leans[0, 0]), 2),
            "right": round(float(leans[0, 1]), 2),
            "worst_end": ("left", "right")[which],
            "unseen": int((~known).sum()),
        }
        return Reading(samples, places, notes)

    return read


def gauge(parameters: BrickParameters) -> Quantity:
    """From the mean top of course 1 up to that of course 5, mm."""

    def read(corners: FloatArray, work: Work) -> Reading:
        courses = course_indices(work)
        middle = float(corners[0, courses[0], TOP_LEFT : TOP_RIGHT + 1, 0].mean())
        ends = [courses[n] for n in (0, _GAUGE_COURSES)]
        if work.known[ends[0] + ends[1], TOP].all():
            tops = [_mean_top(corners, course) for course in ends]
        else:  # the mean of what is left of a course that rises lies too high or too low
            lines = _course_lines(corners, work)
            tops = [lines[n].offset + lines[n].slope * middle for n in (0, _GAUGE_COURSES)]
        places = [np.array([middle, top[0]]) for top in tops]
        seen = parameters.course_u_mm * normal_draws("two courses", DRAWS, 2)[: len(corners)]
        return Reading(tops[0] - tops[1] + seen[:, 0] - seen[:, 1], places)

    return read


def bed_joint(parameters: BrickParameters) -> Quantity:
    """The width of the bed joints, mm: the mean, or the worst."""
    return lambda corners, work: widths_reading(bed_joints(corners, work), parameters)


def head_joint(parameters: BrickParameters) -> Quantity:
    """The width of the head joints, mm: the mean, or the worst."""
    return lambda corners, work: widths_reading(head_joints(corners, work), parameters)


def bed_joint_deviation(_: BrickParameters) -> Quantity:
    """How far the bed joint that differs most lies from the mean of all, mm."""

    def read(corners: FloatArray, work: Work) -> Reading:
        joints = bed_joints(corners, work)
        off = joints.widths - joints.widths.mean(axis=1, keepdims=True)
        samples, which = worst(np.abs(off))
        notes: dict[str, object] = {"per_joint": rounded(off[0]), "worst_at": joints.names[which]}
        return Reading(samples, list(joints.places[which]), notes, least_for_noise(off))

    return read


def half_bond(parameters: BrickParameters) -> Quantity:
    """How far head joints of neighbouring courses are off half a stretcher apart, mm; the worst."""
    half = (parameters.unit_mm + parameters.joint_mm) / 2

    def read(corners: FloatArray, work: Work) -> Reading:
        joints = _all_heads(work)
        course, left, right = joints.T
        centres = _head_centres(corners, left, right)
        a, b = np.nonzero(course[:, None] + 1 == course[None, :])
        near = np.abs(centres[0, a] - centres[0, b]) < _NEIGHBOURING_BOND * half
        a, b = a[near], b[near]
        if not len(a):
            raise UnmeasurableError("no_bond")
        known = work.known[left, RIGHT] & work.known[right, LEFT]
        both = enough(known[a] & known[b])
        unseen = course[a[~both]]
        a, b = a[both], b[both]
        apart = centres[:, b] - centres[:, a]
        slips = apart - np.sign(apart[0]) * half  # alike along a course: the upper one slipped
        off = with_unseen_alike(slips, course[a], unseen)
        samples, which = worst(np.abs(off))
        pair = a[which], b[which]
        first = np.searchsorted(course, course)
        notes: dict[str, object] = {
            "worst_at": [f"{course[i]}.{i - first[i] + 1}" for i in pair],
            "unseen": len(unseen),
        }
        heights = corners[0, left][:, [TOP_RIGHT, BOTTOM_RIGHT], 1].mean(axis=1)
        places = [np.array([centres[0, i], heights[i]]) for i in pair]
        return Reading(samples, places, notes, least_for_noise(off))

    return read


def straightness(_: BrickParameters) -> Quantity:
    """How far any top corner lies off the straight line through its course's tops, mm."""

    def read(corners: FloatArray, work: Work) -> Reading:
        lines = _course_lines(corners, work)
        unseen = int((~work.known[:, TOP]).sum())
        off = with_unseen(np.concatenate([line.residuals for line in lines], axis=1), 2 * unseen)
        samples, _ = worst(np.abs(off))
        per_course = [float(np.abs(line.residuals[0]).max()) for line in lines]
        which = int(np.argmax(per_course))
        course = course_indices(work)[which]
        ends = corners[0, course[0], TOP_LEFT, 0], corners[0, course[-1], TOP_RIGHT, 0]
        notes: dict[str, object] = {
            "per_course": [round(value, 2) for value in per_course],
            "worst_course": which + 1,
            "unseen": unseen,
        }
        places = [np.array([x, lines[which].at(x)]) for x in ends]
        return Reading(samples, places, notes, least_for_noise(off))

    return read


def _course_lines(corners: FloatArray, work: Work) -> list[Lines]:
    """A line through the known top corners of each course."""
    lines = []
    for course in course_indices(work):
        indices = np.array(course)[enough(work.known[course, TOP])]
        tops = corners[:, indices, TOP_LEFT : TOP_RIGHT + 1].reshape(len(corners), -1, 2)
        lines.append(fit(tops[..., 0], tops[..., 1]))
    return lines


def _end_line(
    corners: FloatArray, work: Work, units: list[int], side: int, at: tuple[int, int]
) -> Lines:
    """A line x(y) through the outer corners of the units at one end."""
    indices = np.array(units)[enough(work.known[units, side])]
    points = corners[:, indices][:, :, list(at)].reshape(len(corners), -1, 2)
    return fit(points[..., 1], points[..., 0])


def _leans_missed(
    corners: FloatArray, units: tuple[list[int], list[int]], known: BoolArray, ends: list[Lines]
) -> FloatArray:
    """What the leans (S,2) of both ends miss, mm/m, where courses' ends (2,C) are not known: those
    are taken to scatter about their line as the known ones do."""
    seen = [line.residuals[0].reshape(-1, 2).mean(axis=1) for line in ends]  # one of each course
    freedom = sum(map(len, seen)) - 2 * len(seen)
    if known.all() or freedom < 1 or len(corners) < 2:
        return np.zeros((len(corners), len(ends)))
    spread = float(np.sqrt(sum((off**2).sum() for off in seen) / freedom))
    width = known.shape[1]
    scatter = normal_draws("ends unseen", DRAWS, 2 * width).reshape(-1, 2, width)
    chi = (normal_draws("spread of ends", DRAWS, freedom) ** 2).mean(axis=1)
    scale = spread / np.sqrt(np.maximum(chi, 1e-2))  # Student's t: the spread itself is a guess
    missed = [
        slope_missed(corners[0, of, TOP_LEFT, 1], there, scale[:, None] * scatter[:, n])
        for n, (of, there) in enumerate(zip(units, known, strict=True))
    ]
    return np.asarray(1000.0 * np.stack(missed, axis=1), np.float64)


def _mean_top(corners: FloatArray, course: list[int]) -> FloatArray:
    """The mean height (S,) of a course's top, each unit by its length."""
    left, right = corners[:, course, TOP_LEFT], corners[:, course, TOP_RIGHT]
    lengths = right[..., 0] - left[..., 0]
    heights = (left[..., 1] + right[..., 1]) / 2
    return np.asarray((lengths * heights).sum(axis=1) / lengths.sum(axis=1), np.float64)


def _all_heads(work: Work) -> IntArray:
    """Course from the bottom, and the units left and right, (J,3) of all head joints."""
    pairs = [
        (number, a, b)
        for number, course in enumerate(course_indices(work), 1)
        for a, b in pairwise(course)
    ]
    return np.array(pairs, np.intp).reshape(-1, 3)


def _head_centres(corners: FloatArray, left: IntArray, right: IntArray) -> FloatArray:
    """x (S,J) of the middles of head joints between units."""
    ends = corners[:, left][:, :, [TOP_RIGHT, BOTTOM_RIGHT], 0]
    starts = corners[:, right][:, :, [TOP_LEFT, BOTTOM_LEFT], 0]
    return np.asarray((ends + starts).mean(axis=2) / 2, np.float64)
