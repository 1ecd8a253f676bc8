"""Models room, table setting: from the finding network's raw outputs to pieces in the picture.

Pixels here follow OpenCV's convention: the centre of the top left pixel is (0, 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from models.decoders.outputs import unfit
from models.detections import Detections, FloatArray
from models.placement import Placement
from models.sheet import ModelSheet
from models.table_setting.crops import CUTLERY, Points
from models.table_setting.rectangle import least_rectangle

STRIDE = 4
POINT_UNIT = 16.0
SIZE_UNIT = 32.0
"""The recipe's units: cells a point's offset is counted in, px a log size is relative to."""
MOST = 60


@dataclass(frozen=True)
class RawPiece:
    """A piece in input pixels: centre, size, axis (unit vector), points; from one heat peak."""

    number: int
    name: str
    confidence: float
    centre: Points
    long: float
    wide: float
    axis: Points
    points: dict[str, Points]

    def corners(self, grow: float = 1.0) -> Points:
        """The oriented rectangle, (4, 2)."""
        along = self.axis * self.long / 2 * grow
        across = np.array([-self.axis[1], self.axis[0]]) * self.wide / 2 * grow
        return np.array(
            [self.centre - along - across, self.centre + along - across,
             self.centre + along + across, self.centre - along + across]
        )  # fmt: skip

    def covers(self, other: RawPiece) -> bool:
        """Whether another peak lies so deep in this piece that it can only be the same one."""
        away = other.centre - self.centre
        along = abs(float(away @ self.axis)) / max(self.long, 1.0)
        across = abs(float(away @ (-self.axis[1], self.axis[0]))) / max(self.wide, 1.0)
        alike = self.name == other.name or (self.name in CUTLERY and other.name in CUTLERY)
        return alike and along < 0.3 and across < 0.4


def decode_pieces(
    outputs: Mapping[str, FloatArray], placement: Placement, sheet: ModelSheet
) -> Detections:
    """Pieces above the sheet's `options.floor`, with corners, outlines and points.

    Raises OutputsUnfitError when the network has other outputs.
    """
    count = len(sheet.classes)
    wanted = {"heat": count, "geometry": 12, "masks": count + 1}
    if {name: value.shape[1:2] for name, value in outputs.items()} != {
        name: (depth,) for name, depth in wanted.items()
    }:
        text = ", ".join(f"{name} (1,{depth},h,w)" for name, depth in wanted.items())
        raise unfit(outputs, sheet, text)
    raw = read_pieces(outputs, sheet)
    if not raw:
        return Detections.none(sheet.classes)
    size = np.array(placement.image_size, np.float64)
    outlines = [_outline(piece, outputs["masks"][0, piece.number]) for piece in raw]
    corners = [_corners(piece, outline) for piece, outline in zip(raw, outlines, strict=True)]

    def mapped(points: Points) -> FloatArray:
        moved = placement.to_image(points.astype(np.float32)) - np.float32(0.5)
        return np.asarray(moved, np.float32)

    corners_px = np.stack([np.clip(mapped(c), 0, size - 1) for c in corners]).astype(np.float32)
    return Detections(
        class_names=sheet.classes,
        class_id=np.array([piece.number for piece in raw], np.int64),
        confidence=np.array([piece.confidence for piece in raw], np.float32),
        box_px=np.concatenate([corners_px.min(1), corners_px.max(1)], 1),
        corners_px=corners_px,
        outlines_px=tuple(mapped(outline) for outline in outlines),
        points_px=tuple({k: mapped(v) for k, v in piece.points.items()} for piece in raw),
    )


def read_pieces(outputs: Mapping[str, FloatArray], sheet: ModelSheet) -> list[RawPiece]:
    """The peaks of the heat maps as pieces, the surest first, each piece once."""
    heat, geometry = outputs["heat"][0], outputs["geometry"][0]
    floor = sheet.options.get("floor", 0.1)
    kernel = np.ones((3, 3), np.uint8)
    peaks = np.stack([(layer >= cv2.dilate(layer, kernel)) & (layer > floor) for layer in heat])
    found = np.argwhere(peaks)
    order = np.argsort(-heat[tuple(found.T)], kind="stable")[:MOST]
    kept: list[RawPiece] = []
    for number, row, column in found[order]:
        piece = _piece(sheet.classes, int(number), float(heat[number, row, column]),
                       np.array([column + 0.5, row + 0.5]), geometry[:, row, column])  # fmt: skip
        if not any(other.covers(piece) for other in kept):
            kept.append(piece)
    return kept


def _piece(
    classes: tuple[str, ...], number: int, confidence: float, here: Points, values: FloatArray
) -> RawPiece:
    name = classes[number]
    centre = (here + values[0:2]) * STRIDE
    long, wide = (float(v) for v in np.exp(np.clip(values[2:4], -4, 4)) * SIZE_UNIT)
    axis = np.array([1.0, 0.0])
    points: dict[str, Points] = {}
    spots = [(here + values[k : k + 2] * POINT_UNIT) * STRIDE for k in (8, 10)]
    if name in CUTLERY:
        axis = _unit(values[4:6])
        points = {"tip": spots[0], "end": spots[1]}
    elif name != "plate":
        double = _unit(values[6:8])
        half = 0.5 * np.arctan2(double[1], double[0])
        axis = np.array([np.cos(half), np.sin(half)])
        points = {"foot": spots[0]} if name == "glass" else {}
    return RawPiece(
        number, name, confidence, centre, max(long, wide), min(long, wide), axis, points
    )


def _unit(vector: FloatArray) -> Points:
    length = float(np.linalg.norm(vector))
    if length < 1e-6:
        return np.array([1.0, 0.0])
    return np.array([vector[0] / length, vector[1] / length], np.float64)


def _outline(piece: RawPiece, mask: FloatArray) -> Points:
    """The silhouette's contour inside the piece's rectangle, input px; else the rectangle."""
    rectangle = piece.corners(1.35)
    low = np.floor(rectangle.min(0) / STRIDE).astype(int) - 1
    high = np.ceil(rectangle.max(0) / STRIDE).astype(int) + 2
    limit = np.array(mask.shape[::-1])
    low, high = np.clip(low, 0, limit - 1), np.clip(high, 1, limit)
    part = mask[low[1] : high[1], low[0] : high[0]]
    if min(part.shape) < 2:
        return piece.corners()
    fine = cv2.resize(part, None, fx=STRIDE, fy=STRIDE, interpolation=cv2.INTER_CUBIC)
    allowed = np.zeros(fine.shape, np.uint8)
    cv2.fillPoly(allowed, [np.round(rectangle - low * STRIDE).astype(np.int32)], 1)
    inside = ((fine > 0.5) & (allowed > 0)).astype(np.uint8)
    contours, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return piece.corners()
    largest = max(contours, key=cv2.contourArea)
    if cv2.contourArea(largest) < 0.3 * piece.long * piece.wide * 0.5:
        return piece.corners()
    shift = low * STRIDE + 0.5
    return np.asarray(largest.reshape(-1, 2) + shift, np.float64)


def _corners(piece: RawPiece, outline: Points) -> Points:
    """The least rectangle: of the outline for broad pieces, of the geometry for cutlery."""
    if piece.name in CUTLERY or len(outline) <= 4:
        return piece.corners()
    if piece.name == "plate":
        (x0, y0), (x1, y1) = outline.min(0), outline.max(0)
        return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    return least_rectangle(outline)
