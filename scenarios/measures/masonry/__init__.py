"""Room: scenarios. Measures of brick walls and tile floors by name, from planes and units."""

from collections.abc import Callable

from scenarios.measures.masonry import brick_wall, tile_floor
from scenarios.measures.masonry.reading import Quantity, measure_of
from scenarios.measures.measure import Measure
from scenarios.measures.parameters import BrickParameters, TileParameters


def _brick(unit: str, quantity: Callable[[BrickParameters], Quantity]) -> Measure:
    return measure_of(unit, BrickParameters, quantity)


def _tile(unit: str, quantity: Callable[[TileParameters], Quantity]) -> Measure:
    return measure_of(unit, TileParameters, quantity)


BRICK_WALL: dict[str, Measure] = {
    "bed_joint_mm": _brick("mm", brick_wall.bed_joint),
    "head_joint_mm": _brick("mm", brick_wall.head_joint),
    "bed_joint_deviation_mm": _brick("mm", brick_wall.bed_joint_deviation),
    "level_mm_per_m": _brick("mm/m", brick_wall.level),
    "plumb_mm_per_m": _brick("mm/m", brick_wall.plumb),
    "gauge_4_courses_mm": _brick("mm", brick_wall.gauge),
    "half_bond_mm": _brick("mm", brick_wall.half_bond),
    "straightness_mm": _brick("mm", brick_wall.straightness),
}

TILE_FLOOR: dict[str, Measure] = {
    "joint_mm": _tile("mm", tile_floor.joint),
    "joint_alignment_mm": _tile("mm", tile_floor.joint_alignment),
    "squareness_mm_per_m": _tile("mm/m", tile_floor.squareness),
}

BY_HAND: dict[str, Measure] = {tile_floor.LIPPAGE: tile_floor.lippage}

__all__ = ["BRICK_WALL", "BY_HAND", "TILE_FLOOR"]
