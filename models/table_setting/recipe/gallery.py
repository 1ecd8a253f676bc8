"""Draws what the model does worst: `python -m models.table_setting.recipe.gallery --data DIR`.

DIR is a set of recipe.render or path_traced.covers; `--out` a JPEG of the worst pictures, each with
what was found (green) and the rectangles of what was missed (red).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detections import Detections
from models.failures import GREEN, RED, Image, ring, write_gallery
from models.inference import Model, load_model
from models.table_setting.crops import Points
from models.table_setting.evaluation import parse_obb, sure
from models.table_setting.scene import find_scene

LIES_IN, FILLS = 0.8, 0.35
"""An outline is a piece's when so much of it lies in the piece's rectangle and fills so much of it;
a triangle fills half."""


@lru_cache(maxsize=1)
def _model() -> Model:
    return load_model("table_setting")


def missed(found: Detections, truth: list[tuple[str, Points]]) -> list[Points]:
    """The rectangles (4, 2) of the pieces that no outline of their class lies in and fills.

    Not those whose middles lie apart: a triangle has three least rectangles.
    """
    outlines = [np.asarray(outline, np.float32) for outline in found.outlines_px or ()]
    lost = []
    for name, corners in truth:
        mine = [outline for k, outline in enumerate(outlines) if found.name(k) == name]
        if not any(_is_of(outline, corners.astype(np.float32)) for outline in mine):
            lost.append(corners)
    return lost


def _is_of(outline: NDArray[np.float32], corners: NDArray[np.float32]) -> bool:
    hull = cv2.convexHull(outline)
    common, _ = cv2.intersectConvexConvex(hull, corners)
    inside = common > LIES_IN * cv2.contourArea(hull)
    return inside and common > FILLS * cv2.contourArea(corners)


def judge(path: Path) -> tuple[float, Image]:
    """How well a picture went: less one for each piece missed or false; and the picture with the
    found outlines and the rectangles of the missed pieces."""
    image = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)
    model, (height, width) = _model(), image.shape[:2]
    label = path.parents[1] / "labels" / f"{path.stem}.txt"
    truth = parse_obb(label.read_text(), model.sheet.classes, str(label), width, height)
    found = sure(model, find_scene(image).detections)
    lost = missed(found, truth)
    for outline in found.outlines_px or ():
        ring(image, outline, GREEN)
    for corners in lost:
        ring(image, corners, RED)
    return -len(lost) - abs(len(found) + len(lost) - len(truth)), image


if __name__ == "__main__":
    write_gallery(judge, __doc__)
