"""Models room, table renderer: what a laid cover truly measures, in the names of the design.

Definitions are those of the shared example covers: distances between plan projections on the
table plane; an edge distance is from the piece's nearest point to the table's front edge; a
positive angle leans the tip to the left; `cutlery_angle_deg` is the worst absolute one.
"""

from collections.abc import Sequence

import numpy as np

from models.table_setting.renderer.camera import Doubles
from models.table_setting.renderer.distances import gap_mm
from models.table_setting.renderer.layout import UP, Piece
from models.table_setting.renderer.relief import Relief
from models.table_setting.renderer.vessels import Vessel

DEFINITIONS = (
    "all distances between plan (vertical) projections on the table plane; *_edge = nearest point "
    "of the piece to the front edge; gaps = nearest outlines; + angle = tip leans left; "
    "cutlery_angle = design axis, worst absolute; glass = the foot's circle"
)


def first_of(pieces: Sequence[Piece]) -> dict[str, Piece]:
    """The first piece of each class: the cover's own, laid before any extra."""
    found: dict[str, Piece] = {}
    for piece in pieces:
        if piece.name:
            found.setdefault(piece.name, piece)
    return found


def lean_deg(piece: Piece) -> float:
    """How far a piece's axis leans from perpendicular to the edge, + when the tip is left."""
    return float((np.degrees(piece.angle - UP) + 180) % 360 - 180)


def measure(pieces: Sequence[Piece]) -> dict[str, float]:
    """Every measure that the laid pieces allow, mm and degrees, rounded to 0.01."""
    cover = first_of(pieces)
    values: dict[str, float] = {}
    for name in ("plate", "knife", "fork", "spoon", "napkin"):
        if name in cover:
            values[f"{name}_edge_mm"] = float(cover[name].plan()[:, 1].min())
    for first, second in (
        ("knife", "plate"),
        ("fork", "plate"),
        ("knife", "spoon"),
        ("fork", "knife"),
    ):
        if first in cover and second in cover:
            gap = gap_mm(cover[first].plan(), cover[second].plan())
            values[f"{first}_{second}_mm"] = gap
    if "glass" in cover and "knife" in cover:
        glass, tip = cover["glass"], cover["knife"].points()["tip"]
        centre = float(np.hypot(tip[0] - glass.x, tip[1] - glass.y))
        values["glass_centre_knife_tip_mm"] = centre
        if isinstance(glass.body, Vessel):
            values["glass_knife_tip_mm"] = centre - glass.body.foot_mm
    leans = [lean_deg(cover[n]) for n in ("knife", "fork", "spoon") if n in cover]
    if leans:
        values["cutlery_angle_deg"] = max(abs(lean) for lean in leans)
    if "plate" in cover:
        values["plate_diameter_mm"] = float(np.ptp(cover["plate"].plan()[:, 0]))
    return {name: round(value, 2) for name, value in values.items()}


def heights(pieces: Sequence[Piece]) -> dict[str, float]:
    """The heights that decide how perspective moves an outline, mm above the table."""
    cover = first_of(pieces)
    found: dict[str, float] = {"sheet": 0.12}
    for name, piece in cover.items():
        if isinstance(piece.body, Vessel):
            found["glass"] = piece.body.height_mm
        elif name == "plate":
            found["plate_rim"] = float(piece.body.outline_z.max())
        elif isinstance(piece.body, Relief):
            found[f"{name}_max"] = piece.z0 + piece.body.top_mm
            found[f"{name}_outline"] = piece.z0 + float(piece.body.outline_z.mean())
    return {name: round(value, 2) for name, value in found.items()}


def in_board(points: Doubles, rotation: Doubles, origin: Doubles) -> list[list[float]]:
    """Board coordinates (x, y) mm of table points (N, 2), as JSON lists."""
    flat = np.column_stack([points, np.zeros(len(points))]) - (origin[0], origin[1], 0.0)
    listed: list[list[float]] = np.round((flat @ rotation)[:, :2], 2).tolist()
    return listed
