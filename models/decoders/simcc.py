"""Keypoints as two lines of classes each, one for x and one for y (SimCC, RTMPose)."""

from __future__ import annotations

import numpy as np

from models.decoders.keypoints import check_points, one_body
from models.decoders.outputs import Outputs, unfit
from models.detections import Detections, FloatArray
from models.placement import Placement
from models.sheet import ModelSheet

SPLIT = 2.0


def decode_simcc(outputs: Outputs, placement: Placement, sheet: ModelSheet) -> Detections:
    """Turn `simcc_x` (1,K,W·s) and `simcc_y` (1,K,H·s) into one detection with named points.

    Option `split` s is the bins a pixel has (2); a point is as sure as the weaker of its two
    peaks. Raises OutputsUnfitError, or ModelFolderError when the sheet names no points.
    """
    count, split = check_points(sheet), sheet.options.get("split", SPLIT)
    lines: list[FloatArray] = []
    for name, side in (("simcc_x", sheet.input.width), ("simcc_y", sheet.input.height)):
        shape = (1, count, round(side * split))
        if name not in outputs or outputs[name].shape != shape:
            wide, high = round(sheet.input.width * split), round(sheet.input.height * split)
            wanted = f"simcc_x (1,{count},{wide}) and simcc_y (1,{count},{high})"
            raise unfit(outputs, sheet, wanted)
        lines.append(outputs[name][0])
    # Bins count pixel centres; the room's input pixels begin half a pixel before the first.
    points = np.stack([line.argmax(axis=1) / split + 0.5 for line in lines], axis=1)
    sure = np.minimum(lines[0].max(axis=1), lines[1].max(axis=1))
    return one_body(points.astype(np.float32), sure, placement, sheet)
