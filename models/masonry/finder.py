"""Models room, masonry: the units of a wall or floor, with their sides to a fraction of a pixel.

Pixels follow OpenCV's convention: the centre of the top left pixel is (0, 0).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.inference import Model
from models.masonry.cores import Rough, rough_units
from models.masonry.ends import ends_again
from models.masonry.fragments import put_together
from models.masonry.grid import grid_units, joined
from models.masonry.plane import Points, View, WorkPlane
from models.masonry.region import straight_view
from models.masonry.seams import parted, unworn
from models.masonry.second_look import looked_again
from models.masonry.sides import Side, meeting, on_edge, on_ridge, px_per_mm, squared
from models.masonry.unit import NEIGHBOUR_MM, Unit, alike, doubted
from models.masonry.whole_side import borne_out
from models.placement import check_image, to_tensor

Floats = NDArray[np.float32]

CORE_THRESHOLD = 0.6
EDGE_REACHES_MM = (2.5, 5.0)
"""The edge lies near the ridge; where none does, a little further on."""
EDGE_SIGMA_MM = 0.25
"""The least σ of a side: what light, shadow and mortar do all along it. Calibrated on drawn scenes
of unseen designs."""
MOST_SIGMA_MM = 0.9
"""A side that is less sure than this is not known."""
APART_SHARE = 0.4
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
    placed = looked_again(image, view, _accompanied(alike(sure)))
    placed = ends_again(image, view, parted(image, view, placed))
    return tuple(doubted(unworn(view, borne_out(image, view, placed))))


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
        corners = meeting(squared(sides))
    if sum(side.sigma_mm > 0 for side in sides) < 2:
        return None
    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    sides = [
        _refined(image, view, side, float(length))
        for side, length in zip(squared(sides), lengths, strict=True)
    ]
    corners = meeting(sides)
    if not np.isfinite(corners).all():
        return None
    sigma = [s.sigma_mm * px_per_mm(view, s) for s in sides]
    shares = float(np.mean([min(1.0, s.share) for s in sides]))
    confidence = rough.confidence * (0.4 + 0.6 * shares)
    known = all(s.sigma_mm > 0 for s in sides)
    at = view.plane.to_px(corners)
    return Unit(confidence, at, np.array(sigma), known), corners


def _refined(image: NDArray[np.uint8], view: View, side: Side, length: float) -> Side:
    """The side on the picture's own edge near the network's ridge; not known where there is none.

    Of the ridges without an edge most lie more than a millimetre off (drawn scenes: nine in ten).
    """
    if side.sigma_mm == 0:
        return side
    for reach in EDGE_REACHES_MM:
        edge = on_edge(image, view, side, length, reach)
        if edge.sigma_mm > 0:
            break
    else:
        return replace(side, sigma_mm=0.0)
    apart = float(np.linalg.norm(edge.middle - side.middle))
    parts = (edge.sigma_mm, side.sigma_mm, EDGE_SIGMA_MM * view.step, APART_SHARE * apart)
    sigma = float(np.linalg.norm(parts))
    return Side(edge.middle, edge.along, sigma if sigma < MOST_SIGMA_MM else 0.0, side.share)


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
