"""Evaluates models of axis-aligned boxes on a folder of labelled pictures: mAP50 and the rest.

Touches pictures, labels and the model it is given.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from models.average_precision import Ranked, average_precision, match_boxes, precision_recall
from models.detections import Detections, FloatArray, IntArray
from models.errors import DataFolderError
from models.inference import Model
from models.labelled import LabelledPicture, read_labelled

LEAST_OVERLAP = 0.5
UNCHOSEN_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What was found in one picture of `size` (width, height) px beside what is there:
    true boxes (M,4) in pixels."""

    size: tuple[int, int]
    found: Detections
    true_class: IntArray
    true_box: FloatArray


def evaluate_boxes(model: Model, data_dir: Path) -> dict[str, object]:
    """Return `map50` (mean AP at IoU 0.5 over the classes that occur) and figures per class.

    Per class: `ap50`, `precision` and `recall` at the model's `threshold`, `truths` (true boxes),
    `found` (detections above the threshold). None where nothing was there to find.
    Raises DataFolderError.
    """
    pictures = read_labelled(data_dir, model.sheet.reported)
    started = time.perf_counter()
    compared = [compare(model, picture) for picture in pictures]
    seconds = time.perf_counter() - started
    classes = {
        name: class_figures(rank_class(compared, class_id), model.sheet.thresholds.get(name))
        for class_id, name in enumerate(model.sheet.reported)
    }
    known = [ap for figures in classes.values() if (ap := figures["ap50"]) is not None]
    return {
        "model": model.sheet.name,
        "version": model.sheet.version,
        "digest": model.digest,
        "pictures": len(pictures),
        "map50": float(np.mean(known)) if known else None,
        "classes": classes,
        "ms_per_picture": round(1000 * seconds / len(pictures), 2),
    }


def compare(model: Model, picture: LabelledPicture) -> Compared:
    """Run the model on one labelled picture."""
    image = cv2.imread(str(picture.path), cv2.IMREAD_COLOR)
    if image is None:
        raise DataFolderError(
            f"{picture.path} cannot be read as a picture. Take it out or replace it."
        )
    height, width = image.shape[:2]
    scale = np.asarray([width, height, width, height], np.float32)
    found = model.find(np.asarray(image, np.uint8))
    return Compared((width, height), found, picture.class_id, picture.box * scale)


def rank_class(compared: Sequence[Compared], class_id: int) -> Ranked:
    """Match the detections of one class with the truth, picture by picture."""
    confidence, right, truths = [], [], 0
    for one in compared:
        chosen = one.found.take(one.found.class_id == class_id)
        true = one.true_box[one.true_class == class_id]
        right.append(match_boxes(chosen.box_px, true, LEAST_OVERLAP))
        confidence.append(chosen.confidence)
        truths += len(true)
    return Ranked(np.concatenate(confidence), np.concatenate(right), truths)


def class_figures(ranked: Ranked, threshold: float | None) -> dict[str, float | int | None]:
    """Return the figures of one class, at 0.5 when model.toml gives no threshold for it."""
    chosen = UNCHOSEN_THRESHOLD if threshold is None else threshold
    precision, recall = precision_recall(ranked, chosen)
    return {
        "ap50": average_precision(ranked),
        "precision": precision,
        "recall": recall,
        "threshold": chosen,
        "truths": ranked.truths,
        "found": int((ranked.confidence >= chosen).sum()),
    }
