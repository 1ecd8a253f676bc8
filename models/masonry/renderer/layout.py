"""Models room, masonry renderer: where the units of a wall or floor lie, well laid or badly.

Plane frame: x right, y down, mm. Rows count from the bottom, units from the left.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.masonry.renderer.camera import Doubles

Kind = Literal["brick_wall", "tile_floor"]
Designs = Literal["train", "unseen"]

_BRICKS = {
    "train": ((215.0, 65.0), (240.0, 71.0), (194.0, 57.0), (230.0, 76.0), (215.0, 73.0)),
    "unseen": ((215.0, 65.0), (215.0, 65.0), (220.0, 60.0), (240.0, 52.0), (203.0, 67.0)),
}
_TILES = {
    "train": ((300.0, 300.0), (200.0, 200.0), (330.0, 330.0), (250.0, 400.0), (450.0, 450.0)),
    "unseen": ((316.0, 316.0), (280.0, 280.0), (400.0, 400.0), (200.0, 300.0)),
}
COURSES = 5


@dataclass(frozen=True, eq=False)
class Laid:
    """One brick or tile: its straight true corners (4, 2), from the top left clockwise.

    `face_mm` is how far its face stands out of the board's plane toward the camera.
    """

    row: int
    number: int
    corners: Doubles
    face_mm: float
    cut: bool


@dataclass(frozen=True, eq=False)
class Layout:
    """A wall or floor: its units, and the nominal unit (length, height) and joint in mm."""

    kind: Kind
    units: tuple[Laid, ...]
    unit_mm: tuple[float, float]
    joint_mm: float

    def rows(self) -> list[list[Laid]]:
        """The units by row from the bottom, each row from the left."""
        count = max(unit.row for unit in self.units)
        return [[u for u in self.units if u.row == row] for row in range(1, count + 1)]

    def box(self) -> tuple[Doubles, Doubles]:
        """The least and the greatest x, y of all units."""
        every = np.concatenate([unit.corners for unit in self.units])
        return every.min(0), every.max(0)


def lay_wall(rng: np.random.Generator, designs: Designs) -> Layout:
    """Five courses of stretcher bond about 1 m long, its faults from none to far too large."""
    formats = _BRICKS[designs]
    length, height = formats[rng.integers(len(formats))]
    joint = 10.0 if rng.random() < 0.7 else float(rng.uniform(7, 14))
    care = rng.uniform(0.15, 1.6)
    whole = round((1000 + joint) / (length + joint))
    span = (whole + 0.5) * (length + joint) - joint
    lean = rng.normal(0, 2.2 * care, 2)
    rise = float(rng.normal(0, 1.2 * care))
    half_first = bool(rng.random() < 0.5)
    top, board = 0.0, float(rng.normal(0, 0.3))
    units: list[Laid] = []
    for course in range(COURSES):
        top -= height + float(np.clip(joint + rng.normal(0, 1.4 * care), 3.5, 22)) * (course > 0)
        tilt = (rise + rng.normal(0, 1.3 * care)) / 1000
        ends = np.array([0.0, span]) + lean * -top / 1000 + rng.normal(0, 0.9 * care, 2)
        half = (course % 2 == 0) == half_first
        heads = np.clip(joint + rng.normal(0, 1.8 * care, whole), 3, 22)
        spans = _course_spans(rng, ends, length, heads, half_first=half)
        for number, (left, right, cut) in enumerate(spans, 1):
            tall, middle = height + rng.normal(0, 0.5), (left + right) / 2
            corners = _quad(
                middle, top + tall / 2 + tilt * (middle - span / 2) + rng.normal(0, 0.35 * care),
                right - left, tall, tilt + rng.normal(0, 0.9 * care) / 1000, rng.normal(0, 0.002),
            )  # fmt: skip
            out = board + float(rng.normal(0, 0.12 + 0.15 * care))
            units.append(Laid(course + 1, number, corners, out, cut))
    return Layout("brick_wall", tuple(units), (length, height), joint)


def _course_spans(
    rng: np.random.Generator, ends: Doubles, length: float, heads: Doubles, *, half_first: bool
) -> list[tuple[float, float, bool]]:
    """(left, right, cut) of each unit of a course, from the end that has the whole bricks."""
    spans, at = [], 0.0
    for head in heads:
        long = length + float(rng.normal(0, 0.8))
        spans.append((at, at + long, False))
        at += long + head
    total = float(ends[1] - ends[0])
    spans.append((at, max(at + 35.0, total), True))
    if half_first:
        spans = [(total - b, total - a, cut) for a, b, cut in reversed(spans)]
    return [(ends[0] + a, ends[0] + b, cut) for a, b, cut in spans]


def lay_floor(rng: np.random.Generator, designs: Designs) -> Layout:
    """Three by three tiles, sometimes four, perhaps askew under the board's directions."""
    formats = _TILES[designs]
    length, height = formats[rng.integers(len(formats))]
    joint = float(rng.choice([2.0, 3.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])) + rng.normal(0, 0.2)
    care = rng.uniform(0.1, 1.5)
    most = 4 if max(length, height) < 320 else 3
    columns, rows = (int(n) for n in rng.integers(3, most + 1, 2))
    askew = np.radians(np.clip(rng.normal(0, 2.0), -7, 7))
    shear = rng.normal(0, 2.0 * care) / 1000
    cut = float(rng.uniform(0.4, 0.8)) if rng.random() < 0.25 else 1.0
    units, board = [], float(rng.normal(0, 0.3))
    c, s = np.cos(askew), np.sin(askew)
    for row in range(rows):
        for column in range(columns):
            wide = length * (cut if column == columns - 1 else 1.0) + rng.normal(0, 0.15)
            tall = height + rng.normal(0, 0.15)
            x = column * (length + joint) + wide / 2 + rng.normal(0, 0.5 * care)
            y = -row * (height + joint) - tall / 2 + rng.normal(0, 0.5 * care)
            corners = _quad(x + shear * y, y, wide, tall, rng.normal(0, 1.6 * care) / 1000,
                            rng.normal(0, 0.0006))  # fmt: skip
            turned = corners @ np.array([[c, s], [-s, c]])
            out = board + float(rng.normal(0, 0.1 + 0.15 * care))
            whole = cut == 1.0 or column < columns - 1
            units.append(Laid(row + 1, column + 1, turned, out, not whole))
    return Layout("tile_floor", tuple(units), (length, height), max(1.0, joint))


def _quad(x: float, y: float, wide: float, tall: float, turn: float, skew: float) -> Doubles:
    """Corners of a nearly rectangular unit about its middle; `turn` and `skew` in radians."""
    a, b = wide / 2, tall / 2
    corners = np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
    corners[:, 0] -= skew * corners[:, 1]
    corners[:, 1] += turn * corners[:, 0]
    corners[:, 0] -= turn * corners[:, 1]
    return np.asarray(corners + np.array([x, y]), np.float64)
