"""Models room, masonry: which part of the work plane a picture shows finely enough to measure."""

from __future__ import annotations

import numpy as np

from models.masonry.plane import Points, View, WorkPlane
from models.masonry.shape import STEP_MM

REACH_MM = 2000.0
"""How far from the board's middle a wall or floor is looked for."""
_BOARD_MIDDLE_MM = (90.0, 126.0)
_GRID_MM = 40.0
LEAST_PX_PER_MM = 0.35
"""Where a millimetre covers less of the picture, nothing can be measured."""
MOST_PIXELS = 3_500_000
_MULTIPLE = 32
_WITHOUT_PLANE_PX = 1500
"""Without a plane the picture is taken to show a wall about as many millimetres across."""


def straight_view(plane: WorkPlane | None, width: int, height: int) -> View | None:
    """The view that shows all of the plane that a picture (width, height px) shows.

    None where the plane is not in the picture. Without a plane the view is the picture itself.
    """
    if plane is None:
        step = width / _WITHOUT_PLANE_PX
        return View(WorkPlane(np.eye(3)), np.zeros(2), step, _rounded(width / step, height / step))
    shown = _shown(plane, width, height)
    if len(shown) < 4:
        return None
    low, high = shown.min(0) - _GRID_MM, shown.max(0) + _GRID_MM
    span = high - low
    step = max(STEP_MM, float(np.sqrt(span[0] * span[1] / MOST_PIXELS)))
    return View(plane, low, step, _rounded(span[0] / step, span[1] / step))


def _rounded(width: float, height: float) -> tuple[int, int]:
    """A size that the network takes: multiples of 32."""
    columns, rows = (_MULTIPLE * max(1, -int(-side // _MULTIPLE)) for side in (width, height))
    return columns, rows


def _shown(plane: WorkPlane, width: int, height: int) -> Points:
    """Grid points (N, 2) mm of the plane that are in the picture, in front, and large enough."""
    steps = np.arange(-REACH_MM, REACH_MM + 1, _GRID_MM)
    points = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2) + _BOARD_MIDDLE_MM
    forward = np.linalg.inv(plane.homography)
    depth = points @ forward[2, :2] + forward[2, 2]
    middle = np.array(_BOARD_MIDDLE_MM) @ forward[2, :2] + forward[2, 2]
    ahead = depth * np.sign(middle) > 0.2 * abs(middle)
    points = np.asarray(points[ahead], np.float64)
    if not len(points):
        return points
    at = plane.to_px(points)
    aside = plane.to_px(points + np.array([1.0, 0.0])) - at
    down = plane.to_px(points + np.array([0.0, 1.0])) - at
    fine = np.minimum(np.linalg.norm(aside, axis=1), np.linalg.norm(down, axis=1))
    inside = ((at > -1) & (at < (width, height))).all(1)
    back = np.linalg.norm(plane.to_mm(at) - points, axis=1) < 5.0
    return np.asarray(points[inside & back & (fine > LEAST_PX_PER_MM)], np.float64)
