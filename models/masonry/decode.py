"""Models room, masonry: the network's maps as Detections, for pictures without a board."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.detections import Detections, FloatArray
from models.masonry.cores import rough_units
from models.placement import Placement
from models.sheet import ModelSheet

CORE_THRESHOLD = 0.5


def decode_units(
    outputs: Mapping[str, FloatArray], placement: Placement, sheet: ModelSheet
) -> Detections:
    """Rough rectangles of units, turned as they lie. Their sides are found by find_units."""
    rough = rough_units(np.asarray(outputs["maps"][0], np.float32), CORE_THRESHOLD)
    if not rough:
        return Detections.none(sheet.classes)
    confidence = np.array([unit.confidence for unit in rough], np.float32)
    order = np.argsort(-confidence, kind="stable")
    corners = np.stack([unit.corners for unit in rough]).astype(np.float32)[order]
    in_image = placement.to_image(corners + np.float32(0.5)) - np.float32(0.5)
    box = np.concatenate([in_image.min(1), in_image.max(1)], -1)
    return Detections(
        class_names=sheet.classes,
        class_id=np.zeros(len(rough), np.int64),
        confidence=confidence[order],
        box_px=np.asarray(box, np.float32),
        corners_px=np.asarray(in_image, np.float32),
    )
