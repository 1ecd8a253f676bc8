"""Models room, masonry: a second look where a side should be, as most units are of one size.

Bricks and tiles of one work are made alike to about a millimetre. Where a unit's side was not
seen, or the unit came out too long or too short, its opposite side says where to look for it.
What counts is what the picture shows there, never where it should be.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.masonry.fragments import common_size
from models.masonry.plane import Points, View
from models.masonry.sides import SEEN_MM, Side, across, meeting, on_edge, px_per_mm
from models.masonry.unit import SHORT, Placed, between, most_off, size

REACH_MM = 2.5
LEAST_SHARE = 0.5
"""So much of the side must show as an edge."""
MOST_SPREAD_MM = 0.8
"""The places of a real side scatter less about it, one σ; those of a pattern more."""
AGAIN_SIGMA_MM = 0.5
"""The least σ of a side that only the second look found."""
_OPPOSITE = ((0, 3, 1), (1, 0, 2))  # axis, and the sides at its low and its high end


def looked_again(image: NDArray[np.uint8], view: View, units: list[Placed]) -> list[Placed]:
    """The units, with the sides that a second look found."""
    if not units:
        return units
    sizes = np.stack([size(corners) for _, corners in units])
    boxes = np.stack([[corners.min(0), corners.max(0)] for _, corners in units])
    usual = [common_size(list(sizes[:, axis])) for axis in (0, 1)]
    kept = []
    for k, (unit, corners) in enumerate(units):
        sides, seen_again = sides_of(corners, unit.sides_sigma_px), {}
        for axis, low, high in _OPPOSITE:
            long, most = sizes[k, axis], most_off(sizes[:, axis], usual[axis])
            cut = long < SHORT * usual[axis] and not between(boxes, k, axis)
            known = sides[low].sigma_mm * sides[high].sigma_mm > 0
            if cut or (known and abs(long - usual[axis]) < most):
                continue
            across_mm = float(sizes[k, 1 - axis])
            found = [
                (seek, side)
                for keep, seek in ((low, high), (high, low))
                if (side := _sought(image, view, sides[keep], usual[axis], across_mm)) is not None
            ]
            if len(found) == 1:  # where either may be the wrong one, neither is taken
                seek, side = found[0]
                sides[seek] = seen_again[seek] = side
        kept.append(placed(view, (unit, corners), sides, seen_again))
    return kept


def sides_of(corners: Points, sigma: Points) -> list[Side]:
    """The sides of a unit; their σ is 1 where they are known: it is the picture's, in px."""
    ends = np.roll(corners, -1, axis=0)
    along = (ends - corners) / np.linalg.norm(ends - corners, axis=1, keepdims=True)
    middles = (corners + ends) / 2
    known = (sigma > 0).astype(float)
    return [Side(m, a, float(s), s) for m, a, s in zip(middles, along, known, strict=True)]


def _sought(
    image: NDArray[np.uint8], view: View, known: Side, away_mm: float, length_mm: float
) -> Side | None:
    """The side opposite to a known one as the picture shows it; None where it shows none."""
    if known.sigma_mm == 0:
        return None
    place = known.middle + away_mm * across(known.along)
    return clear_edge(image, view, Side(place, -known.along, 1.0, 1.0), length_mm, REACH_MM)


def clear_edge(
    image: NDArray[np.uint8], view: View, there: Side, length_mm: float, reach_mm: float
) -> Side | None:
    """The edge that the picture shows within reach of a place, along most of a side; or None."""
    edge = on_edge(image, view, there, length_mm, reach_mm)
    spread = edge.sigma_mm * max(1.0, edge.share * length_mm / SEEN_MM) ** 0.5
    if edge.sigma_mm == 0 or edge.share < LEAST_SHARE or spread > MOST_SPREAD_MM:
        return None
    return replace(edge, sigma_mm=float(np.hypot(edge.sigma_mm, AGAIN_SIGMA_MM * view.step)))


def placed(view: View, before: Placed, sides: list[Side], again: dict[int, Side]) -> Placed:
    """The unit between its sides, some of which were seen again."""
    unit, _ = before
    corners = meeting(sides)
    if not again or not np.isfinite(corners).all():
        return before
    sigma = unit.sides_sigma_px.copy()
    for k, side in again.items():
        sigma[k] = side.sigma_mm * px_per_mm(view, side)
    at, whole = view.plane.to_px(corners), bool((sigma > 0).all())
    return replace(unit, corners_px=at, sides_sigma_px=sigma, whole=whole), corners
