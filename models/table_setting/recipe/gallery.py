"""Draws what the model does worst: `python -m models.table_setting.recipe.gallery --data DIR`.

DIR is a set of recipe.render or path_traced.covers; `--out` a JPEG of the worst pictures, each with
what was found (green) and the rectangles of what was missed (red).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detections import Detections
from models.inference import load_model
from models.labelled import picture_paths
from models.table_setting.crops import Points
from models.table_setting.evaluation import NEAR, parse_obb, sure
from models.table_setting.rectangle import least_rectangle
from models.table_setting.scene import find_scene

SIZE = (480, 360)
ACROSS = 3
GREEN, RED = (60, 200, 60), (60, 60, 230)


def missed(found: Detections, truth: list[tuple[str, Points]]) -> list[Points]:
    """The rectangles (4, 2) of the pieces that no outline of their class has its middle near."""
    outlines = found.outlines_px or ()
    middles = [least_rectangle(np.asarray(o, np.float64)).mean(axis=0) for o in outlines]
    lost = []
    for name, corners in truth:
        limit = NEAR * float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).max())
        away = [
            float(np.linalg.norm(middle - corners.mean(axis=0)))
            for k, middle in enumerate(middles)
            if found.name(k) == name
        ]
        if min(away, default=np.inf) > limit:
            lost.append(corners)
    return lost


def drawn(image: NDArray[np.uint8], found: Detections, lost: list[Points]) -> NDArray[np.uint8]:
    """The picture with the found outlines and the rectangles of the missed pieces, small."""
    shown = image.copy()
    for outline in found.outlines_px or ():
        _ring(shown, outline, GREEN)
    for corners in lost:
        _ring(shown, corners, RED)
    return np.asarray(cv2.resize(shown, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def _ring(image: NDArray[np.uint8], ring: NDArray[np.floating], colour: tuple[int, ...]) -> None:
    at = np.round(np.asarray(ring, np.float64) * 16).astype(np.int32)
    cv2.polylines(image, [at], True, colour, 4, cv2.LINE_AA, 4)


def main() -> None:
    """Write the gallery from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=9)
    chosen = parser.parse_args()
    model = load_model("table_setting")
    scored = []
    for path in picture_paths(chosen.data):
        label = chosen.data / "labels" / f"{path.stem}.txt"
        image = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)
        height, width = image.shape[:2]
        truth = parse_obb(label.read_text(), model.sheet.classes, str(label), width, height)
        found = sure(model, find_scene(image).detections)
        lost = missed(found, truth)
        wrong = len(lost) + abs(len(found) + len(lost) - len(truth))
        scored.append((-wrong, path.name, drawn(image, found, lost)))
    worst = [picture for _, _, picture in sorted(scored, key=lambda one: one[:2])[: chosen.count]]
    rows = [np.hstack(worst[k : k + ACROSS]) for k in range(0, len(worst) - ACROSS + 1, ACROSS)]
    cv2.imwrite(str(chosen.out), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 72])


if __name__ == "__main__":
    main()
