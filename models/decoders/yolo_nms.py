"""YOLO with its own suppression of doubles: rows of box, score and class, ready to use."""

from __future__ import annotations

import numpy as np

from models.boxes import FLOOR, report_boxes
from models.decoders.outputs import Outputs, only_output, unfit
from models.detections import Detections
from models.placement import Placement
from models.sheet import ModelSheet


def decode_yolo_nms(outputs: Outputs, placement: Placement, sheet: ModelSheet) -> Detections:
    """Turn one output (1,N,6) x1 y1 x2 y2 score class, in input px, into Detections.

    Rows below option `floor` (0.01) are padding; classes that the sheet gives no name are left
    out. Raises OutputsUnfitError, also for a class the sheet does not list.
    """
    rows = only_output(outputs, sheet, "(1,N,6)")
    if rows.shape[1] != 6:
        raise unfit(outputs, sheet, "(1,N,6)")
    rows = rows[rows[:, 4] >= sheet.options.get("floor", FLOOR)]
    numbers = rows[:, 5].astype(np.int64)
    if len(rows) and not 0 <= numbers.min() <= numbers.max() < len(sheet.classes):
        wanted = f"(1,N,6) with classes 0 to {len(sheet.classes) - 1} in the last column"
        raise unfit(outputs, sheet, wanted)
    ours = np.array([_place(name, sheet) for name in sheet.classes], np.int64)[numbers]
    named = ours >= 0
    return report_boxes(rows[named, :4], ours[named], rows[named, 4], placement, sheet)


def _place(name: str, sheet: ModelSheet) -> int:
    """The index of one of the model's classes among the names reported; -1 when left out."""
    if not sheet.names:
        return sheet.classes.index(name)
    return sheet.reported.index(sheet.names[name]) if name in sheet.names else -1
