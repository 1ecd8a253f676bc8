"""Training samples of the masonry model: straight crops of drawn pictures and what to find there.

numpy and OpenCV only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points, View, WorkPlane, plane_from_pose
from models.masonry.shape import CELL, CORE_PX, SIDE_SIGMA_PX

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

SIDE, WIDE_SIDE = 256, 384
"""Crop sides, px: at about 1 px per mm a brick and its neighbours, or whole tiles."""


@dataclass(frozen=True, eq=False)
class Source:
    """A drawn picture: what covers the work (H, W), its plane, and unit corners (N, 4, 2) mm."""

    image: Picture
    covered: Picture
    plane: WorkPlane
    units: Points


@dataclass(frozen=True, eq=False)
class Sample:
    """A BGR crop (side, side, 3) and six maps (6, side/2, side/2) in 0–1 to learn."""

    image: Picture
    maps: Floats


def read_source(label: Path) -> Source:
    """Read a picture of recipe.render by its JSON file."""
    truth = json.loads(label.read_text())
    image = cv2.imread(str(label.with_suffix(".jpg")), cv2.IMREAD_COLOR)
    covered = cv2.imread(str(label.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
    if image is None or covered is None:
        raise FileNotFoundError(f"{label} has no picture or mask beside it; draw it again")
    numbers = (np.array(truth[k], np.float64)
               for k in ("K", "distortion", "rotation", "translation_mm"))  # fmt: skip
    plane = plane_from_pose(*numbers)
    # Where the picture shows them on the board's plane: faces stand out of it.
    corners = [plane.to_mm(np.array(unit["corners_px"])) for unit in truth["units"]]
    units = np.array(corners, np.float64).reshape(-1, 4, 2)
    return Source(np.asarray(image, np.uint8), np.asarray(covered, np.uint8), plane, units)


def draw_sample(source: Source, rng: np.random.Generator, side: int) -> Sample:
    """Cut a crop near a unit (mostly), not quite straight or to scale, and alter its colours."""
    scale = float(np.exp(rng.normal(0, 0.13)))
    if len(source.units) and rng.random() < 0.85:
        corners = source.units[rng.integers(len(source.units))]
        aim = corners[rng.integers(4)] + rng.normal(0, 60, 2)
    else:
        height, width = source.covered.shape
        aim = source.plane.to_mm(rng.uniform((0, 0), (width, height))[None])[0]
    turn = float(np.radians(rng.normal(0, 2.5)))
    matrix = _to_crop(aim, turn, scale, side)
    plane = WorkPlane(
        matrix @ source.plane.homography, source.plane.camera_matrix, source.plane.distortion
    )
    view = View(plane, np.zeros(2), 1.0, (side, side))
    image = view.cut(source.image)
    at = view.sources()
    hidden = cv2.remap(source.covered, at[..., 0], at[..., 1], cv2.INTER_LINEAR,
                       borderMode=cv2.BORDER_CONSTANT, borderValue=255)  # fmt: skip
    cells = side // CELL
    free = 1 - cv2.resize(hidden, (cells, cells), interpolation=cv2.INTER_AREA) / np.float32(255)
    flat = source.units.reshape(-1, 1, 2)
    units = cv2.perspectiveTransform(flat, matrix).reshape(-1, 4, 2) if len(flat) else source.units
    maps = make_maps(np.asarray(units, np.float64), cells) * free
    if rng.random() < 0.5:
        image, maps = np.ascontiguousarray(image[:, ::-1]), maps[[0, 1, 2, 5, 4, 3], :, ::-1]
    return Sample(alter(image, rng), np.ascontiguousarray(maps, np.float32))


def _to_crop(aim: Points, turn: float, scale: float, side: int) -> Points:
    """(3, 3) from plane mm to crop px, `aim` in the middle."""
    c, s = scale * np.cos(turn), scale * np.sin(turn)
    linear = np.array([[c, -s], [s, c]])
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = linear, (side - 1) / 2 - linear @ aim
    return matrix


def make_maps(units: Points, cells: int) -> Floats:
    """The six maps of units with corners (N, 4, 2) in crop px: inside, core, and the four sides."""
    maps = np.zeros((6, cells, cells), np.float32)
    for corners in units:
        at = (corners + 0.5) / CELL - 0.5
        low = np.clip(np.floor(at.min(0)).astype(int) - 4, 0, cells)
        high = np.clip(np.ceil(at.max(0)).astype(int) + 5, 0, cells)
        if (high - low).min() < 1:
            continue
        part = (slice(None), slice(low[1], high[1]), slice(low[0], high[0]))
        y, x = np.mgrid[low[1] : high[1], low[0] : high[0]].astype(np.float32)
        maps[part] = np.maximum(maps[part], _unit_maps(at, x, y))
    return maps


def _unit_maps(at: Points, x: Floats, y: Floats) -> Floats:
    away = []
    for k in range(4):
        a, b = at[k], at[(k + 1) % 4]
        along = (b - a) / max(1e-6, float(np.linalg.norm(b - a)))
        away.append((y - a[1]) * along[0] - (x - a[0]) * along[1])
    depth = np.stack(away)
    inside = depth.min(0)
    sigma = SIDE_SIGMA_PX / CELL
    sides = []
    for k in range(4):
        beside = np.minimum(depth[(k + 1) % 4], depth[(k + 3) % 4])
        sides.append(np.exp(-(depth[k] ** 2) / (2 * sigma**2)) * (beside > -0.5))
    core = np.clip(inside - CORE_PX / CELL + 0.5, 0, 1)
    return np.asarray([np.clip(inside + 0.5, 0, 1), core, *sides], np.float32)


def alter(image: Picture, rng: np.random.Generator) -> Picture:
    """Other exposure, colours, sharpness and grain, as other cameras have them."""
    if rng.random() < 0.3:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.3))), np.uint8)
    tone = np.arange(256) / 255
    curves = [
        np.clip(rng.uniform(0.8, 1.2) * tone ** float(np.exp(rng.normal(0, 0.2))), 0, 1)
        for _ in range(3)
    ]
    if rng.random() < 0.12:
        curves = [curves[0]] * 3
    table = np.round(255 * np.stack(curves, -1)).astype(np.uint8)
    toned = cv2.LUT(image, table[None])
    if rng.random() < 0.1:
        toned = cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.4:
        grain = rng.normal(0, float(rng.uniform(1, 9)), toned.shape)
        toned = np.clip(toned + grain, 0, 255).astype(np.uint8)
    return np.asarray(toned, np.uint8)
