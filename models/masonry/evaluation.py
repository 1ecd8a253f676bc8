"""Models room, masonry: how many units are found, and how far off their sides are, in mm.

DATA holds images/ and labels/NAME.json (camera, board pose, the units' true corners and the share
of each side that shows), as models.masonry.renderer.write_dataset makes them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import msgspec
import numpy as np

from models.errors import DataFolderError
from models.inference import Model
from models.labelled import picture_paths
from models.masonry.finder import find_units
from models.masonry.plane import Points, WorkPlane, plane_from_pose
from models.masonry.unit import Unit

WHOLE, PARTLY = 0.9, 0.2
"""A unit is asked for when so much of each side shows; one of which less shows is not false."""
NEAR = 0.3
"""Found: a centre within this share of the unit's shorter side."""


class TrueUnit(msgspec.Struct, frozen=True):
    """A unit's corners in px, where the picture shows them, and the share of each side that shows.

    Seen on the board's plane they lie a little off the unit's plan: faces stand out of that plane.
    """

    corners_px: list[list[float]]
    sides_visible: list[float]


class Label(msgspec.Struct, frozen=True):
    """What is true of a picture: the camera, the board's pose, the units."""

    K: list[list[float]]
    distortion: list[float]
    rotation: list[list[float]]
    translation_mm: list[float]
    units: list[TrueUnit]

    def plane(self) -> WorkPlane:
        """The true plane of the work."""
        numbers = (self.K, self.distortion, self.rotation, self.translation_mm)
        return plane_from_pose(*(np.array(n, np.float64) for n in numbers))


@dataclass(frozen=True, eq=False)
class Compared:
    """A picture's units against the truth: counts, and (error, σ) in mm of sides that show."""

    asked: int
    found: int
    given: int
    right: int
    sides: Points


def evaluate_units(model: Model, data_dir: Path) -> dict[str, object]:
    """Return `recall` of whole units, `precision`, `median_side_mm`, `p95_side_mm`, `side_bias_mm`
    and `side_within_2_sigma`. Raises DataFolderError.
    """
    paths = picture_paths(data_dir)
    compared = []
    started = time.perf_counter()
    for path in paths:
        label = read_label(data_dir / "labels" / f"{path.stem}.json")
        image = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if image is None:
            raise DataFolderError(f"{path} cannot be read as a picture. Take it out or replace it.")
        plane = label.plane()
        found = find_units(model, np.asarray(image, np.uint8), plane)
        compared.append(compare(found, label.units, plane))
    seconds = time.perf_counter() - started
    return {
        "model": model.sheet.name,
        "version": model.sheet.version,
        "digest": model.digest,
        "pictures": len(paths),
        **figures(compared),
        "ms_per_picture": round(1000 * seconds / len(paths), 2),
    }


def read_label(path: Path) -> Label:
    """Read a picture's truth. Raises DataFolderError naming the file that does not fit."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Label)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise DataFolderError(
            f"{path}: {error}. Write the set with models.masonry.renderer.write_dataset."
        ) from error


def figures(compared: Sequence[Compared]) -> dict[str, object]:
    """The figures of many pictures together."""
    asked, found = sum(c.asked for c in compared), sum(c.found for c in compared)
    given, right = sum(c.given for c in compared), sum(c.right for c in compared)
    sides = np.concatenate([c.sides for c in compared]) if compared else np.zeros((0, 2))
    error, sigma = sides.T if len(sides) else (np.full(1, np.nan), np.ones(1))
    return {
        "units": asked,
        "recall": round(found / max(asked, 1), 4),
        "precision": round(right / max(given, 1), 4),
        "median_side_mm": round(float(np.median(np.abs(error))), 3),
        "p95_side_mm": round(float(np.quantile(np.abs(error), 0.95)), 3),
        "side_bias_mm": round(float(np.mean(error)), 3),
        "side_within_2_sigma": round(float(np.mean(np.abs(error) <= 2 * sigma)), 4),
    }


def compare(found: Sequence[Unit], truth: Sequence[TrueUnit], plane: WorkPlane) -> Compared:
    """Match the units found in a picture with the true ones, nearest centres first."""
    true = np.array([plane.to_mm(np.array(unit.corners_px)) for unit in truth]).reshape(-1, 4, 2)
    seen = np.array([plane.to_mm(unit.corners_px) for unit in found]).reshape(-1, 4, 2)
    visible = np.array([unit.sides_visible for unit in truth]).reshape(-1, 4)
    shorter = np.linalg.norm(true - np.roll(true, 1, axis=1), axis=2).min(1)
    apart = np.linalg.norm(true.mean(1)[:, None] - seen.mean(1)[None], axis=2)
    asked = visible.min(1) >= WHOLE if len(true) else np.zeros(0, np.bool_)
    hits, rows = 0, []
    for k in range(len(true)):
        if not len(seen) or not asked[k]:
            continue
        j = int(apart[k].argmin())
        if apart[k, j] <= NEAR * shorter[k]:
            hits += 1
            rows += _side_errors(found[j], seen[j], true[k], plane)
    near = apart <= np.maximum(0.8 * shorter[:, None], 40.0)
    partly = visible.max(1, initial=0.0) >= PARTLY
    right = int(near[partly].any(0).sum()) if len(true) and len(seen) else 0
    sides = np.array(rows, np.float64).reshape(-1, 2)
    return Compared(int(asked.sum()), hits, len(seen), right, sides)


def _side_errors(
    unit: Unit, seen: Points, true: Points, plane: WorkPlane
) -> list[tuple[float, float]]:
    """(error, σ) in mm of each known side at its middle; errors into the unit are positive."""
    rows = []
    for k in range(4):
        if unit.sides_sigma_px[k] <= 0:
            continue
        a, b = true[k], true[(k + 1) % 4]
        along = (b - a) / np.linalg.norm(b - a)
        inward = np.array([-along[1], along[0]])
        middle = (seen[k] + seen[(k + 1) % 4]) / 2
        px = plane.to_px(np.stack([middle, middle + inward]))
        scale = float(np.linalg.norm(px[1] - px[0]))
        rows.append((float((middle - a) @ inward), float(unit.sides_sigma_px[k]) / scale))
    return rows
