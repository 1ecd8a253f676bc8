"""Models room, masonry renderer: a camera with a lens before a work plane. Pure geometry.

Plane frame: x right, y down, z into the wall or floor, mm: the board's own directions.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_COARSE = 8
"""Rays are undistorted on a grid of every so many pixels and interpolated between."""


@dataclass(frozen=True)
class Camera:
    """`K` and `distortion` (5,) in OpenCV's convention, `R` and `t` from plane to camera (mm)."""

    width: int
    height: int
    K: Doubles
    distortion: Doubles
    R: Doubles
    t: Doubles

    @property
    def position(self) -> Doubles:
        """The optical centre in the plane frame, mm."""
        return np.asarray(-self.R.T @ self.t, np.float64)

    def project(self, points: NDArray[np.floating]) -> Doubles:
        """Pixels (N, 2) of plane-frame points: (N, 3) mm, or (N, 2) on the plane itself."""
        flat = np.asarray(points, np.float64)
        if flat.shape[-1] == 2:
            flat = np.column_stack([flat, np.zeros(len(flat))])
        turn = cv2.Rodrigues(self.R)[0]
        pixels, _ = cv2.projectPoints(flat, turn, self.t, self.K, self.distortion)
        return np.asarray(pixels.reshape(-1, 2), np.float64)

    def rays(self) -> Floats:
        """(height, width, 3) viewing directions of all pixels in the plane frame."""
        u = np.arange(0, self.width + _COARSE, _COARSE, dtype=np.float64)
        v = np.arange(0, self.height + _COARSE, _COARSE, dtype=np.float64)
        grid = np.stack(np.meshgrid(u, v), -1)
        flat = cv2.undistortPoints(grid.reshape(-1, 1, 2), self.K, self.distortion)
        coarse = np.asarray(flat.reshape(*grid.shape), np.float32)
        y, x = np.indices((self.height, self.width), np.float32) / np.float32(_COARSE)
        normalised = cv2.remap(coarse, x, y, cv2.INTER_LINEAR)
        ones = np.ones((self.height, self.width, 1), np.float32)
        return np.concatenate([normalised, ones], -1) @ self.R.astype(np.float32)

    def homography(self) -> Doubles:
        """(3, 3) from undistorted pixels to plane millimetres."""
        forward = self.K @ np.column_stack([self.R[:, 0], self.R[:, 1], self.t])
        return np.asarray(np.linalg.inv(forward), np.float64)


def look_at(
    aim: Doubles, away: Doubles, roll: float, K: Doubles, lens: Doubles, size: tuple[int, int]
) -> Camera:
    """A camera at `aim` + `away` (mm, plane frame; away[2] < 0) that looks at `aim` (2,)."""
    target = np.array([aim[0], aim[1], 0.0])
    position = target + away
    forward = -away / np.linalg.norm(away)
    right = np.cross([0.0, 1.0, 0.0], forward)
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    c, s = np.cos(roll), np.sin(roll)
    R = np.stack([c * right + s * down, -s * right + c * down, forward])
    return Camera(size[0], size[1], K, lens, R, -R @ position)
