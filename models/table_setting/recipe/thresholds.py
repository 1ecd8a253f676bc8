"""Chooses the confidence from which a piece counts as found, class by class.

`python -m models.table_setting.recipe.thresholds --data DIR …` prints the lines for model.toml.
DIR are validation sets of recipe.render (another `--seed` than card.md's), never the test sets.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from models.detections import Detections
from models.inference import load_model
from models.labelled import picture_paths
from models.table_setting.evaluation import compare, parse_obb
from models.table_setting.rectangle import Points

CANDIDATES = np.round(np.arange(0.12, 0.6, 0.02), 2)
RECALL_WEIGHT = 1.5
"""Beta of the F score: a piece that is missed takes a measure from the candidate, a false one is
seen by the assessor on the picture."""

Seen = list[tuple[Detections, list[tuple[str, Points]]]]


def read(folders: list[Path], name: str) -> Seen:
    """Everything the model finds in labelled folders, with the true pieces."""
    model = load_model(name)
    seen: Seen = []
    for folder in folders:
        for path in picture_paths(folder):
            label = folder / "labels" / f"{path.stem}.txt"
            image = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if image is None or not label.is_file():
                raise FileNotFoundError(f"{path} or its label is missing; draw the set again")
            height, width = image.shape[:2]
            truth = parse_obb(label.read_text(), model.sheet.classes, str(label), width, height)
            seen.append((model.find(np.asarray(image, np.uint8)), truth))
    return seen


def score(seen: Seen, name: str, threshold: float) -> tuple[float, float, float]:
    """F score, recall and precision of a class at a threshold."""
    found = true = predicted = 0
    for detections, truth in seen:
        mine = detections.take(detections.confidence >= threshold)
        matches = [m for m in compare(mine, truth) if m.name == name]
        found += sum(m.found for m in matches)
        true += len(matches)
        predicted += len(mine.of_class(name))
    recall, precision = found / max(1, true), found / max(1, predicted)
    square = RECALL_WEIGHT**2
    return (
        (1 + square) * recall * precision / max(1e-9, square * precision + recall),
        recall,
        precision,
    )


def main() -> None:
    """Print the thresholds from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, nargs="+")
    parser.add_argument("--model", default="table_setting")
    chosen = parser.parse_args()
    seen = read(chosen.data, chosen.model)
    print("[thresholds]")
    for name in seen[0][0].class_names:
        scores = [score(seen, name, float(threshold)) for threshold in CANDIDATES]
        best = int(np.argmax([f for f, _, _ in scores]))
        _, recall, precision = scores[best]
        print(f"{name} = {CANDIDATES[best]:.2f}  # recall {recall:.3f}, precision {precision:.3f}")


if __name__ == "__main__":
    main()
