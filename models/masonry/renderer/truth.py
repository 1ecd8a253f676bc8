"""Models room, masonry renderer: what a wall truly measures, in the names of the design.

Definitions are those of the shared example walls; a positive level rises to the right, a positive
plumb leans to the right going up.
"""

from itertools import pairwise

import numpy as np

from models.masonry.renderer.camera import Doubles
from models.masonry.renderer.layout import Laid, Layout

TOP_LEFT, TOP_RIGHT, BOTTOM_RIGHT, BOTTOM_LEFT = range(4)
DEFINITIONS = (
    "courses from the bottom; joints = mean gap along the joint; level and plumb = straight-line "
    "fits through top corners and outer end corners; gauge = mean top of course 5 less that of "
    "course 1; half_bond = worst difference of neighbouring courses' head-joint centres from half "
    "a stretcher and joint; straightness = worst distance of a course's top corners from its line"
)


def measure(layout: Layout) -> dict[str, float]:
    """Every measure of a wall (mm, mm per m), rounded to 0.01; of a floor its joints."""
    rows = layout.rows()
    values = measure_wall(layout, rows) if layout.kind == "brick_wall" else measure_floor(rows)
    return {name: round(value, 2) for name, value in values.items()}


def measure_wall(layout: Layout, rows: list[list[Laid]]) -> dict[str, float]:
    """The measures of a brick wall."""
    beds = [bed_gap(low, high) for low, high in pairwise(rows)]
    heads = [head_gap(a, b) for row in rows for a, b in pairwise(row)]
    tops = [_line(np.concatenate([u.corners[:2] for u in row])) for row in rows]
    levels = [-1000 * slope for slope, _ in tops]
    ends = [_plumb(rows, side) for side in ("left", "right")]
    mean_top = [float(np.mean([u.corners[:2, 1].mean() for u in row])) for row in rows]
    return {
        "bed_joint_mm": float(np.mean(beds)),
        "bed_joint_worst_mm": worst(beds, layout.joint_mm),
        "head_joint_mm": float(np.mean(heads)),
        "head_joint_worst_mm": worst(heads, layout.joint_mm),
        "level_mm_per_m": worst(levels, 0.0),
        "plumb_mm_per_m": worst(ends, 0.0),
        "gauge_4_courses_mm": mean_top[0] - mean_top[4],
        "half_bond_mm": _half_bond(layout, rows),
        "straightness_mm": max(spread for _, spread in tops),
    }


def measure_floor(rows: list[list[Laid]]) -> dict[str, float]:
    """The mean joint of a floor: all that a drawing needs to say about itself."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    gaps = [head_gap(a, b) for row in rows for a, b in pairwise(row)]
    for column in columns:
        gaps += [
            float((a.corners[:2, 1] - b.corners[[BOTTOM_LEFT, BOTTOM_RIGHT], 1]).mean())
            for a, b in pairwise(column)
        ]
    return {"joint_mm": float(np.mean(gaps))}


def worst(values: list[float], nominal: float) -> float:
    """The value farthest from nominal."""
    return max(values, key=lambda value: abs(value - nominal))


def head_gap(left: Laid, right: Laid) -> float:
    """Mean width of the joint between neighbours of a row."""
    a = left.corners[[TOP_RIGHT, BOTTOM_RIGHT], 0]
    b = right.corners[[TOP_LEFT, BOTTOM_LEFT], 0]
    return float((b - a).mean())


def bed_gap(low: list[Laid], high: list[Laid]) -> float:
    """Mean height of the joint between two courses, along what both cover."""
    x = np.linspace(
        max(low[0].corners[:, 0].max(where=[True, False, False, True], initial=-1e9),
            high[0].corners[:, 0].max(where=[True, False, False, True], initial=-1e9)),
        min(low[-1].corners[:, 0].min(where=[False, True, True, False], initial=1e9),
            high[-1].corners[:, 0].min(where=[False, True, True, False], initial=1e9)), 2001,
    )  # fmt: skip
    below, above = _along(low, x, TOP_LEFT, TOP_RIGHT), _along(high, x, BOTTOM_LEFT, BOTTOM_RIGHT)
    return float(np.nanmean(below - above))


def _along(row: list[Laid], x: Doubles, left: int, right: int) -> Doubles:
    """y of a course's upper or lower sides at x; NaN over head joints."""
    y = np.full(len(x), np.nan)
    for unit in row:
        a, b = unit.corners[left], unit.corners[right]
        here = (x >= a[0]) & (x <= b[0])
        y[here] = a[1] + (b[1] - a[1]) * (x[here] - a[0]) / (b[0] - a[0])
    return y


def _line(points: Doubles) -> tuple[float, float]:
    """Slope of y over x, and the worst distance of a point from the line."""
    slope, level = np.polyfit(points[:, 0], points[:, 1], 1)
    off = points[:, 1] - slope * points[:, 0] - level
    return float(slope), float(np.abs(off).max())


def _plumb(rows: list[list[Laid]], side: str) -> float:
    index, corners = (0, [TOP_LEFT, BOTTOM_LEFT])
    if side == "right":
        index, corners = (-1, [TOP_RIGHT, BOTTOM_RIGHT])
    points = np.concatenate([row[index].corners[corners] for row in rows])
    return -1000 * float(np.polyfit(points[:, 1], points[:, 0], 1)[0])


def _half_bond(layout: Layout, rows: list[list[Laid]]) -> float:
    """The worst difference from half a stretcher between neighbouring courses' head joints."""
    half = (layout.unit_mm[0] + layout.joint_mm) / 2
    centres = [
        np.array([(a.corners[1:3, 0].mean() + b.corners[[0, 3], 0].mean()) / 2
                  for a, b in pairwise(row)])
        for row in rows
    ]  # fmt: skip
    off = []
    for low, high in pairwise(centres):
        apart = np.abs(low[:, None] - high[None])
        off += [abs(float(gap) - half) for gap in apart[apart < 1.5 * half]]
    return max(off)
