"""Reads training pictures with their labels, and alters them as cameras and lights would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_setting.renderer.layout import NAMES

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
PAD = 114
LEAST_VISIBLE = 0.2


@dataclass(frozen=True)
class Labelled:
    """One piece: class number, whole outline (M, 2) px, and its points (NaN where unknown).

    `points` (2, 2): tip and end of cutlery; the foot and NaN of a glass. `foot`: the circle a
    glass stands on, (M, 2) px.
    """

    number: int
    outline: Points
    points: Points
    foot: Points | None


@dataclass(frozen=True)
class Sample:
    """A picture with its pieces, and the polygon (M, 2) px that is table top."""

    image: Image
    pieces: tuple[Labelled, ...]
    table: Points


def read_sample(label: Path) -> Sample:
    """Read NAME.json and the picture beside it."""
    raw = json.loads(label.read_text())
    path = label.with_suffix(".jpg")
    image = cv2.imread(str(path if path.exists() else label.with_suffix(".png")))
    if image is None:
        raise FileNotFoundError(f"{label} has no picture beside it; draw it again")
    pieces = tuple(
        _labelled(p) for p in raw["pieces"]
        if p.get("visible", 1.0) >= LEAST_VISIBLE and len(p["outline"]) >= 3
    )  # fmt: skip
    height, width = image.shape[:2]
    return Sample(np.asarray(image, np.uint8), pieces, _table(raw["edge"], pieces, width, height))


def _labelled(raw: dict[str, object]) -> Labelled:
    named: dict[str, list[float]] = raw["points"]  # type: ignore[assignment] # JSON
    points = np.full((2, 2), np.nan)
    for row, key in enumerate(("tip", "end")):
        if key in named:
            points[row] = named[key]
    if "foot" in named:
        points[0] = named["foot"]
    foot = raw.get("foot")
    outline = np.asarray(raw["outline"], np.float64)
    return Labelled(NAMES.index(str(raw["name"])), outline, points,
                    None if foot is None else np.asarray(foot, np.float64))  # fmt: skip


def _table(
    edge: list[list[float]] | None, pieces: tuple[Labelled, ...], width: int, height: int
) -> Points:
    """The table top as a polygon far beyond the picture: the side of the edge with the pieces."""
    if edge is None:
        return np.array([[-9e3, -9e3], [9e3, -9e3], [9e3, 9e3], [-9e3, 9e3]])
    first, second = np.asarray(edge, np.float64)
    along = (second - first) / np.linalg.norm(second - first)
    across = np.array([-along[1], along[0]])
    middles = [p.outline.mean(0) for p in pieces] or [np.array([width / 2, height / 3])]
    side = np.sign(np.median([(m - first) @ across for m in middles])) or 1.0
    low, high = first - 9e3 * along, first + 9e3 * along
    return np.array([low, high, high + side * 9e3 * across, low + side * 9e3 * across])


def warp(sample: Sample, matrix: Points, size: tuple[int, int], pad: int = PAD) -> Sample:
    """Move a sample by an affine matrix (2, 3) into a picture of (width, height)."""

    def moved(points: Points) -> Points:
        return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)

    shrink = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    image = sample.image
    if shrink < 0.6:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.35 / shrink), np.uint8)
    turned = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR,
                            borderValue=(pad, pad, pad))  # fmt: skip
    pieces = tuple(
        Labelled(p.number, moved(p.outline), moved(p.points),
                 None if p.foot is None else moved(p.foot)) for p in sample.pieces
    )  # fmt: skip
    return Sample(np.asarray(turned, np.uint8), pieces, moved(sample.table))


def alter(image: Image, rng: np.random.Generator) -> Image:
    """Another light, another camera: colour, contrast, gradients, blur, noise, JPEG, patches."""
    x: NDArray[np.float32] = np.asarray(image / np.float32(255), np.float32)
    gain = rng.uniform(0.6, 1.5) * (1 + rng.uniform(-0.13, 0.13, 3)).astype(np.float32)
    x = np.asarray(np.clip(x * gain, 0, 1) ** rng.uniform(0.7, 1.4), np.float32)
    if rng.random() < 0.35:
        x = _turn_hue(x, rng)
    if rng.random() < 0.4:
        x = np.asarray(x * _gradient((x.shape[0], x.shape[1]), rng)[..., None], np.float32)
    if rng.random() < 0.12:
        x = np.asarray(np.repeat(x.mean(-1, keepdims=True), 3, -1), np.float32)
    if rng.random() < 0.3:
        x = np.asarray(cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.5)), np.float32)
    if rng.random() < 0.5:
        x = x + rng.standard_normal(x.shape, np.float32) * np.float32(rng.uniform(0, 0.04))
    result = np.clip(x * 255, 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        _, packed = cv2.imencode(
            ".jpg", result, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 92))]
        )
        result = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    if rng.random() < 0.2:
        height, width = result.shape[:2]
        for _ in range(int(rng.integers(1, 4))):
            w, h = (int(v) for v in rng.integers(5, 40, 2))
            x0, y0 = (
                int(rng.integers(0, max(1, width - w))),
                int(rng.integers(0, max(1, height - h))),
            )
            result[y0 : y0 + h, x0 : x0 + w] = rng.integers(0, 256, 3)
    return result


def _turn_hue(x: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    hsv = cv2.cvtColor(np.clip(x, 0, 1), cv2.COLOR_BGR2HSV)
    hsv[..., 0] = np.mod(hsv[..., 0] + rng.uniform(-60, 60), 360)
    hsv[..., 1] = np.clip(hsv[..., 1] * rng.uniform(0.3, 1.5), 0, 1)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR), np.float32)


def _gradient(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """A smooth pattern of lamps and shade over the picture, 0.5 to 1.6."""
    small = rng.uniform(0.6, 1.4, (3, 3)).astype(np.float32)
    return np.asarray(
        cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32
    )
