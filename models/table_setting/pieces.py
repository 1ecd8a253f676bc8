"""Models room, table setting: from the finding network's raw outputs to pieces in the picture.

Pixels here follow OpenCV's convention: the centre of the top left pixel is (0, 0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.decoders.outputs import unfit
from models.detections import Detections, FloatArray
from models.placement import Placement
from models.sheet import ModelSheet
from models.table_setting.crops import CUTLERY, Points
from models.table_setting.peaks import STRIDE, read_peaks
from models.table_setting.rectangle import least_rectangle

AGREE = 0.07
"""How far the middle of a glass's mask may lie from its peak's own, as a share of the length: a
mask farther off is torn by the table's pattern, which is seen through the glass."""


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

    def oval(self, count: int = 48) -> Points:
        """The ellipse within the rectangle, (count, 2): about how a glass looks from above."""
        turn = np.linspace(0, 2 * np.pi, count, endpoint=False)[:, None]
        along = self.axis * self.long / 2 * np.cos(turn)
        across = np.array([-self.axis[1], self.axis[0]]) * self.wide / 2 * np.sin(turn)
        return np.asarray(self.centre + along + across, np.float64)


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
    return _reported(read_pieces(outputs, sheet), outputs["masks"][0], placement, sheet)


def decode_sure(
    outputs: Mapping[str, FloatArray], placement: Placement, sheet: ModelSheet
) -> Detections:
    """The pieces at or above the sheet's thresholds, as `decode_pieces` gives them, in less time:
    nothing is outlined that does not count."""
    raw = [
        piece
        for piece in read_pieces(outputs, sheet)
        if piece.confidence >= sheet.thresholds.get(piece.name, 0.0)
    ]
    return _reported(raw, outputs["masks"][0], placement, sheet)


def _reported(
    raw: Sequence[RawPiece], masks: FloatArray, placement: Placement, sheet: ModelSheet
) -> Detections:
    if not raw:
        return Detections.none(sheet.classes)
    size = np.array(placement.image_size, np.float64)
    outlines = [_outline(piece, masks[piece.number]) for piece in raw]
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


def decode_places(
    outputs: Mapping[str, FloatArray], placement: Placement, sheet: ModelSheet
) -> Detections:
    """Where the pieces at or above the sheet's thresholds are: corners and boxes, no outlines.

    For pictures that come thirty a second: enough to follow pieces by, not to measure them.
    """
    peaks = read_peaks(outputs, sheet)
    least = np.array([sheet.thresholds.get(name, 0.0) for name in sheet.classes])
    peaks = peaks.take(peaks.confidence >= least[peaks.number])
    corners = placement.to_image(peaks.corners().astype(np.float32)) - np.float32(0.5)
    limit = np.array(placement.image_size, np.float32) - 1
    corners_px = np.clip(corners, 0, limit).astype(np.float32)
    return Detections(
        class_names=sheet.classes,
        class_id=peaks.number,
        confidence=peaks.confidence,
        box_px=np.concatenate([corners_px.min(1), corners_px.max(1)], 1),
        corners_px=corners_px,
    )


def read_pieces(outputs: Mapping[str, FloatArray], sheet: ModelSheet) -> list[RawPiece]:
    """The peaks of the heat maps as pieces, the surest first, each piece once."""
    peaks = read_peaks(outputs, sheet)
    pieces = []
    for k, number in enumerate(peaks.number):
        name = sheet.classes[number]
        points: dict[str, Points] = {}
        if name in CUTLERY:
            points = {"tip": peaks.spots[k, 0], "end": peaks.spots[k, 1]}
        elif name == "glass":
            points = {"foot": peaks.spots[k, 0]}
        pieces.append(
            RawPiece(
                int(number),
                name,
                float(peaks.confidence[k]),
                peaks.centre[k],
                float(peaks.long[k]),
                float(peaks.wide[k]),
                peaks.axis[k],
                points,
            )
        )
    return pieces


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
    outline = np.asarray(largest.reshape(-1, 2) + low * STRIDE + 0.5, np.float64)
    if piece.name == "glass":
        away = least_rectangle(outline).mean(axis=0) - piece.centre
        if float(np.linalg.norm(away)) > AGREE * piece.long:
            return piece.oval()
    return outline


def _corners(piece: RawPiece, outline: Points) -> Points:
    """The least rectangle: of the outline for broad pieces, of the geometry for cutlery."""
    if piece.name in CUTLERY or len(outline) <= 4:
        return piece.corners()
    if piece.name == "plate":
        (x0, y0), (x1, y1) = outline.min(0), outline.max(0)
        return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    return least_rectangle(outline)
