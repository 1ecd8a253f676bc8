"""Models room, table setting: turned crops in which a piece is outlined. Touches pixels only."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Floats = NDArray[np.float32]

CUTLERY = ("fork", "knife", "spoon")
STRIP, SQUARE = (320, 96), (192, 192)
"""Crop sizes (width, height): cutlery lies along a strip, tip to the right, wide enough for a
spoon's bowl that was found a little aside."""
_SPAN = {STRIP: 256.0, SQUARE: 140.0}
_PRIOR = {"plate": 1.0, "napkin": 0.5, "foot": 0.75, "glass": 0.25}
_ROUND = ("plate", "foot")


@dataclass(frozen=True)
class Place:
    """Where a piece was found: centre (2,), length and width in px, angle of its axis in rad.

    A glass is outlined twice: as "glass" its whole silhouette, as "foot" the circle it stands on.
    """

    name: str
    centre: Points
    long: float
    wide: float
    angle: float


@dataclass(frozen=True)
class Crop:
    """A crop of `size` (width, height): crop px = `matrix` (2, 3) · image px, for one place."""

    place: Place
    matrix: Points
    size: tuple[int, int]

    def to_image(self, points: Points) -> Points:
        """Image pixels (N, 2) of crop pixels (N, 2)."""
        inverse = np.linalg.inv(self.matrix[:, :2])
        return np.asarray((points - self.matrix[:, 2]) @ inverse.T, np.float64)


def crop_of(place: Place) -> Crop:
    """The crop around a place: turned so that its axis points right, scaled to a fixed length."""
    size = STRIP if place.name in CUTLERY else SQUARE
    scale = _SPAN[size] / max(place.long, 4.0)
    c, s = scale * np.cos(place.angle), scale * np.sin(place.angle)
    linear = np.array([[c, s], [-s, c]])
    offset = (np.array(size) - 1) / 2 - linear @ place.centre
    return Crop(place, np.column_stack([linear, offset]), size)


def cut(image: NDArray[np.uint8], crop: Crop) -> Floats:
    """The outline network's input (4, H, W): RGB in 0–1, and where the piece was found."""
    scale = float(np.hypot(crop.matrix[0, 0], crop.matrix[0, 1]))
    matrix = crop.matrix
    if scale < 0.7:
        image, matrix = _softened(image, crop, scale)
    turned = cv2.warpAffine(image, matrix, crop.size, flags=cv2.INTER_LINEAR,
                            borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    picture = turned[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 255
    return np.concatenate([picture, _prior(crop, scale)[None]])


def _softened(
    image: NDArray[np.uint8], crop: Crop, scale: float
) -> tuple[NDArray[np.uint8], Points]:
    """The part of the picture under a crop, blurred so that shrinking it does not alias."""
    width, height = crop.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    there = crop.to_image(corners)
    size = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.floor(there.min(0)).astype(int) - 4, 0, size - 2)
    high = np.clip(np.ceil(there.max(0)).astype(int) + 4, low + 2, size)
    part = image[low[1] : high[1], low[0] : high[0]]
    soft = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.4 / scale), np.uint8)
    matrix = crop.matrix.copy()
    matrix[:, 2] += matrix[:, :2] @ low
    return soft, matrix


def _prior(crop: Crop, scale: float) -> Floats:
    width, height = crop.size
    mask = np.zeros((height, width), np.float32)
    middle = ((width - 1) / 2, (height - 1) / 2)
    value = _PRIOR.get(crop.place.name, 1.0)
    half = (crop.place.long * scale / 2, crop.place.wide * scale / 2)
    if crop.place.name in _ROUND:
        centre = (round(middle[0] * 16), round(middle[1] * 16))
        axes = (round(half[0] * 16), round(half[1] * 16))
        cv2.ellipse(mask, centre, axes, 0, 0, 360, value, -1, cv2.LINE_8, 4)
        return mask
    low = (round((middle[0] - half[0]) * 16), round((middle[1] - half[1]) * 16))
    high = (round((middle[0] + half[0]) * 16), round((middle[1] + half[1]) * 16))
    cv2.rectangle(mask, low, high, value, -1, cv2.LINE_8, 4)
    return mask
