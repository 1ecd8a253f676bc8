"""Models room, masonry: joints so narrow that both their edges show as one line.

A tile's joint of 2 mm covers a pixel or two. The strongest edge near either tile's side may be that
of the tile beyond, so that both sides land on one edge. Here the two tiles and what lies between
are fitted to the light together: two flat fields, a third between them, and the lens's blur.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import erf

import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points, View
from models.masonry.second_look import placed, sides_of
from models.masonry.sides import (
    Side,
    across,
    along_side,
    around,
    fitted,
    meeting,
    places_across,
    px_per_mm,
    sampled,
)
from models.masonry.unit import LEAST_JOINT_MM, Placed

NARROW_MM = 6.5
"""Wider joints show both edges on their own."""
FIELD_MM, STEP_MM = 7.0, 0.25
FURTHEST_MM = 5.0
"""Edges lie so close to the middle between the sides that were found."""
LEAST_MM = 1.0
BLURS_PX = (0.45, 0.65, 0.9, 1.3)
"""One σ of what lens and pixels blur: the one that fits all joints of a picture best."""
GAMMA = 2.2
"""Pixel values are about this root of the light, and it is light that a lens blurs."""
SEGMENT_MM = 30.0
LEAST_GAIN = 0.35
"""A joint is seen when it explains so much more of the picture than one edge alone."""
LEAST_LIGHT = 0.5
"""And so many grey levels of it, root mean square: less is noise."""
NEAR_MM = 0.75
"""Edges along one joint wander no further than this from its own."""
SIGMA_MM = 0.35
"""The least σ of a side of a narrow joint."""
WORN_MM, WORN_BELOW_MM = 0.15, 4.6
"""Rounded edges look like joint: sides of joints narrower than the second are seen so far inside
their unit (drawn floors of unseen designs, 51 of seeds 410 000 to 420 069: 0.2 mm in the mean)."""

_STEPS = np.arange(-FIELD_MM, FIELD_MM + 0.01, STEP_MM)
_EDGES = np.arange(-FURTHEST_MM, FURTHEST_MM + 0.01, STEP_MM)
_PAIRS = np.array([(i, j) for i, j in combinations(range(len(_EDGES)), 2)
                   if LEAST_MM - 0.01 < _EDGES[j] - _EDGES[i] < NARROW_MM + 1.51])  # fmt: skip
_PHI = np.vectorize(lambda z: 0.5 * (1 + erf(z / 2**0.5)), otypes=[np.float64])


@dataclass(frozen=True, eq=False)
class _Seam:
    """Between `unit`'s side and the opposite side of `other`: a middle line from `a` along `along`,
    places `t` on it, and the light there (segments, steps, 3) with each segment's place in t."""

    unit: int
    other: int
    side: int
    a: Points
    along: Points
    length: float
    t: Points
    light: Points
    px_per_mm: float

    @property
    def facing(self) -> int:
        """The side of `other` at this joint."""
        return (self.side + 2) % 4


def parted(image: NDArray[np.uint8], view: View, units: list[Placed]) -> list[Placed]:
    """The units with the doubtful sides at narrow joints found anew, both of a joint at once.

    Doubtful are sides that are not known and two that lie on one edge. Where no joint shows
    between two units they stay as they were.
    """
    pairs = _facing(units) if len(units) > 1 else []
    if not pairs or float(np.median([gap for *_, gap in pairs])) > NARROW_MM:
        return units
    seams = [_looked_at(image, view, units, *pair[:3]) for pair in pairs]
    costs = [[_misfits(seam.light, blur / seam.px_per_mm) for seam in seams] for blur in BLURS_PX]
    best = min(costs, key=lambda cost: sum(float(two.sum(1).min()) for two, _ in cost))
    sides = [sides_of(corners, unit.sides_sigma_px) for unit, corners in units]
    anew: list[dict[int, Side]] = [{} for _ in units]
    for seam, (two, one), (*_, gap) in zip(seams, best, pairs, strict=True):
        known = sides[seam.unit][seam.side].sigma_mm * sides[seam.other][seam.facing].sigma_mm > 0
        if known and gap > LEAST_JOINT_MM:
            continue
        for owner, side, found in _edges(seam, two, one):
            sides[owner][side] = anew[owner][side] = found
    return [placed(view, unit, own, new) for unit, own, new in zip(units, sides, anew, strict=True)]


def unworn(view: View, units: list[Placed]) -> list[Placed]:
    """The units with the sides at narrow joints where the joint truly begins."""
    pairs = _facing(units) if len(units) > 1 else []
    if not pairs or float(np.median([gap for *_, gap in pairs])) > WORN_BELOW_MM:
        return units
    out = np.zeros((len(units), 4))
    for one, other, side, gap in pairs:
        if gap > LEAST_JOINT_MM + 2 * WORN_MM:
            out[one, side] = out[other, (side + 2) % 4] = WORN_MM
    grown = []
    for (unit, corners), outward in zip(units, out, strict=True):
        sides = [
            replace(side, middle=side.middle - far * across(side.along))
            for side, far in zip(sides_of(corners, unit.sides_sigma_px), outward, strict=True)
        ]
        at = meeting(sides)
        grown.append((replace(unit, corners_px=view.plane.to_px(at)), at))
    return grown


def _facing(units: list[Placed]) -> list[tuple[int, int, int, float]]:
    """Units side by side or one above the other: (unit, other, side of the unit, gap in mm)."""
    corners = np.stack([corners for _, corners in units])
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    ends = np.roll(corners, -1, axis=1) - corners
    lengths = np.linalg.norm(ends, axis=2)
    pairs = []
    for side in (1, 2):
        for k in range(len(units)):
            along = ends[k, side] / lengths[k, side]
            away = middles[:, (side + 2) % 4] - middles[k, side]
            gaps, beside = -away @ across(along), np.abs(away @ along)
            near = (beside < 0.25 * lengths[k, side]) & (np.abs(gaps) < NARROW_MM + 4)
            near[k] = False
            if near.any():
                other = int(np.flatnonzero(near)[np.argmin(np.abs(gaps[near]))])
                pairs.append((k, other, side, float(gaps[other])))
    return pairs


def _looked_at(
    image: NDArray[np.uint8], view: View, units: list[Placed], unit: int, other: int, side: int
) -> _Seam:
    own, far = units[unit][1], units[other][1]
    facing = (side + 2) % 4
    start = (own[side] + far[(facing + 1) % 4]) / 2
    stop = (own[(side + 1) % 4] + far[facing]) / 2
    along, length, t = along_side(start, stop)
    at = places_across(start, along, t, _STEPS)
    pixels = view.plane.to_px(at.reshape(-1, 2)).reshape(at.shape)
    part, within = around(image, pixels)
    light = sampled(np.asarray(255 * (part / 255) ** GAMMA, np.float32), within)
    count = max(4, int(length / SEGMENT_MM))
    light = np.stack([rows.mean(0) for rows in np.array_split(light, count)])
    middle = Side((start + stop) / 2, along, 1.0, 1.0)
    return _Seam(unit, other, side, start, along, length,
                 np.array([part.mean() for part in np.array_split(t, count)]),
                 np.asarray(light, np.float64), px_per_mm(view, middle))  # fmt: skip


def _misfits(light: Points, blur_mm: float) -> tuple[Points, Points]:
    """What is left of the light of each segment (segments, steps, 3) by two edges (pairs, segments)
    and by one edge at best (segments,)."""
    rise = _PHI((_STEPS[None] - _EDGES[:, None]) / blur_mm)
    flat = light.transpose(1, 0, 2).reshape(len(_STEPS), -1)
    flat = flat - flat.mean(0)
    rise = rise - rise.mean(1, keepdims=True)
    gram, seen = rise @ rise.T, rise @ flat
    i, j = _PAIRS.T
    a, b, c = gram[i, i], gram[i, j], gram[j, j]
    det = np.maximum(a * c - b * b, 1e-9)
    gained = (
        c[:, None] * seen[i] ** 2 - 2 * b[:, None] * seen[i] * seen[j] + a[:, None] * seen[j] ** 2
    ) / det[:, None]
    alone = seen**2 / np.diag(gram)[:, None]
    whole = (flat**2).sum(0)
    segments = len(light)
    two = (whole - gained).reshape(len(_PAIRS), segments, 3).sum(2)
    one = (whole - alone).reshape(len(_EDGES), segments, 3).sum(2)
    return two, one.sum(1).min(keepdims=True)


def _edges(seam: _Seam, two: Points, one: Points) -> list[tuple[int, int, Side]]:
    """(unit, side, where it lies) of both sides of a joint; none where no joint shows."""
    every = two.sum(1)
    best = int(every.argmin())
    gain = float(one[0] - every[best])
    if gain < max(LEAST_GAIN * float(one[0]), LEAST_LIGHT**2 * seam.light.size):
        return []
    pairs = _EDGES[_PAIRS]
    near = (np.abs(pairs - pairs[best]) <= NEAR_MM).all(1)
    chosen = pairs[near][two[near].argmin(0)]  # (segments, 2): the other's edge, the unit's edge
    found = []
    for column, owner, side in ((1, seam.unit, seam.side), (0, seam.other, seam.facing)):
        clear = np.ones(len(chosen), np.bool_)
        line = fitted(seam.a, seam.along, seam.length, seam.t, chosen[:, column], clear,
                      np.ones(len(chosen)))  # fmt: skip
        if line.sigma_mm == 0:
            return []
        if column == 0:
            line = replace(line, along=-line.along)
        found.append(
            (owner, side, replace(line, sigma_mm=float(np.hypot(line.sigma_mm, SIGMA_MM))))
        )
    return found
