"""Named points as Detections: what the decoders of keypoint models share."""

from __future__ import annotations

import numpy as np

from models.detections import Detections, FloatArray
from models.errors import ModelFolderError
from models.placement import Placement
from models.sheet import ModelSheet

POINT_FLOOR = 0.3


def check_points(sheet: ModelSheet) -> int:
    """Return how many points the sheet names. Raises ModelFolderError unless it fits points."""
    if not sheet.points or len(sheet.classes) != 1:
        raise ModelFolderError(
            f"The decoder {sheet.decoder!r} needs `points`, the names of the model's points in "
            f"its order, and one class they all belong to, but model.toml of {sheet.name!r} has "
            f"{len(sheet.points)} points and {len(sheet.classes)} classes. Add them."
        )
    return len(sheet.points)


def one_body(
    points: FloatArray, confidence: FloatArray, placement: Placement, sheet: ModelSheet
) -> Detections:
    """Return points (K,2) in continuous input px as one detection of the sheet's one class.

    Points below option `point_floor` (0.3) are left out; without any there is no detection. The
    confidence is the mean of those kept, the box lies around them.
    """
    confidence = np.clip(confidence, 0.0, 1.0).astype(np.float32)
    kept = np.flatnonzero(confidence >= sheet.options.get("point_floor", POINT_FLOOR))
    if not len(kept):
        return Detections.none(sheet.reported)
    # Points follow OpenCV's convention: the centre of the top left pixel is (0, 0).
    there = placement.to_image(points[kept].astype(np.float32)) - np.float32(0.5)
    return Detections(
        class_names=sheet.reported,
        class_id=np.zeros(1, np.int64),
        confidence=confidence[kept].mean(keepdims=True),
        box_px=np.concatenate([there.min(axis=0), there.max(axis=0)])[None],
        points_px=({sheet.points[int(k)]: there[i] for i, k in enumerate(kept)},),
    )
