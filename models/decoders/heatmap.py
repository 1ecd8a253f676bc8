"""Keypoints as heat maps: one map a point, the point where it is hottest."""

from __future__ import annotations

import numpy as np

from models.decoders.keypoints import check_points, one_body
from models.decoders.outputs import Outputs, only_output, unfit
from models.detections import Detections, FloatArray
from models.placement import Placement
from models.sheet import ModelSheet


def decode_heatmaps(outputs: Outputs, placement: Placement, sheet: ModelSheet) -> Detections:
    """Turn one output (1,K,h,w) of heat 0–1 into one detection with up to K named points.

    A peak is placed between cells by the parabola through it and its neighbours.
    Raises OutputsUnfitError, or ModelFolderError when the sheet names no points.
    """
    count = check_points(sheet)
    heat = only_output(outputs, sheet, f"(1,{count},h,w)", axes=4)
    if len(heat) != count or min(heat.shape[1:]) < 3:
        raise unfit(outputs, sheet, f"(1,{count},h,w)")
    high, wide = heat.shape[1:]
    rows, columns = np.divmod(heat.reshape(count, -1).argmax(axis=1), wide)
    which = np.arange(count)
    x = columns + _between(heat[which, rows], columns)
    y = rows + _between(heat[which, :, columns], rows)
    cell = np.array([sheet.input.width / wide, sheet.input.height / high])
    points = ((np.stack([x, y], axis=1) + 0.5) * cell).astype(np.float32)
    return one_body(points, heat[which, rows, columns], placement, sheet)


def _between(lines: FloatArray, peak: np.ndarray) -> FloatArray:
    """How far (K,) the top of a line (K,n) lies from its highest cell, within half a cell."""
    which, inner = np.arange(len(lines)), np.clip(peak, 1, lines.shape[1] - 2)
    before, at, after = (lines[which, inner + shift] for shift in (-1, 0, 1))
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / np.where(bend < -1e-9, bend, -1.0)
    valid = (inner == peak) & (bend < -1e-9)
    return np.where(valid, np.clip(shift, -0.5, 0.5), 0.0).astype(np.float32)
