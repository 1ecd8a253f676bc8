"""Models room, table setting: the finding network's heat peaks as rectangles, all at once.

Pixels here are those of the network's input, continuous. Numpy and OpenCV only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detections import FloatArray, IntArray
from models.sheet import ModelSheet
from models.table_setting.crops import CUTLERY, Points

STRIDE = 4
POINT_UNIT = 16.0
SIZE_UNIT = 32.0
"""The recipe's units: cells a point's offset is counted in, px a log size is relative to."""
MOST = 60
FLOOR = 0.1
_SAME_ALONG, _SAME_ACROSS = 0.3, 0.4
"""A peak this deep in another piece, as shares of its length and width, is the same piece."""


@dataclass(frozen=True, eq=False)
class Peaks:
    """K peaks, the surest first: class `number` (K,), `confidence` (K,), `centre` (K,2) px, `long`
    and `wide` (K,) px, unit `axis` (K,2), and two `spots` (K,2,2): tip and end, or foot first."""

    number: IntArray
    confidence: FloatArray
    centre: Points
    long: Points
    wide: Points
    axis: Points
    spots: Points

    def __len__(self) -> int:
        return len(self.number)

    def take(self, chosen: NDArray[np.bool_]) -> Peaks:
        """Those peaks for which `chosen` (K,) says so."""
        return Peaks(
            self.number[chosen],
            self.confidence[chosen],
            self.centre[chosen],
            self.long[chosen],
            self.wide[chosen],
            self.axis[chosen],
            self.spots[chosen],
        )

    def corners(self) -> Points:
        """The oriented rectangles, (K,4,2)."""
        along = self.axis * (self.long / 2)[:, None]
        across = _across(self.axis) * (self.wide / 2)[:, None]
        centre = self.centre
        return np.stack([centre - along - across, centre + along - across,
                         centre + along + across, centre - along + across], axis=1)  # fmt: skip


def read_peaks(outputs: Mapping[str, FloatArray], sheet: ModelSheet) -> Peaks:
    """The peaks of the heat maps above the sheet's floor, each piece once."""
    heat, geometry = outputs["heat"][0], outputs["geometry"][0]
    kernel = np.ones((3, 3), np.uint8)
    highest = np.stack([cv2.dilate(layer, kernel) for layer in heat])
    found = np.nonzero((heat >= highest) & (heat > sheet.options.get("floor", FLOOR)))
    confidence = heat[found]
    order = np.argsort(-confidence, kind="stable")[:MOST]
    number, row, column = (index[order] for index in found)
    values = geometry[:, row, column].T.astype(np.float64)
    here = np.stack([column, row], axis=1) + 0.5
    sides = np.exp(np.clip(values[:, 2:4], -4, 4)) * SIZE_UNIT
    spots = (here[:, None] + values[:, 8:12].reshape(-1, 2, 2) * POINT_UNIT) * STRIDE
    peaks = Peaks(
        number=number,
        confidence=confidence[order],
        centre=(here + values[:, 0:2]) * STRIDE,
        long=sides.max(axis=1),
        wide=sides.min(axis=1),
        axis=_axes(number, values, sheet.classes),
        spots=spots,
    )
    return peaks.take(_each_once(peaks, sheet.classes))


def _axes(number: IntArray, values: Points, classes: tuple[str, ...]) -> Points:
    """Unit axes (K,2): of cutlery its direction, of a plate none, else half of a doubled angle."""
    directed = np.isin(number, [k for k, name in enumerate(classes) if name in CUTLERY])
    turned = ~directed & (number != (classes.index("plate") if "plate" in classes else -1))
    single, double = _units(values[:, 4:6]), _units(values[:, 6:8])
    half = 0.5 * np.arctan2(double[:, 1], double[:, 0])
    axis = np.tile([1.0, 0.0], (len(number), 1))
    axis[directed] = single[directed]
    axis[turned] = np.stack([np.cos(half), np.sin(half)], axis=1)[turned]
    return axis


def _units(vectors: Points) -> Points:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    none = length < 1e-6
    return np.where(none, np.array([1.0, 0.0]), vectors / np.where(none, 1.0, length))


def _each_once(peaks: Peaks, classes: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which peaks (K,) no surer one covers."""
    kin = np.array([CUTLERY[0] if name in CUTLERY else name for name in classes])[peaks.number]
    away = peaks.centre[None] - peaks.centre[:, None]
    along = np.abs(np.einsum("ijk,ik->ij", away, peaks.axis)) / np.maximum(peaks.long, 1)[:, None]
    across = np.abs(np.einsum("ijk,ik->ij", away, _across(peaks.axis)))
    across = across / np.maximum(peaks.wide, 1)[:, None]
    covers = (kin[:, None] == kin[None]) & (along < _SAME_ALONG) & (across < _SAME_ACROSS)
    kept = np.ones(len(peaks), np.bool_)
    for k in range(len(peaks)):
        kept[k] = not (covers[:k, k] & kept[:k]).any()
    return kept


def _across(axis: Points) -> Points:
    return np.stack([-axis[:, 1], axis[:, 0]], axis=1)
