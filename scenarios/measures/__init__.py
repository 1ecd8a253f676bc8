"""Room: scenarios. Measures by name: each a pure function of observations and parameters."""

from scenarios.measures.masonry import BRICK_WALL, BY_HAND, TILE_FLOOR
from scenarios.measures.measure import Measure, MeasureResult, undetermined
from scenarios.measures.parameters import MeasureParametersError
from scenarios.measures.ppe import gap_without, share_worn, worn
from scenarios.measures.presence import piece_present, pieces_in_order, pieces_present
from scenarios.measures.table_setting import (
    cutlery_angle,
    edge_distance,
    gap_of,
    glass_knife_tip,
)

TABLE_SETTING: dict[str, Measure] = {
    "plate_edge_mm": edge_distance("plate"),
    "knife_edge_mm": edge_distance("knife"),
    "fork_edge_mm": edge_distance("fork"),
    "knife_plate_mm": gap_of("knife", "plate"),
    "knife_spoon_mm": gap_of("knife", "spoon"),
    "fork_knife_mm": gap_of("fork", "knife"),
    "glass_knife_tip_mm": glass_knife_tip,
    "cutlery_angle_deg": cutlery_angle,
    "pieces_present": pieces_present,
    "pieces_in_order": pieces_in_order,
    **{
        f"{piece}_present": piece_present(piece)
        for piece in ("plate", "fork", "knife", "spoon", "glass", "napkin")
    },
}

PPE: dict[str, Measure] = {
    "helmet_worn": worn("helmet"),
    "vest_worn": worn("vest"),
    "helmet_worn_share": share_worn("helmet"),
    "vest_worn_share": share_worn("vest"),
    "helmet_longest_gap_s": gap_without("helmet"),
    "vest_longest_gap_s": gap_without("vest"),
}

MEASURES: dict[str, Measure] = {
    **TABLE_SETTING,
    **BRICK_WALL,
    **TILE_FLOOR,
    **BY_HAND,
    **PPE,
}

OF_SIGHT: dict[str, dict[str, Measure]] = {
    "table_setting": TABLE_SETTING,
    "masonry": {**BRICK_WALL, **TILE_FLOOR},
    "ppe": PPE,
}
"""The measures that each of the kiosk's eyes can answer."""

FAMILIES: tuple[dict[str, Measure], ...] = (TABLE_SETTING, BRICK_WALL, TILE_FLOOR, BY_HAND, PPE)
"""Measures that belong together: who asks for one of them may want to know the others."""

__all__ = [
    "BRICK_WALL",
    "BY_HAND",
    "FAMILIES",
    "MEASURES",
    "OF_SIGHT",
    "PPE",
    "TABLE_SETTING",
    "TILE_FLOOR",
    "Measure",
    "MeasureParametersError",
    "MeasureResult",
    "undetermined",
]
