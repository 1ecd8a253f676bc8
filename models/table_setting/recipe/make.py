"""Trains the network for glasses from that for outlines: render, train, export. Needs torch, onnx.

Less than an hour on two CPU cores; a run that was stopped goes on. With `mitsuba` and `oidn` (the
`trace` extra) path-traced covers are trained on as well; without them drawn ones alone, and it says
so. `recipe.anew` makes the two networks that this starts from, in hours.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import cv2
import torch

from models.table_setting.recipe import cache, outlines
from models.table_setting.recipe.export import export_outliner
from models.table_setting.renderer import write_dataset

DRAWN, FIRST_DRAWN = 160, 30_000
TRACED, FIRST_TRACED = 84, 41_000
"""Covers with more glasses and napkins about: how many, and their first seeds."""
CROPS = 48_000
"""What the network for glasses sees until it is done."""
THREADS = 2
TEST_SCENES, TEST_SEED = 200, 7


def make(work: Path, folder: Path) -> Path:
    """Write glass.onnx and its digest into `folder`; goes on from what `work` already holds.

    Returns a folder of covers of unseen designs to evaluate the model on.
    """
    cv2.setNumThreads(1)
    torch.set_num_threads(THREADS)
    torch.manual_seed(20261127)
    drawn, traced = work / "drawn", work / "covers"
    for part in (drawn, traced):
        part.mkdir(parents=True, exist_ok=True)
    for seed in range(FIRST_DRAWN, FIRST_DRAWN + DRAWN):
        cache.write(drawn, seed, "crowded")
    if can_trace():
        from models.table_setting.recipe.path_traced.trained import write

        for seed in range(FIRST_TRACED, FIRST_TRACED + TRACED):
            write(traced, seed)
    outlines.run(work / "glass", drawn, traced, CROPS, start=folder / "outline.onnx")
    export_outliner(work / "glass" / "checkpoint.pt", folder, "glass.onnx")
    test = work / "unseen"
    write_dataset(test, TEST_SCENES, TEST_SEED, "unseen", size_px=800, covers=True)
    return test


def can_trace() -> bool:
    """Whether a path tracer is installed; says so where there is none."""
    if all(importlib.util.find_spec(name) is not None for name in ("mitsuba", "oidn")):
        return True
    print("No path tracer here (`uv sync --extra trace`): drawn scenes alone.", file=sys.stderr)
    return False
