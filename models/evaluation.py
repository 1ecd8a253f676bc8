"""Measures how well a model does on labelled pictures. Touches pictures, labels and models only."""

from __future__ import annotations

from pathlib import Path

from models.inference import load_model
from models.registry import EVALUATIONS, resolve


def evaluate(name: str | Path, data_dir: Path) -> dict[str, object]:
    """Evaluate a model on a folder with images/ and labels/; what is measured is the task's.

    Boxes (YOLO labels) give `map50` and figures per class; oriented pieces (YOLO-OBB labels)
    give `recall`, `precision` and figures per class. Raises DataFolderError, and what
    load_model raises.
    """
    model = load_model(name)
    measure = resolve(EVALUATIONS, model.sheet.task, what="task", sheet=model.sheet)
    figures: dict[str, object] = measure(model, data_dir)
    return figures
