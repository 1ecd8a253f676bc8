"""Draws what the model does worst: `python -m models.masonry.recipe.gallery --data DIR --out FILE`.

DIR is a set of models.masonry.renderer.write_dataset; FILE a JPEG of the worst pictures, each with
what was found (green: all four sides; orange: some) and what was missed (red).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from models.failures import GREEN, ORANGE, RED, Image, ring, write_gallery
from models.inference import Model, load_model
from models.masonry.evaluation import compare, read_label
from models.masonry.finder import find_units

WIDTH = 6


@lru_cache(maxsize=1)
def _model() -> Model:
    return load_model("masonry")


def judge(path: Path) -> tuple[float, Image]:
    """How well a picture went: the share found, less a fifth for each that is wrong; and the
    picture with the true units in red under the found ones."""
    label = read_label(path.parents[1] / "labels" / f"{path.stem}.json")
    image = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)
    units = find_units(_model(), image, label.plane())
    result = compare(units, label.units, label.plane())
    for true in label.units:
        ring(image, np.array(true.corners_px), RED, WIDTH)
    for found in units:
        ring(image, found.corners_px, GREEN if found.whole else ORANGE, WIDTH)
    return result.found / max(result.asked, 1) - (result.given - result.right) / 5, image


if __name__ == "__main__":
    write_gallery(judge, __doc__)
