"""Axis-aligned boxes: their overlap, suppression of doubles, and the decoder for models of boxes.

Touches numpy only.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.decoders.outputs import unfit
from models.detections import Detections, FloatArray, IntArray
from models.placement import Placement
from models.sheet import ModelSheet

FLOOR, OVERLAP, MOST = 0.01, 0.6, 100
CANDIDATES_A_CLASS = 300


def box_overlap(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the (N,M) intersection over union of (N,4) and (M,4) boxes x1 y1 x2 y2."""
    # One axis after the other: several times faster than reducing over a last axis of two.
    shared = np.ones((), np.float32)
    for low, high in ((0, 2), (1, 3)):
        upper = np.minimum(first[:, None, high], second[None, :, high])
        lower = np.maximum(first[:, None, low], second[None, :, low])
        shared = shared * np.maximum(upper - lower, 0.0)
    union = _area(first)[:, None] + _area(second)[None] - shared
    overlap: FloatArray = (shared / np.maximum(union, 1e-9)).astype(np.float32)
    return overlap


def _area(box: FloatArray) -> FloatArray:
    sides = np.maximum(box[:, 2:] - box[:, :2], 0.0)
    area: FloatArray = sides[:, 0] * sides[:, 1]
    return area


def suppress(box: FloatArray, confidence: FloatArray, overlap: float) -> IntArray:
    """Return indices of the boxes to keep, most confident first (greedy non-maximum suppression).

    A box goes when it overlaps a kept one by more than `overlap`. Boxes of several classes are
    kept apart by calling this once a class.
    """
    order = np.argsort(-confidence, kind="stable")
    doubles = box_overlap(box[order], box[order]) > overlap
    alive = np.ones(len(order), np.bool_)
    kept: list[int] = []
    for place, index in enumerate(order):
        if alive[place]:
            kept.append(int(index))
            alive &= ~doubles[place]
    return np.asarray(kept, np.int64)


def decode_boxes(
    outputs: Mapping[str, FloatArray], placement: Placement, sheet: ModelSheet
) -> Detections:
    """Turn `boxes` (1,A,4) in input px and `scores` (1,A,C) in 0–1 into Detections.

    Raises ModelFolderError when the network has other outputs; `select_boxes` has the options.
    """
    boxes, scores = _raw(outputs, sheet)
    return select_boxes(boxes, by_name(scores, sheet), placement, sheet)


def by_name(scores: FloatArray, sheet: ModelSheet) -> FloatArray:
    """Return scores (A,C) of the model's classes as (A,R) of the names the sheet reports."""
    if not sheet.names:
        return scores
    columns = [
        [sheet.classes.index(of) for of, ours in sheet.names.items() if ours == name]
        for name in sheet.reported
    ]
    return np.stack([scores[:, column].max(axis=1) for column in columns], axis=1)


def select_boxes(
    boxes: FloatArray, scores: FloatArray, placement: Placement, sheet: ModelSheet
) -> Detections:
    """Turn boxes (A,4) x1 y1 x2 y2 in input px and scores (A,R) of names into Detections.

    Options of model.toml: `floor` the least confidence kept (0.01), `overlap` above which the
    weaker box of a class is a double (0.6), `most` detections a picture (100).
    """
    floor = sheet.options.get("floor", FLOOR)
    overlap = sheet.options.get("overlap", OVERLAP)
    found: list[tuple[IntArray, IntArray]] = []
    for class_id in range(len(sheet.reported)):
        likely = _likeliest(scores[:, class_id], floor)
        kept = likely[suppress(boxes[likely], scores[likely, class_id], overlap)]
        found.append((kept, np.full(len(kept), class_id, np.int64)))
    rows = np.concatenate([kept for kept, _ in found])
    class_ids = np.concatenate([ids for _, ids in found])
    return report_boxes(boxes[rows], class_ids, scores[rows, class_ids], placement, sheet)


def report_boxes(
    boxes: FloatArray,
    class_ids: IntArray,
    confidence: FloatArray,
    placement: Placement,
    sheet: ModelSheet,
) -> Detections:
    """Return chosen boxes (N,4) in input px as Detections, the surest first, at most `most`.

    What is no finite box is left out: a network may say anything.
    """
    order = np.argsort(-confidence, kind="stable")
    order = order[np.isfinite(boxes[order]).all(axis=1) & np.isfinite(confidence[order])]
    order = order[: int(sheet.options.get("most", MOST))]
    return Detections(
        class_names=sheet.reported,
        class_id=class_ids[order],
        confidence=confidence[order],
        box_px=placement.boxes_to_image(boxes[order]),
    )


def _likeliest(scores: FloatArray, floor: float) -> IntArray:
    """Return the grid points worth suppressing: enough for a crowd, few enough to be quick."""
    likely = np.flatnonzero(scores >= floor)
    order = np.argsort(-scores[likely], kind="stable")[:CANDIDATES_A_CLASS]
    chosen: IntArray = likely[order]
    return chosen


def _raw(outputs: Mapping[str, FloatArray], sheet: ModelSheet) -> tuple[FloatArray, FloatArray]:
    boxes, scores = outputs.get("boxes"), outputs.get("scores")
    if boxes is None or scores is None or scores.shape[-1] != len(sheet.classes):
        raise unfit(outputs, sheet, f"boxes (1,A,4) and scores (1,A,{len(sheet.classes)})")
    return boxes[0], scores[0]
