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

SNAPPED_SIGMA_PX = 0.5
"""The least standard deviation of a plate's rim fitted in the full picture, px."""
ASTRAY = 0.06
"""An outline whose middle is farther from where the plate was found than this share of its length
follows a painted line or a shadow: where they differ so much, the finder is nearer (covers of
unseen designs, drawn ones 730 000 to 730 059 and path-traced ones 95 101 to 95 140)."""

_RADIUS_SIGMA, _SHIFT_SIGMA = 0.35, 1.0
"""How well the traced ellipse's radius and centre are known, pixels of the crop."""


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


def rim_near(
    image: NDArray[np.uint8], outline: Points, px_per_crop_px: float, found: Ellipse
) -> tuple[Ellipse, float | None]:
    """A plate's ellipse by its outline (M, 2), and its standard deviation (px) where that is better
    known than the outliner's: on its rim, or as it was `found` where the outline strayed."""
    ellipse = fit_ellipse(outline)
    apart = float(np.linalg.norm(ellipse.centre - found.centre))
    if apart > ASTRAY * 2 * float(found.half.max()):
        return found, apart
    snapped = snap(image, ellipse, px_per_crop_px)
    if snapped is None:
        return ellipse, None
    return snapped[0], max(SNAPPED_SIGMA_PX, snapped[1])


def snap(
    image: NDArray[np.uint8], ellipse: Ellipse, px_per_crop_px: float
) -> tuple[Ellipse, float] | None:
    """The ellipse on the rim and its standard deviation (px); None without a clear rim.

    A rim far from where it was traced may be a painted line: a quarter of the way is doubt.
    """
    points, normals = ellipse.ring(_ANGLES)
    reach = max(3.0, _REACH * px_per_crop_px)
    steps = np.arange(-reach, reach + 0.01, 0.5)
    soft = _profiles(image, points, normals, steps)
    strength = _capped(np.linalg.norm(np.gradient(soft, axis=1), axis=-1))
    broad = _capped(_steps_between(soft, max(4, round(0.012 * 2 * 2 * ellipse.half.mean()))))
    t = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    basis = np.stack([np.ones_like(t), np.cos(t), np.sin(t), np.cos(2 * t), np.sin(2 * t)], -1)
    model, scatter, used = _likeliest(broad, steps, basis, px_per_crop_px), reach, 0
    for window in (3.0, 2.0):
        at, weight = _peaks(strength, steps, basis @ model, window)
        for _ in range(6):
            wide = np.sqrt(weight)[:, None]
            model = np.linalg.lstsq(basis * wide, at * wide[:, 0], rcond=None)[0]
            off = np.abs(at - basis @ model)
            scatter = max(1.4826 * float(np.median(off[weight > 0])), 0.05)
            weight = (weight > 0) * np.minimum(1, scatter / np.maximum(off, 1e-9))
        used = int((weight > 0.5).sum())
    if used < _ANGLES / 3 or scatter > 2.0:
        return None
    doubt = 0.25 * float(np.linalg.norm(model[:3]))
    return _direct(points + (basis @ model)[:, None] * normals), max(scatter, doubt)


def _profiles(
    image: NDArray[np.uint8], points: Points, normals: Points, steps: Points
) -> NDArray[np.float32]:
    """The colours along each normal, (angles, steps, 3), slightly smoothed."""
    at = points[:, None] + steps[:, None] * normals[:, None]
    pixels = cv2.remap(image, at[..., 0].astype(np.float32), at[..., 1].astype(np.float32),
                       cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    soft = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), sigmaX=1.5, sigmaY=0.01)
    return np.asarray(soft, np.float32)


def _capped(change: NDArray[np.floating]) -> NDArray[np.float32]:
    """Edge strengths without the few strongest, so that none outvotes the rest."""
    return np.asarray(np.minimum(change, np.percentile(change, 98) + 1e-6), np.float32)


def _steps_between(soft: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """How different the `width` steps before and after each step are: thin painted lines hardly
    count, the end of the plate does."""
    padded = np.pad(soft, ((0, 0), (width, width), (0, 0)), mode="edge")
    total = np.cumsum(np.pad(padded, ((0, 0), (1, 0), (0, 0))), axis=1)
    mean = (total[:, width:] - total[:, :-width]) / width
    count = soft.shape[1]
    return np.asarray(np.linalg.norm(mean[:, width + 1 :][:, :count] - mean[:, :count], axis=-1))


def _likeliest(
    strength: NDArray[np.float32], steps: Points, basis: Points, px_per_crop_px: float
) -> Points:
    """Growth and shift (px, as coefficients of `basis`) under which the clearest ring lies, each
    weighed by how likely it is."""
    reach = float(steps[-1])
    shifts = np.arange(-reach, reach + 0.01, max(0.75, reach / 8))
    growth = shifts[np.abs(shifts) <= 2.5 * _RADIUS_SIGMA * px_per_crop_px]
    a0, a1, b1 = (g.ravel() for g in np.meshgrid(growth, shifts, shifts, indexing="ij"))
    at = np.stack([a0, a1, b1], -1) @ basis[:, :3].T
    columns = np.round((at - steps[0]) * 2).astype(int)
    valid = (columns >= 0) & (columns < len(steps))
    rows = np.arange(len(basis))
    score = np.where(valid, strength[rows, np.clip(columns, 0, len(steps) - 1)], 0).mean(1)
    growth_z = a0 / (_RADIUS_SIGMA * px_per_crop_px)
    shift_z = np.hypot(a1, b1) / (_SHIFT_SIGMA * px_per_crop_px)
    best = int(np.argmax(score * np.exp(-0.5 * (growth_z**2 + shift_z**2))))
    return np.array([a0[best], a1[best], b1[best], 0.0, 0.0])


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
    clear = (b > 0.3 * np.median(b)) & (b > 0.5) & (np.abs(steps[k] - around) <= window)
    return np.asarray(steps[k] + 0.5 * shift, np.float64), np.asarray(clear, np.float64)
