"""Chooses the confidence from which a class counts as found: the best F1 on validation pictures.

`python -m models.ppe.recipe.thresholds --data DIR` prints the lines for model.toml; DIR is the
`val` part laid out by models.ppe.recipe.data, never the test part.
"""

from __future__ import annotations

import argparse
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


def main() -> None:
    """Print the thresholds from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the val part")
    parser.add_argument("--model", default="ppe")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    pictures = read_labelled(arguments.data, model.sheet.classes)
    compared = [compare(model, picture) for picture in pictures]
    print("[thresholds]")
    for class_id, name in enumerate(model.sheet.classes):
        ranked = rank_class(compared, class_id)
        threshold = best_threshold(ranked)
        print(f"{name} = {threshold:.2f}  # F1 {f1(ranked, threshold):.3f}")


if __name__ == "__main__":
    main()
