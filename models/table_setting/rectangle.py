"""Models room, table setting: the oriented rectangle of an outline. Numpy and OpenCV only."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
AS_SMALL = 1.03
"""Rectangles up to this much larger than the least one count as just as small."""


def least_rectangle(outline: Points) -> Points:
    """Corners (4, 2) of the least rectangle around an outline (M, 2).

    A triangle has three that are equally small, one on each side: of rectangles as small as the
    least, the one whose middle is nearest the outline's centroid is taken, so that two looks at
    the same triangle agree.
    """
    hull = cv2.convexHull(outline.astype(np.float32)).reshape(-1, 2).astype(np.float64)
    sides = np.roll(hull, -1, axis=0) - hull
    lengths = np.linalg.norm(sides, axis=1)
    if len(hull) < 3 or not (lengths > 0).any():
        return np.asarray(cv2.boxPoints(cv2.minAreaRect(outline.astype(np.float32))), np.float64)
    along = sides[lengths > 0] / lengths[lengths > 0, None]
    frames = np.stack([along, np.stack([-along[:, 1], along[:, 0]], -1)], 1)  # (K, 2, 2)
    turned = np.einsum("kij,nj->kni", frames, hull)
    low, high = turned.min(1), turned.max(1)
    area = (high - low).prod(1)
    middle = np.einsum("kij,ki->kj", frames, (low + high) / 2)
    away = np.linalg.norm(middle - _centroid(hull), axis=1)
    best = int(np.argmin(np.where(area <= area.min() * AS_SMALL, away, np.inf)))
    (x0, y0), (x1, y1) = low[best], high[best]
    return np.asarray(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ frames[best])


def rectangle_along(outline: Points, axis: Points) -> Points:
    """Corners (4, 2) of the rectangle around an outline along an axis (2,).

    Cutlery's own: the least rectangle of a spoon lies askew, on one side of its bowl.
    """
    along = axis / np.linalg.norm(axis)
    frame = np.stack([along, [-along[1], along[0]]])
    low, high = (outline @ frame.T).min(0), (outline @ frame.T).max(0)
    corners = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
    return np.asarray(corners @ frame, np.float64)


def _centroid(hull: Points) -> Points:
    moments = cv2.moments(hull.astype(np.float32))
    if moments["m00"] <= 0:
        return np.asarray(hull.mean(0), np.float64)
    return np.array([moments["m10"], moments["m01"]]) / moments["m00"]


def extent(outline: Points) -> tuple[Points, float]:
    """Centre of an outline's area and the longer side of its least rectangle.

    Not the rectangle's own centre: a triangle has three least rectangles, one on each side, and two
    looks at the same folded napkin may take different ones.
    """
    contour = outline.astype(np.float32)
    _, size, _ = cv2.minAreaRect(contour)
    moments = cv2.moments(contour)
    if moments["m00"] <= 0:
        return np.asarray(outline.mean(axis=0), np.float64), max(size)
    return np.array([moments["m10"], moments["m01"]]) / moments["m00"], max(size)
