"""Draws what the model does worst: `python -m models.table_setting.recipe.gallery --data DIR`.

DIR is a set of recipe.render or path_traced.covers; `--out` a JPEG of the worst pictures, each with
what was found (green) and the rectangles of what was missed (red).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from models.detections import Detections
from models.failures import GREEN, RED, Image, ring, write_gallery
from models.inference import Model, load_model
from models.table_setting.crops import Points
from models.table_setting.evaluation import NEAR, parse_obb, sure
from models.table_setting.rectangle import least_rectangle
from models.table_setting.scene import find_scene


@lru_cache(maxsize=1)
def _model() -> Model:
    return load_model("table_setting")


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
