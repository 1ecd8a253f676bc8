"""Turns altered pictures into what the finding network must say about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_setting.recipe.pictures import Points, Sample, alter, read_sample, warp
from models.table_setting.renderer.layout import NAMES

SIDE, STRIDE = 256, 4
POINT_UNIT = 16.0
"""Points are learnt as offsets in units of this many cells."""
CUTLERY = (1, 2, 3)
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Target:
    """heat (6,S,S); geometry (12,S,S) with its weights (12,S,S); masks (7,S,S)."""

    heat: Floats
    geometry: Floats
    weight: Floats
    masks: Floats


def draw_sample(
    label: Path, rng: np.random.Generator, *, side: int = SIDE, change: bool = True
) -> Sample:
    """Read a sample and lay it into side × side: letterboxed, or altered for training."""
    sample = read_sample(label)
    height, width = sample.image.shape[:2]
    scale = side / max(width, height)
    turn = mirror = 0.0
    shift = np.zeros(2)
    if change:
        scale *= rng.uniform(0.75, 1.35)
        turn = rng.normal(0, 8) if rng.random() < 0.9 else rng.uniform(-180, 180)
        shift = rng.uniform(-0.12, 0.12, 2) * side
        mirror = float(rng.random() < 0.5)
    c, s = np.cos(np.radians(turn)) * scale, np.sin(np.radians(turn)) * scale
    linear = np.array([[c, -s], [s, c]]) @ np.diag([1 - 2 * mirror, 1.0])
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    offset = (side - 1) / 2 + shift - linear @ middle
    moved = warp(sample, np.column_stack([linear, offset]), (side, side))
    if not change:
        return moved
    return Sample(alter(moved.image, rng), moved.pieces, moved.table)


def rectangle(outline: Points) -> tuple[Points, float, float, float]:
    """Centre (2,), length, width (px) and the long side's angle (rad) of an outline."""
    (x, y), (w, h), degrees = cv2.minAreaRect(outline.astype(np.float32))
    angle = np.radians(degrees)
    if w < h:
        w, h, angle = h, w, angle + np.pi / 2
    return np.array([x, y]), float(w), float(h), float(angle)


def make_target(sample: Sample) -> Target:
    """The target of a sample that lies in a square."""
    cells = sample.image.shape[0] // STRIDE
    heat = np.zeros((6, cells, cells), np.float32)
    geometry = np.zeros((12, cells, cells), np.float32)
    weight = np.zeros((12, cells, cells), np.float32)
    masks = np.zeros((7, cells, cells), np.float32)
    for number in range(6):
        outlines = [p.outline for p in sample.pieces if p.number == number]
        masks[number] = _coverage(outlines, cells)
    masks[6] = _coverage([sample.table], cells)
    for piece in sample.pieces:
        _mark(piece.number, piece.outline, piece.points, heat, geometry, weight)
    return Target(heat, geometry, weight, masks)


def _coverage(outlines: list[Points], cells: int) -> Floats:
    fine = np.zeros((cells * STRIDE, cells * STRIDE), np.uint8)
    for outline in outlines:
        clipped = np.clip(outline, -60_000, 60_000)
        cv2.fillPoly(fine, [np.round(clipped * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    small = cv2.resize(fine, (cells, cells), interpolation=cv2.INTER_AREA)
    return np.asarray(small / np.float32(255), np.float32)


def _mark(
    number: int, outline: Points, points: Points, heat: Floats, geometry: Floats, weight: Floats
) -> None:
    """Write one piece's centre and geometry, unless its centre lies outside."""
    centre, long, wide, angle = rectangle(outline)
    at = (centre + 0.5) / STRIDE
    cells = heat.shape[1]
    column, row = np.floor(at).astype(int)
    if not (0 <= column < cells and 0 <= row < cells) or long < 4:
        return
    sigma = np.clip(0.09 * np.sqrt(long * wide) / STRIDE, 0.7, 2.2)
    y, x = np.ogrid[:cells, :cells]
    bump = np.exp(-((x + 0.5 - at[0]) ** 2 + (y + 0.5 - at[1]) ** 2) / (2 * sigma**2))
    bump[row, column] = 1.0
    np.maximum(heat[number], bump, out=heat[number])
    values = np.zeros(12)
    known = np.zeros(12)
    values[2:4] = np.log([long / 32, max(wide, 2) / 32])
    known[2:4] = 1
    if number in CUTLERY and not np.isnan(points).any():
        forward = points[0] - points[1]
        values[4:6] = forward / max(1e-6, float(np.linalg.norm(forward)))
        known[4:6] = 2
    elif number not in CUTLERY and long > 1.08 * wide:
        values[6:8] = np.cos(2 * angle), np.sin(2 * angle)
        known[6:8] = 1
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = row + dy, column + dx
            if not (0 <= r < cells and 0 <= c < cells):
                continue
            here = np.array([c + 0.5, r + 0.5])
            values[0:2], known[0:2] = at - here, 1
            for k in range(2):
                if not np.isnan(points[k]).any():
                    values[8 + 2 * k : 10 + 2 * k] = (
                        (points[k] + 0.5) / STRIDE - here
                    ) / POINT_UNIT
                    known[8 + 2 * k : 10 + 2 * k] = 4
            share = 1.0 if dx == dy == 0 else 0.3
            geometry[:, r, c] = values
            weight[:, r, c] = known * share


def class_names() -> tuple[str, ...]:
    """The classes in the order of the heat channels."""
    return NAMES
