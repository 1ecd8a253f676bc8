"""Chooses the confidence from which a class counts as found: the best F1 on validation pictures.

`python -m models.ppe.recipe.thresholds --data DIR` writes them into model.toml; DIR is the `val`
part laid out by models.ppe.recipe.data, never the test part.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np

from models.average_precision import Ranked, precision_recall
from models.box_evaluation import compare, rank_class
from models.inference import load_model
from models.labelled import read_labelled

CANDIDATES = np.round(np.arange(0.1, 0.85, 0.01), 2)


def best_threshold(ranked: Ranked) -> float:
    """Return the threshold with the best harmonic mean of precision and recall."""
    return float(max(CANDIDATES, key=lambda threshold: f1(ranked, float(threshold))))


def f1(ranked: Ranked, threshold: float) -> float:
    """Return the harmonic mean of precision and recall, 0 where either is unknown."""
    precision, recall = precision_recall(ranked, threshold)
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)


def choose(folder: Path, data_dir: Path) -> dict[str, float]:
    """Write the thresholds that are best on labelled pictures into a model folder's model.toml."""
    model = load_model(folder)
    pictures = read_labelled(data_dir, model.sheet.classes)
    compared = [compare(model, picture) for picture in pictures]
    chosen = {
        name: best_threshold(rank_class(compared, class_id))
        for class_id, name in enumerate(model.sheet.classes)
    }
    path = folder / "model.toml"
    text = path.read_text(encoding="utf-8")
    for name, threshold in chosen.items():
        line = f"{name} = {threshold:.2f}"
        text = re.sub(rf"^{name} = [0-9.]+$", line, text, count=1, flags=re.M)
    path.write_text(text, encoding="utf-8")
    return chosen


def main() -> None:
    """Choose thresholds from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the val part")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1])
    arguments = parser.parse_args()
    print(choose(arguments.folder, arguments.data))


if __name__ == "__main__":
    main()
