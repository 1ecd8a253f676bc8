"""Draws what the model does worst: `python -m models.masonry.recipe.gallery --data DIR --out FILE`.

DIR is a set of models.masonry.renderer.write_dataset; FILE a JPEG of the worst pictures, each with
what was found (green: all four sides; orange: some) and what was missed (red).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.inference import load_model
from models.labelled import picture_paths
from models.masonry.evaluation import Label, compare, read_label
from models.masonry.finder import find_units
from models.masonry.unit import Unit

SIZE = (480, 360)
GREEN, ORANGE, RED = (60, 200, 60), (0, 150, 255), (60, 60, 230)


def drawn(image: NDArray[np.uint8], label: Label, units: tuple[Unit, ...]) -> NDArray[np.uint8]:
    """The picture with the true units in red under the found ones, small."""
    shown = image.copy()
    for unit in label.units:
        _ring(shown, np.array(unit.corners_px), RED, 6)
    for found in units:
        _ring(shown, found.corners_px, GREEN if found.whole else ORANGE, 6)
    return np.asarray(cv2.resize(shown, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def _ring(
    image: NDArray[np.uint8], corners: NDArray[np.float64], colour: tuple[int, ...], width: int
) -> None:
    at = np.round(corners * 16).astype(np.int32)
    cv2.polylines(image, [at], True, colour, width, cv2.LINE_AA, 4)


def main() -> None:
    """Write the gallery from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=9)
    chosen = parser.parse_args()
    model = load_model("masonry")
    scored = []
    for path in picture_paths(chosen.data):
        label = read_label(chosen.data / "labels" / f"{path.stem}.json")
        image = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)
        units = find_units(model, image, label.plane())
        result = compare(units, label.units, label.plane())
        good = result.found / max(result.asked, 1) - (result.given - result.right) / 5
        scored.append((good, path.name, drawn(image, label, units)))
    worst = [picture for _, _, picture in sorted(scored, key=lambda one: one[:2])[: chosen.count]]
    rows = [np.hstack(worst[k : k + 3]) for k in range(0, len(worst) - len(worst) % 3, 3)]
    cv2.imwrite(str(chosen.out), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 72])


if __name__ == "__main__":
    main()
