"""Room: models. A picture for a model's card of what the model does worst on a labelled set."""

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.labelled import picture_paths

Image = NDArray[np.uint8]
SIZE = (480, 360)
ACROSS = 3
GREEN, ORANGE, RED = (60, 200, 60), (0, 150, 255), (60, 60, 230)
"""What was found, what was found in part, what was missed; BGR."""


def ring(
    image: Image, outline: NDArray[np.floating], colour: tuple[int, ...], width: int = 4
) -> None:
    """Draw a closed outline (N, 2) px into a picture."""
    at = np.round(np.asarray(outline, np.float64) * 16).astype(np.int32)
    cv2.polylines(image, [at], True, colour, width, cv2.LINE_AA, 4)


def write_gallery(judge: Callable[[Path], tuple[float, Image]], about: str | None) -> None:
    """Write the worst pictures of a folder side by side, as the command line says.

    `judge` says of a picture of the folder how well it went (the least is the worst) and returns
    it with what was found and missed drawn into it. `about` is said by `--help`.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=9)
    chosen = parser.parse_args()
    judged = [(*judge(path), path.name) for path in picture_paths(chosen.data)]
    judged.sort(key=lambda one: (one[0], one[2]))
    worst = [
        cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
        for _, picture, _ in judged[: chosen.count]
    ]
    rows = [np.hstack(worst[k : k + ACROSS]) for k in range(0, len(worst) - ACROSS + 1, ACROSS)]
    cv2.imwrite(str(chosen.out), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 72])
