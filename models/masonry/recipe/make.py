"""Makes the masonry model from nothing: render, train, export, evaluate. Needs torch and onnx."""

from __future__ import annotations

from pathlib import Path

import cv2

from models.masonry.recipe.export import export
from models.masonry.recipe.render import write
from models.masonry.recipe.train import run
from models.masonry.renderer import write_dataset

SCENES, IMAGES, THREADS = 668, 29_000, 2
TEST_SCENES, TEST_SEED = 60, 7


def make(work: Path, folder: Path) -> Path:
    """Write model.onnx and its digest into `folder`; goes on from what `work` already holds.

    Returns a folder of scenes of unseen designs to evaluate it on.
    """
    drawn = work / "drawn"
    drawn.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    for seed in range(SCENES):
        write(drawn, seed)
    run(work, drawn, IMAGES, THREADS)
    export(work / "checkpoint.pt", folder)
    test = work / "unseen"
    write_dataset(test, TEST_SCENES, TEST_SEED, "unseen")
    return test
