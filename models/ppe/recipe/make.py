"""Makes the ppe model from photographs: train, export, choose thresholds. Needs torch and onnx.

Starts from WORK/yolox_nano.onnx where somebody put it there (start.py says which file), as the
shipped model did; else from the shipped model itself, which is what a centre wants that adds
photographs of its own sites. Pictures in WORK/empty show nobody (a kiosk's tables, say).
"""

from __future__ import annotations

from pathlib import Path

import cv2
import torch

from models.ppe.recipe.data import lay_out
from models.ppe.recipe.export import export, vouch
from models.ppe.recipe.thresholds import choose
from models.ppe.recipe.train import LEARNING_RATE, Plan, train

IMAGES, THREADS = 19_600, 2
SEED = 20261122


def make(work: Path, folder: Path, photographs: Path) -> Path:
    """Write model.onnx, its digest and thresholds into `folder`; goes on from what `work` holds.

    Returns the photographs of the test part, of which nothing was learnt.
    """
    torch.set_num_threads(THREADS)
    cv2.setNumThreads(1)
    public = work / "yolox_nano.onnx"
    start = public if public.is_file() else folder / "model.onnx"
    empty = (work / "empty",) if (work / "empty").is_dir() else ()
    train(Plan(photographs, empty, work, start, IMAGES, LEARNING_RATE, SEED))
    vouch(folder, export(work / "checkpoint.pt", folder / "model.onnx"))
    lay_out(photographs, "val", work / "val")
    choose(folder, work / "val")
    lay_out(photographs, "test", work / "unseen")
    return work / "unseen"
