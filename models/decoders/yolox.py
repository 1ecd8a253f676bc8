"""YOLOX and its kin: one output of grid cells with a box, an objectness and class scores each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from models.boxes import FLOOR, by_name, select_boxes
from models.decoders.outputs import Outputs, only_output, unfit
from models.detections import Detections, FloatArray
from models.placement import Placement
from models.sheet import InputSheet, ModelSheet

STRIDES = ((8, 16, 32), (8, 16, 32, 64))
"""Cells in px of the levels a network of this kind has; which it is follows from their number."""
LARGEST_EXPONENT = 12.0


def decode_yolox(outputs: Outputs, placement: Placement, sheet: ModelSheet) -> Detections:
    """Turn one output (1,A,5+C) into Detections: centre, size, objectness, a score a class.

    Centres and sizes are in cells of strides 8, 16, 32 (and 64), as YOLOX exports them; with
    option `decoded = 1` they are in input px already, as YOLOv5 and YOLOX's
    `--decode_in_inference` give them. Scores are 0–1. Raises OutputsUnfitError.
    """
    wanted = f"(1,A,{5 + len(sheet.classes)})"
    rows = only_output(outputs, sheet, wanted)
    if rows.shape[1] != 5 + len(sheet.classes):
        raise unfit(outputs, sheet, wanted)
    likely = np.flatnonzero(rows[:, 4] >= sheet.options.get("floor", FLOOR))
    if sheet.options.get("decoded", 0.0):
        centre, size = rows[likely, 0:2], rows[likely, 2:4]
    else:
        grid = _grid(len(rows), sheet.input)
        if grid is None:
            raise unfit(
                outputs,
                sheet,
                f"{wanted} with a row a cell of {sheet.input.width}×{sheet.input.height} px",
            )
        corner, stride = grid
        centre = (rows[likely, 0:2] + corner[likely]) * stride[likely]
        size = np.exp(np.minimum(rows[likely, 2:4], LARGEST_EXPONENT)) * stride[likely]
    boxes = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
    scores = rows[likely, 4:5] * by_name(rows[likely, 5:], sheet)
    return select_boxes(boxes, scores, placement, sheet)


@lru_cache(maxsize=8)
def _grid(count: int, sheet: InputSheet) -> tuple[FloatArray, FloatArray] | None:
    """Column and row (A,2) of every cell and its stride (A,1); None when `count` fits no levels."""
    for strides in STRIDES:
        shapes = [(sheet.height // stride, sheet.width // stride) for stride in strides]
        if sum(high * wide for high, wide in shapes) == count:
            corners = [np.indices(shape)[::-1].reshape(2, -1).T for shape in shapes]
            sizes = [np.full((len(c), 1), s) for c, s in zip(corners, strides, strict=True)]
            return (
                np.concatenate(corners).astype(np.float32),
                np.concatenate(sizes).astype(np.float32),
            )
    return None
