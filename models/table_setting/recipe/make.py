"""Makes the table model from nothing in one go: render, train, export. Needs torch and onnx.

Hours on two CPU cores; a run that was stopped goes on. With `mitsuba` and `oidn` (the `trace`
extra) path-traced tables are trained on as well; without them drawn ones alone, and it says so.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import cv2
import torch

from models.table_setting.recipe import cache, outlines, train
from models.table_setting.recipe.export import export_finder, export_outliner
from models.table_setting.renderer import write_dataset

SMALL, LARGE, TRACED = 5_000, 700, 900
"""Scenes: small ones of any kind, large covers for outlines, path-traced tables."""
PICTURES, CROPS = 232_000, 150_000
"""What the finder and the outliner see until they are done."""
THREADS = 2
TEST_SCENES, TEST_SEED = 200, 7


def make(work: Path, folder: Path) -> Path:
    """Write model.onnx, outline.onnx and their digests into `folder`; goes on from what `work`
    already holds. Returns a folder of covers of unseen designs to evaluate the model on."""
    cv2.setNumThreads(1)
    torch.set_num_threads(THREADS)
    torch.manual_seed(20261122)
    small, large, traced = (work / name for name in ("small", "large", "traced"))
    for part in (small, large, traced):
        part.mkdir(parents=True, exist_ok=True)
    for seed in range(SMALL):
        cache.write(small, seed, "small")
    for seed in range(LARGE):
        cache.write(large, seed, "large")
    _trace(traced)
    train.run(work / "find", small, traced, PICTURES)
    export_finder(work / "find" / "checkpoint.pt", folder)
    outlines.run(work / "outline", large, traced, CROPS)
    export_outliner(work / "outline" / "checkpoint.pt", folder)
    test = work / "unseen"
    write_dataset(test, TEST_SCENES, TEST_SEED, "unseen", size_px=800, covers=True)
    return test


def _trace(folder: Path) -> None:
    """Path-trace tables to train on, where a path tracer is installed."""
    if any(importlib.util.find_spec(name) is None for name in ("mitsuba", "oidn")):
        print("No path tracer here (`uv sync --extra trace`): drawn scenes alone.", file=sys.stderr)
        return
    from models.table_setting.recipe.path_traced.render import write

    for seed in range(1, TRACED + 1):
        write(folder, seed)
