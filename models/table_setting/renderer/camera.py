"""Models room, table renderer: the pinhole camera over the table. Pure geometry.

Table frame: x right along the front edge, y away from the candidate (edge at y = 0), z up, in mm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """A pinhole camera: `K` in pixels (OpenCV's convention), `R` and `t` from table to camera."""

    width: int
    height: int
    K: Doubles
    R: Doubles
    t: Doubles

    @property
    def position(self) -> Doubles:
        """The optical centre in the table frame, mm."""
        return np.asarray(-self.R.T @ self.t, np.float64)

    def project(self, points: NDArray[np.floating]) -> Doubles:
        """Pixels (N, 2) of table points (N, 3) in mm."""
        seen = np.asarray(points, np.float64).reshape(-1, 3) @ self.R.T + self.t
        pixels = seen @ self.K.T
        return np.asarray(pixels[:, :2] / pixels[:, 2:], np.float64)

    def slopes(self) -> Floats:
        """(height, width, 2): by how many mm each pixel's ray moves in x and y per mm of z."""
        u, v = np.meshgrid(np.arange(self.width), np.arange(self.height))
        rays = np.stack([u, v, np.ones_like(u)], -1) @ np.linalg.inv(self.K).T @ self.R
        return np.asarray(rays[..., :2] / rays[..., 2:], np.float32)

    def mm_per_px(self) -> float:
        """Millimetres of table a pixel covers at the middle of the picture."""
        axis = self.R[2]
        return float(-self.position[2] / axis[2] / self.K[0, 0])


def look_at(
    target: tuple[float, float],
    *,
    distance_mm: float,
    tilt_deg: float,
    azimuth_deg: float,
    roll_deg: float,
    focal_px: float,
    size_px: tuple[int, int],
) -> Camera:
    """A camera `distance_mm` from a table point, tilted from the vertical toward an azimuth.

    Azimuth −90° stands on the candidate's side of the table, +90° on the far side.
    """
    tilt, azimuth, roll = np.radians([tilt_deg, azimuth_deg, roll_deg])
    aim = np.array([target[0], target[1], 0.0])
    away = np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)])
    position = aim + distance_mm * away
    forward = -away
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    c, s = np.cos(roll), np.sin(roll)
    R = np.stack([c * right + s * down, -s * right + c * down, forward])
    width, height = size_px
    K = np.array(
        [[focal_px, 0.0, (width - 1) / 2], [0.0, focal_px, (height - 1) / 2], [0.0, 0.0, 1.0]]
    )
    return Camera(width, height, K, R, -R @ position)
