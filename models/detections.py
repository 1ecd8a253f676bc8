"""What a model found in one picture: the currency of the models room. Touches numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detections:
    """N detections in pixel coordinates of the original image, most confident first.

    `class_id` (N,) indexes `class_names`; `confidence` (N,) lies in 0–1; `box_px` (N,4) is
    x1 y1 x2 y2. Models that see more than boxes also give `corners_px` (N,4,2), the oriented
    rectangle; `outlines_px`, one (M,2) visible outline each; `points_px`, named points (2,) each.

    >>> Detections.none(("helmet", "vest"))
    Detections(0)
    """

    class_names: tuple[str, ...]
    class_id: IntArray
    confidence: FloatArray
    box_px: FloatArray
    corners_px: FloatArray | None = None
    outlines_px: tuple[FloatArray, ...] | None = None
    points_px: tuple[dict[str, FloatArray], ...] | None = None

    def __post_init__(self) -> None:
        count = len(self.class_id)
        shapes = {
            "class_id": (self.class_id.shape, (count,)),
            "confidence": (self.confidence.shape, (count,)),
            "box_px": (self.box_px.shape, (count, 4)),
        }
        if self.corners_px is not None:
            shapes["corners_px"] = (self.corners_px.shape, (count, 4, 2))
        for field, (found, wanted) in shapes.items():
            if found != wanted:
                raise ValueError(f"{field} must be {wanted}, but got {found}")
        for field, items in (("outlines_px", self.outlines_px), ("points_px", self.points_px)):
            if items is not None and len(items) != count:
                raise ValueError(f"{field} must have {count} entries, but got {len(items)}")

    @classmethod
    def none(cls, class_names: tuple[str, ...]) -> Detections:
        """Return the detections of a picture in which nothing was found."""
        return cls(
            class_names=class_names,
            class_id=np.zeros(0, np.int64),
            confidence=np.zeros(0, np.float32),
            box_px=np.zeros((0, 4), np.float32),
        )

    def __len__(self) -> int:
        return len(self.class_id)

    def __repr__(self) -> str:
        names = ", ".join(
            f"{self.name(i)} {confidence:.2f}" for i, confidence in enumerate(self.confidence)
        )
        return f"Detections({len(self)}{': ' + names if names else ''})"

    def name(self, index: int) -> str:
        """Return the class name of one detection."""
        return self.class_names[int(self.class_id[index])]

    def take(self, chosen: NDArray[np.bool_] | IntArray) -> Detections:
        """Return the detections chosen by a mask or by indices, in that order."""
        indices = np.arange(len(self))[chosen]
        return Detections(
            class_names=self.class_names,
            class_id=self.class_id[indices],
            confidence=self.confidence[indices],
            box_px=self.box_px[indices],
            corners_px=None if self.corners_px is None else self.corners_px[indices],
            outlines_px=_pick(self.outlines_px, indices),
            points_px=_pick(self.points_px, indices),
        )

    def of_class(self, name: str) -> Detections:
        """Return the detections of one class, empty when the model does not know it."""
        if name not in self.class_names:
            return self.take(np.zeros(len(self), np.bool_))
        return self.take(self.class_id == self.class_names.index(name))

    def at_least(self, confidence: float) -> Detections:
        """Return the detections with at least this confidence."""
        return self.take(self.confidence >= confidence)


def _pick(items: tuple[T, ...] | None, indices: IntArray) -> tuple[T, ...] | None:
    return None if items is None else tuple(items[int(i)] for i in indices)
