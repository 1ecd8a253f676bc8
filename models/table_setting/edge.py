"""Models room, table setting: the table's front edge, from the table-top mask to sub-pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detections import FloatArray
from models.placement import Placement
from models.table_setting.crops import Points

STRIDE = 4
LEAST_SHARE = 0.25
"""An edge shorter than this share of the picture's width is not taken for the front edge."""
_PROFILES = 240
_TILTS = np.radians(np.arange(-4.0, 4.01, 0.1))


@dataclass(frozen=True)
class FrontEdge:
    """Two points (2, 2) px of the front edge where it enters and leaves the picture, and the
    standard deviation of such a point across the line, px."""

    line_px: Points
    sigma_px: float


def find_edge(
    image: NDArray[np.uint8], mask: FloatArray, placement: Placement, around: Sequence[Points]
) -> FrontEdge | None:
    """The straight boundary of the table top, refined where no piece (`around`, outlines px) is.

    None when the table top has no boundary in the picture, or no clear edge lies there.
    """
    coarse = _boundary(mask, placement)
    if coarse is None:
        return None
    middle, along = coarse
    width, height = placement.image_size
    line = _clip(middle, along, width, height)
    if line is None or np.linalg.norm(line[1] - line[0]) < LEAST_SHARE * width:
        return None
    reach = 9.0 / placement.scale
    return _refine(image, line, reach, around)


def _boundary(mask: FloatArray, placement: Placement) -> tuple[Points, Points] | None:
    """A point on the mask's boundary line and its direction, image px; None without a line."""
    left, top = (o / STRIDE for o in placement.offset)
    inner = np.array(placement.image_size) * placement.scale / STRIDE
    rows = slice(round(top) + 1, round(top + inner[1]) - 1)
    columns = slice(round(left) + 1, round(left + inner[0]) - 1)
    part = mask[rows, columns]
    crossings = []
    for axis in (0, 1):
        rise = np.diff(part, axis=axis)
        low = part[:-1] if axis == 0 else part[:, :-1]
        row, column = np.nonzero((low - 0.5) * (low + rise - 0.5) < 0)
        share = (0.5 - low[row, column]) / rise[row, column]
        shift = np.stack([column + share * axis, row + share * (1 - axis)], -1)
        crossings.append(shift)
    points = np.concatenate(crossings)
    points += np.array([columns.start + 0.5, rows.start + 0.5])
    if len(points) < 12:
        return None
    inliers = _consensus(points)
    if len(inliers) < 0.4 * len(points) or len(inliers) < 12:
        return None
    in_image = placement.to_image((inliers * STRIDE).astype(np.float32)) - np.float32(0.5)
    vx, vy, x, y = cv2.fitLine(in_image, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([x, y], np.float64), np.array([vx, vy], np.float64)


def _consensus(points: Points) -> Points:
    """The points of the best line through two of them (the same draws every time)."""
    rng = np.random.default_rng(0)
    best = np.zeros(len(points), bool)
    for _ in range(120):
        first, second = points[rng.choice(len(points), 2, replace=False)]
        along = second - first
        length = np.linalg.norm(along)
        if length < 4:
            continue
        off = np.abs((points - first) @ np.array([-along[1], along[0]]) / length)
        if (off < 0.7).sum() > best.sum():
            best = off < 0.7
    return points[best]


def _clip(middle: Points, along: Points, width: int, height: int) -> Points | None:
    """Where a line enters and leaves the picture, (2, 2) px."""
    low, high = -1e9, 1e9
    for axis, size in ((0, width - 1), (1, height - 1)):
        if abs(along[axis]) < 1e-9:
            continue
        a, b = sorted(((0 - middle[axis]) / along[axis], (size - middle[axis]) / along[axis]))
        low, high = max(low, a), min(high, b)
    return None if high <= low else np.stack([middle + low * along, middle + high * along])


def _refine(
    image: NDArray[np.uint8], line: Points, reach: float, around: Sequence[Points]
) -> FrontEdge | None:
    along = (line[1] - line[0]) / np.linalg.norm(line[1] - line[0])
    across = np.array([-along[1], along[0]])
    shares = np.linspace(0.02, 0.98, _PROFILES)
    centres = line[0] + shares[:, None] * (line[1] - line[0])
    centres = centres[_free(centres, around, reach)]
    if len(centres) < 30:
        return None
    steps = np.arange(-reach, reach + 0.01, 0.5)
    strength = _gradients(image, centres, across, steps)
    offset, tilt = _best_line(strength, centres, line.mean(0), along, steps)
    t = (centres - line.mean(0)) @ along
    wanted = offset + np.tan(tilt) * t
    peaks, clear = _peaks(strength, steps, wanted)
    if clear.sum() < 25:
        return None
    slope, level, sigma = _robust(t[clear], peaks[clear])
    ends = (line - line.mean(0)) @ along
    moved = line + (level + slope * ends)[:, None] * across
    return FrontEdge(moved, max(0.15, sigma))


def _free(centres: Points, around: Sequence[Points], reach: float) -> NDArray[np.bool_]:
    """Which places of the line no piece comes near."""
    free = np.ones(len(centres), bool)
    for outline in around:
        polygon = np.asarray(outline, np.float32).reshape(-1, 1, 2)
        for k, (x, y) in enumerate(centres):
            if free[k] and cv2.pointPolygonTest(polygon, (float(x), float(y)), True) > -0.2 * reach:
                free[k] = False
    return free


def _gradients(
    image: NDArray[np.uint8], centres: Points, across: Points, steps: Points
) -> FloatArray:
    """How strongly the colour changes across the line at each place and step, (n, steps)."""
    at = centres[:, None] + steps[:, None] * across
    pixels = cv2.remap(image, at[..., 0].astype(np.float32), at[..., 1].astype(np.float32),
                       cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    soft = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), sigmaX=2.0, sigmaY=0.01)
    change = np.gradient(soft, axis=1)
    return np.asarray(np.linalg.norm(change, axis=-1), np.float32)


def _best_line(
    strength: FloatArray, centres: Points, middle: Points, along: Points, steps: Points
) -> tuple[float, float]:
    """Offset (px) and tilt (rad) of the line along which most places have a clear edge."""
    limit = float(np.percentile(strength, 92)) + 1e-6
    votes = np.minimum(strength, limit)
    t = (centres - middle) @ along
    rows = np.arange(len(t))
    best, chosen = -1.0, (0.0, 0.0)
    for tilt in _TILTS:
        shift = np.tan(tilt) * t
        columns = np.round((steps[:, None] + shift - steps[0]) * 2).astype(int)
        valid = (columns >= 0) & (columns < len(steps))
        scores = np.where(valid, votes[rows, np.clip(columns, 0, len(steps) - 1)], 0).mean(1)
        k = int(np.argmax(scores))
        if scores[k] > best:
            best, chosen = float(scores[k]), (float(steps[k]), float(tilt))
    return chosen


def _peaks(strength: FloatArray, steps: Points, wanted: Points) -> tuple[Points, NDArray[np.bool_]]:
    """The sub-pixel peak of each profile near where the line should be, and whether it is clear."""
    near = np.abs(steps[None] - wanted[:, None]) <= 2.5
    masked = np.where(near, strength, -1)
    k = np.clip(masked.argmax(1), 1, len(steps) - 2)
    rows = np.arange(len(k))
    a, b, c = strength[rows, k - 1], strength[rows, k], strength[rows, k + 1]
    curve = a - 2 * b + c
    shift = np.where(curve < -1e-6, 0.5 * (a - c) / np.where(curve < -1e-6, curve, -1), 0)
    clear = (b > 0.25 * np.median(b)) & (b >= a) & (b >= c) & (b > 0.5)
    return steps[k] + 0.5 * np.clip(shift, -1, 1), clear


def _robust(t: Points, y: Points) -> tuple[float, float, float]:
    """Slope, level at t = 0 and the line's standard deviation (px), by reweighted least squares."""
    weight = np.ones_like(t)
    slope = level = spread = 0.0
    for _ in range(8):
        slope, level = np.polyfit(t, y, 1, w=weight)
        off = np.abs(y - slope * t - level)
        spread = max(1.4826 * float(np.median(off)), 0.05)
        weight = np.minimum(1.0, 1.5 * spread / np.maximum(off, 1e-9))
    return float(slope), float(level), float(2 * spread / np.sqrt(max(1, len(t) / 8)))
