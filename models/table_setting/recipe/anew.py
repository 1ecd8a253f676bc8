"""Makes the table model from nothing: `python -m models.table_setting.recipe.anew --work DIR`.

Renders, trains, exports: about six hours on two CPU cores; a run that was stopped goes on. What
`acredita model train table_setting` does (recipe.make) then goes on from these weights. Needs torch
and onnx; with the `trace` extra path-traced tables are trained on as well.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import torch

from models.table_setting.recipe import cache, outlines, train
from models.table_setting.recipe.export import export_finder, export_outliner
from models.table_setting.recipe.make import can_trace

SMALL, LARGE, TRACED = 5_000, 700, 900
"""Scenes: small ones of any kind, large covers for outlines, path-traced tables."""
PICTURES, CROPS = 232_000, 150_000
"""What the finder and the outliner see until they are done."""
THREADS = 2


def make_anew(work: Path, folder: Path) -> None:
    """Write model.onnx, outline.onnx and their digests into `folder`; goes on from what `work`
    already holds."""
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
    if can_trace():
        from models.table_setting.recipe.path_traced.render import write

        for seed in range(1, TRACED + 1):
            write(traced, seed)
    train.run(work / "find", small, traced, PICTURES)
    export_finder(work / "find" / "checkpoint.pt", folder)
    outlines.run(work / "outline", large, traced, CROPS)
    export_outliner(work / "outline" / "checkpoint.pt", folder)


def main() -> None:
    """Make both networks from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1])
    chosen = parser.parse_args()
    make_anew(chosen.work, chosen.folder)


if __name__ == "__main__":
    main()
