"""YOLO of version 8 and its kin, raw: centre, size and a score a class for every anchor."""

from __future__ import annotations

import numpy as np

from models.boxes import FLOOR, by_name, select_boxes
from models.decoders.outputs import Outputs, only_output, unfit
from models.detections import Detections
from models.placement import Placement
from models.sheet import ModelSheet


def decode_yolo_raw(outputs: Outputs, placement: Placement, sheet: ModelSheet) -> Detections:
    """Turn one output (1,4+C,A), or (1,A,4+C), into Detections, doubles suppressed here.

    The first four are centre x, y, width and height in input px; scores are 0–1.
    Raises OutputsUnfitError.
    """
    channels = 4 + len(sheet.classes)
    value = only_output(outputs, sheet, f"(1,{channels},A)")
    if value.shape[0] == channels:
        columns = value
    elif value.shape[1] == channels:
        columns = value.T
    else:
        raise unfit(outputs, sheet, f"(1,{channels},A)")
    likely = np.flatnonzero(columns[4:].max(axis=0) >= sheet.options.get("floor", FLOOR))
    rows = columns[:, likely].T
    half = rows[:, 2:4] / 2
    boxes = np.concatenate([rows[:, :2] - half, rows[:, :2] + half], axis=1)
    return select_boxes(boxes, by_name(rows[:, 4:], sheet), placement, sheet)
