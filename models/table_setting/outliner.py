"""Models room, table setting: outlines pieces to a fraction of a pixel, in crops of the picture.

Touches pixels and the model folder's outline.onnx and glass.onnx. Light and table are seen through
a glass, so it has a network of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelDigestMismatchError, ModelFolderError
from models.inference import open_session
from models.sheet import ModelSheet
from models.table_setting.by_colour import by_colour
from models.table_setting.crops import STRIP, Crop, Floats, Place, Points, crop_of, cut

FILE, GLASS_FILE = "outline.onnx", "glass.onnx"
CELL = 2
"""Crop pixels per cell of the network's answer."""
_FINER = 4
_NECK = 9
"""Width of what joins two parts of a piece, in fine px: about 4 mm of cutlery."""
_REACH = 1.1
"""How far from the middle a part may begin, in halves of the piece's length."""
_ASIDE = 0.06
"""How far off the axis the middle of a part may lie, as a share of the piece's length: farther lies
the piece beside it."""
_UNSURE = 2.0
"""A logit nearer to 0 belongs to the border: in or out with a chance of one in eight and more."""
_LEAST_PART = 0.08
"""The least part that belongs to the piece, as a share of a quarter of its rectangle."""
ROUND = ("glass", "foot")
_DISC = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (57, 57))
"""What sticks out of a glass and is narrower than this (28 crop px, a third of a foot) is pattern
of the table, which is seen through it."""
LEAST_AREA = 0.25
"""An outline with less than this share of its place's ellipse is no outline of it."""


@dataclass(frozen=True)
class Traced:
    """An outline (M, 2) in image px, how many image px a crop pixel covers, how sure the network is
    of what lies inside (the mean of its logits there), and how blurred the border is that it sees:
    its width in cells."""

    outline: Points
    px_per_crop_px: float
    sureness: float
    border: float


@dataclass(frozen=True)
class Outliner:
    """The outline networks, ready to run: for glasses with their feet, and for all else."""

    session: Any
    of_glass: Any

    def trace(self, image: NDArray[np.uint8], places: Sequence[Place]) -> list[Traced | None]:
        """Outline each place in a BGR picture; None where nothing sensible is there."""
        crops = [crop_of(place) for place in places]
        traced: list[Traced | None] = [None] * len(crops)
        kinds = [(crop.place.name in ROUND, crop.size) for crop in crops]
        for of_glass, size in sorted(set(kinds)):
            chosen = [k for k, kind in enumerate(kinds) if kind == (of_glass, size)]
            batch = np.stack([cut(image, crops[k]) for k in chosen])
            session = self.of_glass if of_glass else self.session
            (logits,) = session.run(["inside"], {"image": np.ascontiguousarray(batch)})
            for k, picture, answer in zip(chosen, batch, logits[:, 0], strict=True):
                traced[k] = _traced(crops[k], picture, answer)
        return traced


def open_outliner(folder: Path, sheet: ModelSheet) -> Outliner:
    """Load a model folder's outline networks, if they are the files that model.toml vouches for.

    Raises ModelFolderError or ModelDigestMismatchError.
    """
    return Outliner(*(_opened(folder / name, sheet) for name in (FILE, GLASS_FILE)))


def _opened(path: Path, sheet: ModelSheet) -> Any:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelFolderError(f"{path} is missing. Restore it from the repository.") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != sheet.parts.get(path.name):
        raise ModelDigestMismatchError(
            f"{path} has sha256 {digest}, but model.toml vouches for {sheet.parts.get(path.name)}. "
            "Restore the file from the repository, or write the new sha256 into [parts]."
        )
    return open_session(content, path)


def _traced(crop: Crop, picture: Floats, logits: Floats) -> Traced | None:
    """The outline in a crop, of its picture and the network's answer; None where there is none."""
    napkin = crop.place.name == "napkin"
    outline = _contour(crop, by_colour(picture, logits) if napkin else logits)
    if outline is None:
        return None
    scale = float(np.hypot(crop.matrix[0, 0], crop.matrix[0, 1]))
    around = cv2.arcLength(outline.astype(np.float32), True) * scale / CELL
    border = float((np.abs(logits) < _UNSURE).sum()) / max(around, 1.0)
    return Traced(outline, 1 / scale, float(logits[logits > 0].mean()), border)


def _contour(crop: Crop, logits: Floats) -> Points | None:
    """The zero line of the logits around the middle, in image px."""
    height, width = logits.shape
    fine = cv2.resize(
        np.clip(logits, -6, 6), (width * _FINER, height * _FINER), interpolation=cv2.INTER_CUBIC
    )
    inside = (fine > 0).astype(np.uint8)
    if crop.size == STRIP:
        inside = _joined(inside, crop)
    elif crop.place.name in ROUND:
        inside = np.asarray(cv2.morphologyEx(inside, cv2.MORPH_OPEN, _DISC), np.uint8)
    contours, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    step = CELL / _FINER
    scale = float(np.hypot(crop.matrix[0, 0], crop.matrix[0, 1]))
    place = crop.place
    expected = np.pi / 4 * place.long * place.wide * scale**2
    if cv2.contourArea(largest) * step**2 < LEAST_AREA * expected:
        return None
    at = _between(np.asarray(fine, np.float32), np.asarray(largest.reshape(-1, 2), np.int32))
    return crop.to_image((at + 0.5) * step - 0.5)


def _joined(inside: NDArray[np.uint8], crop: Crop) -> NDArray[np.uint8]:
    """A strip's mask in which the parts of one piece of cutlery hang together.

    The network may be unsure of a thin neck: handle and head are then two islands on the piece's
    axis, and the larger one alone would pass for a piece of half the length.
    """
    count, labels, stats, middles = cv2.connectedComponentsWithStats(inside, connectivity=8)
    if count < 3:
        return inside
    per_px = _FINER / CELL
    scale = float(np.hypot(crop.matrix[0, 0], crop.matrix[0, 1])) * per_px
    half_long, half_wide = crop.place.long * scale / 2, crop.place.wide * scale / 2
    middle = (np.array(crop.size) * per_px - 1) / 2
    parts = []
    for label in range(1, count):
        left, _, width, _, area = stats[label]
        aside = abs(middles[label, 1] - middle[1])
        near = left + width > middle[0] - _REACH * half_long
        near = near and left < middle[0] + _REACH * half_long and aside < 2 * _ASIDE * half_long
        if near and area >= _LEAST_PART * half_long * half_wide:
            parts.append((int(left), int(left + width - 1), label))
    parts.sort()
    if len(parts) < 2:
        return inside
    joined = np.isin(labels, [label for _, _, label in parts]).astype(np.uint8)
    for (_, end, one), (start, _, other) in pairwise(parts):
        first, last = (
            (at, round(float(np.nonzero(labels[:, at] == label)[0].mean())))
            for at, label in ((end, one), (start, other))
        )
        cv2.line(joined, first, last, (1,), _NECK)
    return joined


def _between(fine: NDArray[np.float32], contour: NDArray[np.int32]) -> Points:
    """Move contour pixels (the last ones inside) onto the zero line along the gradient."""
    gx = cv2.Sobel(fine, cv2.CV_32F, 1, 0) / 8
    gy = cv2.Sobel(fine, cv2.CV_32F, 0, 1) / 8
    column, row = contour[:, 0], contour[:, 1]
    slope = np.stack([gx[row, column], gy[row, column]], -1).astype(np.float64)
    steep = np.maximum((slope**2).sum(1), 1e-3)
    move = -fine[row, column][:, None] * slope / steep[:, None]
    length = np.linalg.norm(move, axis=1, keepdims=True)
    return np.asarray(contour + move * np.minimum(1, 1.5 / np.maximum(length, 1e-9)), np.float64)
