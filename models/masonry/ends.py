"""Models room, masonry: a second look at the ends of courses, which lie nearly in one line.

At the end of a wall there is no neighbour to say where a brick stops, and the edge of a pattern on
its face may pass for its end. Where one end lies off the line of the others, or was not seen, the
picture is asked again on that line; where it shows no edge there, the end stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points, View
from models.masonry.second_look import clear_edge, placed, sides_of
from models.masonry.sides import Side
from models.masonry.unit import Placed, course_ends, size

OFF_MM = 1.3
"""Ends further off the line of the others than this are looked at again."""
REACH_MM = 1.6
CONFIRMED = 0.5
"""Ends that lie on one line bear each other out: their σ shrinks to this share (calibrated)."""
LEAST_COURSES = 4
LEFT, RIGHT = 3, 1


def ends_again(image: NDArray[np.uint8], view: View, units: list[Placed]) -> list[Placed]:
    """The units, with the ends that another look found on the line of ends."""
    if not units:
        return units
    corners = np.stack([corners for _, corners in units])
    kept = list(units)
    for side in (LEFT, RIGHT):
        ends = course_ends(corners, side)
        places = corners[ends][:, [side, (side + 1) % 4]].mean(1)
        known = np.array([units[k][0].sides_sigma_px[side] > 0 for k in ends])
        if known.sum() < LEAST_COURSES:
            continue
        slope, level = _line(places[known])
        off = places[:, 0] - slope * places[:, 1] - level
        for k, place, away, seen in zip(ends, places, off, known, strict=True):
            unit, own = kept[k]
            if seen and abs(away) < OFF_MM:
                sigma = unit.sides_sigma_px.copy()
                sigma[side] *= CONFIRMED
                kept[k] = replace(unit, sides_sigma_px=sigma), own
                continue
            sides = sides_of(own, unit.sides_sigma_px)
            there = replace(sides[side], middle=place - (away, 0.0), sigma_mm=1.0)
            found = clear_edge(image, view, there, float(size(own)[1]), REACH_MM)
            if found is None or (seen and abs(_off(found, slope, level)) > abs(away) - 0.5):
                continue
            sides[side] = found
            kept[k] = placed(view, kept[k], sides, {side: found})
    return kept


def _off(side: Side, slope: float, level: float) -> float:
    return float(side.middle[0] - slope * side.middle[1] - level)


def _line(places: Points) -> tuple[float, float]:
    """x = level + slope·y through most of the places (N, 2): medians of slopes and of levels."""
    slopes = [
        (b[0] - a[0]) / (b[1] - a[1]) for a, b in combinations(places, 2) if abs(b[1] - a[1]) > 1
    ]
    slope = float(np.median(slopes)) if slopes else 0.0
    return slope, float(np.median(places[:, 0] - slope * places[:, 1]))
