"""Models room, masonry: a second look at the ends of courses, which lie nearly in one line.

At the end of a wall there is no neighbour to say where a brick stops, and the edge of a pattern on
its face may pass for its end. So all ends of one side are looked for together: the edges that the
light along each end shows, and of them those that lie best in one line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points, View
from models.masonry.second_look import AGAIN_SIGMA_MM, placed, sides_of
from models.masonry.sides import Side, across, px_per_mm
from models.masonry.unit import Placed, course_ends
from models.masonry.whole_side import light_along, peak_at

REACH_MM, STEP_MM = 8.0, 0.25
SCATTER_MM = 1.0
"""One σ of the ends of courses about their line, in good work and bad."""
WEIGHT, LEAST = 1.5, 0.03
"""How much the strength of an edge counts against its place: its logarithm, as a share of the
strongest there."""
LEAST_MERIT, LEAST_CHANGE = -1.5, 1.0
"""An edge counts that is worth so much, strength and place together, and as strong (grey levels a
step)."""
WORST_MERIT = -6.0
TURN = 0.004
"""One σ of how the line of all ends turns against that of the ends that were known, rad."""
STRAY_MM = 10.0
"""What was seen farther from the line of ends is no end of a course."""
AGREE_MM = 0.6
"""Where the joint look and a known end differ by more, one of them is wrong."""
CONFIRMED = 0.5
"""Ends that both looks put in one place bear each other out: their σ shrinks to this share
(calibrated)."""
CLEAR, AMBIGUOUS = 0.3, 0.5
"""Where the light changes elsewhere by less than the first share of what it does at the end, the
end is clear; by more than the second, it may be elsewhere."""
LEAST_CLEAR = 3.0
"""A weaker change (grey levels a step) is not clear either."""
DOUBT_MM = 0.8
"""One σ more of an end that may be elsewhere (drawn walls, seeds 420 000 to 420 149)."""
LEAST_COURSES = 3
LEFT, RIGHT = 3, 1

_STEPS = np.arange(-REACH_MM - 2, REACH_MM + 2.01, STEP_MM)
_SHIFTS, _TURNS = np.arange(-7, 7.01, 0.5), np.arange(-16, 16.1, 2) / 1000


@dataclass(frozen=True, eq=False)
class _Line:
    """Where most ends of one side lie: x = level + slope·y in plane mm."""

    slope: float
    level: float

    def at(self, y: float) -> Points:
        return np.array([self.level + self.slope * y, y])


@dataclass(frozen=True, eq=False)
class _End:
    """An end that the joint look found: how far (mm) into the unit from where the unit's own was
    seen, whether the light changes more there, and how far (one σ, mm) it may be elsewhere; below
    0 where nothing else is near."""

    side: Side
    apart: float
    clearer: bool
    doubt_mm: float


def ends_again(image: NDArray[np.uint8], view: View, units: list[Placed]) -> list[Placed]:
    """The units, with the ends that a joint look found where they were not known or differ."""
    if not units:
        return units
    corners = np.stack([corners for _, corners in units])
    kept = list(units)
    for side in (LEFT, RIGHT):
        ends = course_ends(corners, side)
        places = corners[ends][:, [side, (side + 1) % 4]]
        known = np.array([units[k][0].sides_sigma_px[side] > 0 for k in ends])
        if known.sum() < LEAST_COURSES:
            continue
        found = _together(image, view, _line(places[known].mean(1)), places)
        for k, seen, end in zip(ends, known, found, strict=True):
            if end is not None and abs(end.apart) < STRAY_MM:
                kept[k] = _with_end(view, kept[k], side, bool(seen), end)
    return kept


def _with_end(view: View, unit: Placed, side: int, known: bool, end: _End) -> Placed:
    """The unit with its end surer, or where the joint look found it."""
    if known and abs(end.apart) <= AGREE_MM:
        sigma = unit[0].sides_sigma_px.copy()
        doubt = end.doubt_mm * px_per_mm(view, end.side)
        sigma[side] = sigma[side] * CONFIRMED if doubt < 0 else np.hypot(sigma[side], doubt)
        return replace(unit[0], sides_sigma_px=sigma), unit[1]
    if known and not end.clearer:
        return unit
    sides = sides_of(unit[1], unit[0].sides_sigma_px)
    sides[side] = end.side
    return placed(view, unit, sides, {side: end.side})


def _together(
    image: NDArray[np.uint8], view: View, line: _Line, places: Points
) -> list[_End | None]:
    """Each end, of corners (N, 2, 2) mm, where the joint look finds it; None where it does not."""
    runs = [(line.at(start[1]), line.at(stop[1])) for start, stop in places]
    light = [light_along(image, view, *run, _STEPS) for run in runs]
    change = np.linalg.norm(np.gradient(np.stack(light), axis=1), axis=2)
    change = np.where(np.abs(_STEPS) <= REACH_MM, change, 0.0)
    heights = places[:, :, 1].mean(1)
    chosen, merit = _in_one_line(change, heights - heights.mean())
    found: list[_End | None] = []
    for (a, b), place, k, worth, mine in zip(
        runs, places.mean(1), chosen, merit, change, strict=True
    ):
        if worth < LEAST_MERIT or mine[k] < LEAST_CHANGE:
            found.append(None)
            continue
        along = (b - a) / np.linalg.norm(b - a)
        inward = across(along)
        step = float(_STEPS[k] + STEP_MM * peak_at(mine, int(k)))
        own = float((place - (a + b) / 2) @ inward)
        there = np.abs(_STEPS - own) <= 2 * STEP_MM
        clearer = bool(mine[k] > mine[there].max(initial=0.0))
        doubt = _doubt(mine, int(k))
        sigma = float(np.hypot(AGAIN_SIGMA_MM * view.step, max(doubt, 0.0)))
        end = Side((a + b) / 2 + step * inward, along, sigma, 1.0)
        found.append(_End(end, step - own, clearer, doubt))
    return found


def _doubt(change: Points, k: int) -> float:
    """How far (one σ, mm) an end at step k may be elsewhere, as the light changes (S,) there and
    about; −1 where it is clear."""
    peak = _peaks(change)
    peak[k] = False
    other = float(change[peak].max(initial=0.0)) / float(change[k])
    if other > AMBIGUOUS or change[k] < LEAST_CLEAR:
        return DOUBT_MM
    return 0.0 if other > CLEAR else -1.0


def _peaks(change: Points) -> NDArray[np.bool_]:
    """Where values (…, S) are higher than on both sides."""
    peak = np.zeros(change.shape, np.bool_)
    middle = change[..., 1:-1]
    peak[..., 1:-1] = (middle >= change[..., :-2]) & (middle > change[..., 2:])
    return peak


def _in_one_line(change: Points, heights: Points) -> tuple[NDArray[np.intp], Points]:
    """The step (N,) of each end's edge, of how the light changes at each step (N, S), and what it
    is worth: of all lines near the first, that one counts on which strong edges lie."""
    strongest = np.maximum(change.max(1, keepdims=True), 1e-6)
    worth = WEIGHT * np.log(LEAST + change / strongest)
    worth = np.where(_peaks(change), worth, -np.inf)
    shift, turn = (v.ravel() for v in np.meshgrid(_SHIFTS, _TURNS, indexing="ij"))
    lines = shift[:, None] + turn[:, None] * heights  # (L, N) steps off the first line
    off = (_STEPS[None, None] - lines[:, :, None]) / SCATTER_MM
    merit = worth[None] - 0.5 * off**2
    total = np.maximum(merit.max(2), WORST_MERIT).sum(1) - 0.5 * (turn / TURN) ** 2
    best = int(total.argmax())
    return merit[best].argmax(1), np.asarray(merit[best].max(1), np.float64)


def _line(places: Points) -> _Line:
    """Through most of the places (N, 2): medians of slopes and of levels."""
    slopes = [
        (b[0] - a[0]) / (b[1] - a[1]) for a, b in combinations(places, 2) if abs(b[1] - a[1]) > 1
    ]
    slope = float(np.median(slopes)) if slopes else 0.0
    return _Line(slope, float(np.median(places[:, 0] - slope * places[:, 1])))
