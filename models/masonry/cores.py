"""Models room, masonry: from the network's maps to rough rectangles, one for each unit."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points
from models.masonry.shape import CELL, CORE_PX

Floats = NDArray[np.float32]

LEAST_SIDE_PX, LEAST_LONG_PX, MOST_SIDE_PX = 24.0, 34.0, 1300.0
"""A unit's shorter and longer side, view px: smaller ones are prints, patterns and letters."""
SIDE_SHARE = 0.6
"""How much a surely seen side takes from the core it runs through."""
LEAST_FILL = 0.55
"""A core must fill this share of its rectangle: hands and cables do not."""


@dataclass(frozen=True, eq=False)
class Rough:
    """Corners (4, 2) of a unit in view px, from the top left clockwise, and how sure it is."""

    corners: Points
    confidence: float


def rough_units(maps: Floats, threshold: float) -> list[Rough]:
    """Rectangles around the connected cores of the maps (6, H, W), in view px."""
    core = maps[1] * (1 - SIDE_SHARE * maps[2:].max(0))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (core > threshold).astype(np.uint8), connectivity=4
    )
    found = []
    for label in range(1, count):
        x, y, wide, tall, area = (int(v) for v in stats[label])
        if area * CELL**2 < 0.5 * (LEAST_SIDE_PX - 2 * CORE_PX) * (LEAST_LONG_PX - 2 * CORE_PX):
            continue
        part = (slice(y, y + tall), slice(x, x + wide))
        mine = labels[part] == label
        corners = _rectangle(mine.astype(np.uint8), area)
        if corners is not None:
            in_view = (corners + (x, y) + 0.5) * CELL - 0.5
            found.append(Rough(in_view, float(maps[1][part][mine].mean())))
    return found


def _rectangle(mask: NDArray[np.uint8], area: int) -> Points | None:
    """Corners (4, 2) of the least rectangle of a core, grown by its margin, in cells."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    ring = max(contours, key=cv2.contourArea)
    middle, size, degrees = cv2.minAreaRect(ring)
    wide, tall = size[0] + 1, size[1] + 1  # from pixel centres to their rims
    turn = float(degrees)
    while turn > 45:  # the side nearest the horizontal becomes the top
        turn, wide, tall = turn - 90, tall, wide
    while turn < -45:
        turn, wide, tall = turn + 90, tall, wide
    if area < LEAST_FILL * wide * tall:
        return None
    wide, tall = wide + 2 * CORE_PX / CELL, tall + 2 * CORE_PX / CELL
    short, long = sorted((wide * CELL, tall * CELL))
    if short < LEAST_SIDE_PX or long < LEAST_LONG_PX or long > MOST_SIDE_PX:
        return None
    angle = np.radians(turn)
    c, s = np.cos(angle), np.sin(angle)
    half = 0.5 * np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]])
    return np.asarray(half @ np.array([[c, s], [-s, c]]) + middle, np.float64)
