"""Models room, masonry: the units of a wall or floor, with their sides to a fraction of a pixel.

Pixels follow OpenCV's convention: the centre of the top left pixel is (0, 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.inference import Model
from models.masonry.cores import Rough, rough_units
from models.masonry.fragments import put_together
from models.masonry.grid import grid_units, joined
from models.masonry.plane import Points, View, WorkPlane
from models.masonry.region import straight_view
from models.masonry.sides import Side, on_edge, on_ridge, squared
from models.masonry.unit import NEIGHBOUR_MM, Unit, alike, doubted
from models.placement import check_image, to_tensor

Floats = NDArray[np.float32]

CORE_THRESHOLD = 0.6
EDGE_REACH_MM = 2.5
EDGE_SIGMA_MM, RIDGE_SIGMA_MM = 0.4, 0.8
"""The least σ of a side on the picture's edge, or on the network's ridge where there is no edge:
what light, shadow and mortar do all along it. Calibrated on drawn scenes of unseen designs."""
APART_SHARE = 0.5
"""How much of what lies between ridge and edge counts as one σ: one of them is wrong."""


def find_units(
    model: Model, image: NDArray[np.uint8], plane: WorkPlane | None = None
) -> tuple[Unit, ...]:
    """Find the bricks or tiles of a BGR picture, from the top down.

    With a `plane` (of the standard board) the picture is first made straight at a known scale;
    without one the work must fill the picture and be seen from straight before it.
    Raises ImageUnusableError.
    """
    check_image(image)
    view = straight_view(plane, image.shape[1], image.shape[0])
    if view is None:
        return ()
    maps = look(model, image, view)
    threshold = model.sheet.thresholds.get("unit", 0.5)
    cores = put_together(rough_units(maps, CORE_THRESHOLD), maps)
    parts = put_together(joined(grid_units(maps), cores), maps)
    units = [_located(image, view, maps, rough) for rough in parts]
    sure = [unit for unit in units if unit is not None and unit[0].confidence >= threshold]
    return tuple(doubted(_accompanied(alike(sure))))


def look(model: Model, image: NDArray[np.uint8], view: View) -> Floats:
    """The network's maps (6, H/2, W/2) in 0–1 of a straight view."""
    tensor = to_tensor(view.cut(image, model.sheet.input.pad), model.sheet.input)
    (maps,) = model.session.run(["maps"], {"image": tensor})
    return np.asarray(maps[0], np.float32)


def _located(
    image: NDArray[np.uint8], view: View, maps: Floats, rough: Rough
) -> tuple[Unit, Points] | None:
    """A unit with its fitted sides, and its corners in plane mm; None when hardly a side shows."""
    corners = view.to_mm(rough.corners)
    sides: list[Side] = []
    for reach in (10.0, 6.0):
        sides = [
            on_ridge(maps[2 + k], view, corners[k], corners[(k + 1) % 4], reach * view.step)
            for k in range(4)
        ]
        corners = _corners(squared(sides))
    if sum(side.sigma_mm > 0 for side in sides) < 2:
        return None
    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    sides = [
        _refined(image, view, side, float(length))
        for side, length in zip(squared(sides), lengths, strict=True)
    ]
    corners = _corners(sides)
    if not np.isfinite(corners).all():
        return None
    sigma = [s.sigma_mm * _px_per_mm(view, s) for s in sides]
    shares = float(np.mean([min(1.0, s.share) for s in sides]))
    confidence = rough.confidence * (0.4 + 0.6 * shares)
    known = all(s.sigma_mm > 0 for s in sides)
    at = view.plane.to_px(corners)
    return Unit(confidence, at, np.array(sigma), known), corners


def _refined(image: NDArray[np.uint8], view: View, side: Side, length: float) -> Side:
    """The side on the picture's own edge where that agrees with the network."""
    if side.sigma_mm == 0:
        return side
    edge = on_edge(image, view, side, length, EDGE_REACH_MM)
    if edge.sigma_mm == 0:
        sigma = float(np.hypot(side.sigma_mm, RIDGE_SIGMA_MM * view.step))
        return Side(side.middle, side.along, sigma, side.share)
    apart = float(np.linalg.norm(edge.middle - side.middle))
    parts = (edge.sigma_mm, side.sigma_mm, EDGE_SIGMA_MM * view.step, APART_SHARE * apart)
    return Side(edge.middle, edge.along, float(np.linalg.norm(parts)), side.share)


def _corners(sides: list[Side]) -> Points:
    """Where neighbouring sides meet (4, 2), plane mm: left and top, top and right, …"""
    corners = []
    for k in range(4):
        first, second = sides[(k + 3) % 4], sides[k]
        matrix = np.column_stack([first.along, -second.along])
        if abs(np.linalg.det(matrix)) < 0.3:
            return np.full((4, 2), np.nan)
        t = np.linalg.solve(matrix, second.middle - first.middle)
        corners.append(first.middle + t[0] * first.along)
    return np.array(corners)


def _px_per_mm(view: View, side: Side) -> float:
    """How many px of the picture a millimetre across a side covers."""
    normal = np.array([-side.along[1], side.along[0]])
    both = view.plane.to_px(np.stack([side.middle, side.middle + normal]))
    return float(np.linalg.norm(both[1] - both[0]))


def _accompanied(units: list[tuple[Unit, Points]]) -> list[tuple[Unit, Points]]:
    """The units that have a neighbour, from the top down."""
    boxes = [(corners.min(0), corners.max(0)) for _, corners in units]
    kept = []
    for k, (low, high) in enumerate(boxes):
        gaps = [
            float(np.max(np.maximum(low - other[1], other[0] - high)))
            for j, other in enumerate(boxes)
            if j != k
        ]
        if gaps and min(gaps) < NEIGHBOUR_MM:
            kept.append(units[k])
    return sorted(kept, key=lambda unit: float(unit[1][:, 1].mean()))
