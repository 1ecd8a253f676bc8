"""Models room, masonry: from a picture's pixels to millimetres on the work plane and back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_NO_LENS = np.zeros(5)


@dataclass(frozen=True, eq=False)
class WorkPlane:
    """Where a wall's face or a floor lies in a picture.

    `homography` (3, 3) takes undistorted pixels to plane mm; `camera_matrix` (3, 3) and
    `distortion` (5,) are the lens's, in OpenCV's convention (None: the picture is undistorted).
    """

    homography: Points
    camera_matrix: Points | None = None
    distortion: Points | None = None

    def to_mm(self, points_px: Points) -> Points:
        """Plane mm (N, 2) of pixels (N, 2) of the picture as captured."""
        pixels = np.asarray(points_px, np.float64).reshape(-1, 1, 2)
        if self.camera_matrix is not None and self.distortion is not None:
            K = self.camera_matrix
            straight = cv2.undistortPoints(pixels, K, self.distortion, P=K)
            pixels = np.asarray(straight, np.float64)
        return np.asarray(cv2.perspectiveTransform(pixels, self.homography), np.float64)[:, 0]

    def to_px(self, points_mm: Points) -> Points:
        """Pixels (N, 2) of the picture as captured of plane mm (N, 2)."""
        flat = np.asarray(points_mm, np.float64).reshape(-1, 1, 2)
        pixels = cv2.perspectiveTransform(flat, np.linalg.inv(self.homography))
        if self.camera_matrix is not None and self.distortion is not None:
            K = self.camera_matrix
            rays = cv2.undistortPoints(pixels, K, _NO_LENS)
            ahead = cv2.convertPointsToHomogeneous(rays)
            zero = np.zeros(3)
            pixels, _ = cv2.projectPoints(ahead, zero, zero, K, self.distortion)
        return np.asarray(pixels, np.float64)[:, 0]


def plane_from_pose(
    camera_matrix: Points, distortion: Points, rotation: Points, translation_mm: Points
) -> WorkPlane:
    """The plane z = 0 of a board whose pose (3, 3) and (3,) takes its mm to camera mm."""
    forward = camera_matrix @ np.column_stack([rotation[:, 0], rotation[:, 1], translation_mm])
    return WorkPlane(np.asarray(np.linalg.inv(forward), np.float64), camera_matrix, distortion)


@dataclass(frozen=True, eq=False)
class View:
    """A straight view of the plane: pixel (row, column) lies at `origin` + (column, row)·`step`.

    `origin` (2,) and `step` in mm; `size` (width, height) px.
    """

    plane: WorkPlane
    origin: Points
    step: float
    size: tuple[int, int]

    def to_mm(self, points: Points) -> Points:
        """Plane mm of view pixels (N, 2)."""
        return np.asarray(self.origin + np.asarray(points, np.float64) * self.step, np.float64)

    def sources(self) -> NDArray[np.float32]:
        """The picture's pixel under each view pixel, (height, width, 2)."""
        width, height = self.size
        u = np.arange(0, width + 16, 16, dtype=np.float64)
        v = np.arange(0, height + 16, 16, dtype=np.float64)
        grid = np.stack(np.meshgrid(u, v), -1)
        coarse = self.plane.to_px(self.to_mm(grid.reshape(-1, 2))).reshape(*grid.shape)
        rows, columns = np.indices((height, width), np.float32) / np.float32(16)
        return np.asarray(
            cv2.remap(coarse.astype(np.float32), columns, rows, cv2.INTER_LINEAR), np.float32
        )

    def cut(self, image: NDArray[np.uint8], outside: int = 114) -> NDArray[np.uint8]:
        """The picture as this view shows it; grey where the picture does not reach."""
        at = self.sources()
        finer = float(np.median(np.linalg.norm(np.diff(at[::8], axis=1), axis=-1)))
        if finer > 1.5:  # several picture pixels a view pixel: soften, or thin joints flicker
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.4 * finer), np.uint8)
        shown = cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=(outside,) * 3)  # fmt: skip
        return np.asarray(shown, np.uint8)
