"""Models room, table setting: moves a plate's ellipse onto its rim in the full picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_setting.crops import Points

_ANGLES = 240
_REACH = 1.75
"""How far from the traced ellipse the rim is looked for, in pixels of the crop it was traced in.
Farther inside there may be painted lines, sharper than the rim itself."""


@dataclass(frozen=True)
class Ellipse:
    """Centre (2,), half axes (2,) in px, and the first axis' angle in rad."""

    centre: Points
    half: Points
    angle: float

    def ring(self, count: int = 128) -> tuple[Points, Points]:
        """Points on the ellipse (count, 2) and its outward unit normals there."""
        t = np.linspace(0, 2 * np.pi, count, endpoint=False)
        c, s = np.cos(self.angle), np.sin(self.angle)
        turn = np.array([[c, s], [-s, c]])
        points = np.stack([self.half[0] * np.cos(t), self.half[1] * np.sin(t)], -1)
        normals = np.stack([np.cos(t) / self.half[0], np.sin(t) / self.half[1]], -1)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        return points @ turn + self.centre, normals @ turn


def fit_ellipse(outline: Points) -> Ellipse:
    """The ellipse through most of an outline (M, 2), M ≥ 12."""
    kept = outline
    ellipse = _direct(kept)
    for _ in range(4):
        c, s = np.cos(ellipse.angle), np.sin(ellipse.angle)
        turned = (outline - ellipse.centre) @ np.array([[c, -s], [s, c]])
        radius = np.linalg.norm(turned / ellipse.half, axis=1)
        off = np.abs(radius - 1) * ellipse.half.mean()
        near = off <= max(2.5 * float(np.median(off)), 0.3)
        if near.sum() < 12:
            break
        kept = outline[near]
        ellipse = _direct(kept)
    return ellipse


def _direct(points: Points) -> Ellipse:
    (x, y), (w, h), degrees = cv2.fitEllipseDirect(points.astype(np.float32))
    return Ellipse(np.array([x, y]), np.array([w / 2, h / 2]), float(np.radians(degrees)))


def snap(
    image: NDArray[np.uint8], ellipse: Ellipse, px_per_crop_px: float
) -> tuple[Ellipse, float] | None:
    """The ellipse on the rim and the edge's scatter (px) about it; None without a clear rim."""
    points, normals = ellipse.ring(_ANGLES)
    reach = max(3.0, _REACH * px_per_crop_px)
    steps = np.arange(-reach, reach + 0.01, 0.5)
    strength = _edges(image, points, normals, steps)
    t = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    basis = np.stack([np.ones_like(t), np.cos(t), np.sin(t), np.cos(2 * t), np.sin(2 * t)], -1)
    model, scatter, used = np.zeros(5), reach, 0
    for window in (reach, reach / 2, 2.5):
        at, weight = _peaks(strength, steps, basis @ model, min(window, reach))
        for _ in range(6):
            wide = np.sqrt(weight)[:, None]
            model = np.linalg.lstsq(basis * wide, at * wide[:, 0], rcond=None)[0]
            off = np.abs(at - basis @ model)
            scatter = max(1.4826 * float(np.median(off[weight > 0])), 0.05)
            weight = (weight > 0) * np.minimum(1, scatter / np.maximum(off, 1e-9))
        used = int((weight > 0.5).sum())
    if used < _ANGLES / 3 or scatter > 2.0:
        return None
    return _direct(points + (basis @ model)[:, None] * normals), scatter


def _edges(
    image: NDArray[np.uint8], points: Points, normals: Points, steps: Points
) -> NDArray[np.float32]:
    """How strongly the colour changes along each normal, (angles, steps)."""
    at = points[:, None] + steps[:, None] * normals[:, None]
    pixels = cv2.remap(image, at[..., 0].astype(np.float32), at[..., 1].astype(np.float32),
                       cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    soft = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), sigmaX=1.5, sigmaY=0.01)
    change = np.linalg.norm(np.gradient(soft, axis=1), axis=-1)
    limit = np.percentile(change, 98) + 1e-6
    return np.asarray(np.minimum(change, limit), np.float32)


def _peaks(
    strength: NDArray[np.float32], steps: Points, around: Points, window: float
) -> tuple[Points, Points]:
    """The strongest step of each normal within the window, sub-pixel, and 1 or 0 for its worth."""
    away = steps[None] - around[:, None]
    prior = np.exp(-0.5 * (away / (0.6 * window)) ** 2) * (np.abs(away) <= window)
    k = np.clip((strength * prior).argmax(1), 1, len(steps) - 2)
    rows = np.arange(len(k))
    a, b, c = strength[rows, k - 1], strength[rows, k], strength[rows, k + 1]
    curve = np.minimum(a - 2 * b + c, -1e-6)
    shift = np.clip(0.5 * (a - c) / curve, -1, 1)
    clear = (b > 0.3 * np.median(b)) & (b > 0.5)
    return np.asarray(steps[k] + 0.5 * shift, np.float64), np.asarray(clear, np.float64)
