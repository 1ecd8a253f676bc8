"""Models room, table setting: recall and precision of oriented pieces on labelled pictures.

Labels are YOLO-OBB: `class x1 y1 x2 y2 x3 y3 x4 y4`, normalised. A piece is found when a
prediction of its class has its centre within 15 % of the piece's longer side of the centre of
the true rectangle; each prediction finds one piece at most, the surest first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from models.detections import Detections, FloatArray
from models.errors import DataFolderError
from models.inference import Model
from models.labelled import picture_paths
from models.table_setting.crops import CUTLERY, Points

NEAR = 0.15
UNCHOSEN_THRESHOLD = 0.3


@dataclass(frozen=True, eq=False)
class Match:
    """One true piece and how it was found: errors are NaN when it was not."""

    name: str
    found: bool
    centre_share: float
    angle_deg: float


def evaluate_pieces(model: Model, data_dir: Path) -> dict[str, object]:
    """Return `recall`, `precision`, `median_centre_error` (share of the longer side),
    `median_angle_deg` (cutlery) and figures per class. Raises DataFolderError.
    """
    paths = picture_paths(data_dir)
    matches: list[Match] = []
    predicted = dict.fromkeys(model.sheet.classes, 0)
    right = dict.fromkeys(model.sheet.classes, 0)
    started = time.perf_counter()
    for path in paths:
        image = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if image is None:
            raise DataFolderError(f"{path} cannot be read as a picture. Take it out or replace it.")
        found = sure(model, model.find(np.asarray(image, np.uint8)))
        label = data_dir / "labels" / f"{path.stem}.txt"
        text = label.read_text(encoding="utf-8") if label.is_file() else ""
        truth = parse_obb(text, model.sheet.classes, str(label), image.shape[1], image.shape[0])
        matches += compare(found, truth)
        for name in model.sheet.classes:
            predicted[name] += len(found.of_class(name))
    seconds = time.perf_counter() - started
    for match in matches:
        right[match.name] += match.found
    classes = {
        name: _figures([m for m in matches if m.name == name], predicted[name])
        for name in model.sheet.classes
    }
    return {
        "model": model.sheet.name,
        "version": model.sheet.version,
        "digest": model.digest,
        "pictures": len(paths),
        **_figures(matches, sum(predicted.values())),
        "classes": classes,
        "ms_per_picture": round(1000 * seconds / len(paths), 2),
    }


def sure(model: Model, found: Detections) -> Detections:
    """The detections at or above the thresholds of model.toml."""
    least = [model.sheet.thresholds.get(name, UNCHOSEN_THRESHOLD) for name in found.class_names]
    return found.take(found.confidence >= np.array(least)[found.class_id])


def parse_obb(
    text: str, classes: tuple[str, ...], where: str, width: int, height: int
) -> list[tuple[str, Points]]:
    """Class names and corners (4, 2) px of YOLO-OBB lines.

    Raises DataFolderError naming `where` and the line.
    """
    pieces = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            index, *numbers = (float(field) for field in line.split())
            corners = np.array(numbers, np.float64).reshape(4, 2)
            name = classes[int(index)] if index >= 0 else ""
        except (ValueError, IndexError) as error:
            raise DataFolderError(
                f"{where}, line {number}: must be `class x1 y1 x2 y2 x3 y3 x4 y4` with a class "
                f"of 0–{len(classes) - 1}, but got {line.strip()!r}."
            ) from error
        if not name or not np.isfinite(corners).all():
            raise DataFolderError(
                f"{where}, line {number}: class must be 0–{len(classes) - 1} and corners finite, "
                f"but got {line.strip()!r}."
            )
        pieces.append((name, corners * (width, height)))
    return pieces


def compare(found: Detections, truth: list[tuple[str, Points]]) -> list[Match]:
    """Match the pieces found in a picture with the true ones."""
    matches = []
    for name in found.class_names:
        mine = found.of_class(name)
        corners = mine.corners_px if mine.corners_px is not None else _boxes(mine)
        open_ = [true for label, true in truth if label == name]
        for index in np.argsort(-mine.confidence, kind="stable"):
            centre = corners[index].mean(0)
            shares = [float(np.linalg.norm(centre - t.mean(0))) / _longer(t) for t in open_]
            if shares and min(shares) <= NEAR:
                nearest = int(np.argmin(shares))
                angle = _turn_between(corners[index], open_.pop(nearest))
                kept = angle if name in CUTLERY else float("nan")
                matches.append(Match(name, True, min(shares), kept))
        matches += [Match(name, False, float("nan"), float("nan")) for _ in open_]
    return matches


def _boxes(found: Detections) -> FloatArray:
    x0, y0, x1, y1 = found.box_px.T
    return np.stack([x0, y0, x1, y0, x1, y1, x0, y1], -1).reshape(-1, 4, 2)


def _longer(corners: Points) -> float:
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    return max(float(sides.max()), 1e-6)


def _turn_between(a: FloatArray, b: Points) -> float:
    """The angle between the long axes of two rectangles, 0–90°."""
    turn = abs(_long_axis_deg(np.asarray(a, np.float64)) - _long_axis_deg(b)) % 180
    return min(turn, 180 - turn)


def _long_axis_deg(corners: Points) -> float:
    sides = corners - np.roll(corners, 1, axis=0)
    longest = sides[int(np.argmax(np.linalg.norm(sides, axis=1)))]
    return float(np.degrees(np.arctan2(longest[1], longest[0])))


def _figures(matches: list[Match], predicted: int) -> dict[str, object]:
    found = [m for m in matches if m.found]
    angles = [m.angle_deg for m in found if np.isfinite(m.angle_deg)]
    return {
        "recall": round(len(found) / len(matches), 4) if matches else None,
        "precision": round(len(found) / predicted, 4) if predicted else None,
        "truths": len(matches),
        "predicted": predicted,
        "median_centre_error": round(float(np.median([m.centre_share for m in found])), 4)
        if found
        else None,
        "median_angle_deg": round(float(np.median(angles)), 2) if angles else None,
    }
