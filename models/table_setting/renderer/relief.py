"""Models room, table renderer: flat-lying things as height fields (plates, cutlery, napkins)."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from models.table_setting.renderer.camera import Doubles, Floats

RESOLUTION_MM = 0.6
"""Millimetres a map pixel covers unless a piece asks for finer ones."""


@dataclass(frozen=True)
class Relief:
    """A thing seen from above in its own frame: u along its axis, v across, mm, v up.

    `height` (mm), `alpha`, `albedo` (BGR, linear) and `metal` are maps of one size whose
    pixel (row, column) lies at u = `left` + column·`step`, v = `top` − row·`step`. `outline` is
    its plan silhouette, (M, 2) mm; `outline_z` the height of each outline point above its foot.
    """

    height: Floats
    alpha: Floats
    albedo: Floats
    metal: Floats
    left: float
    top: float
    outline: Doubles
    outline_z: Doubles
    gloss: float = 1.0
    rough: float = 0.2
    step: float = RESOLUTION_MM

    @cached_property
    def normal(self) -> Floats:
        """Unit normals (H, W, 3) in the piece's frame."""
        smooth = cv2.GaussianBlur(self.height, (0, 0), 0.9 / self.step)
        dx = cv2.Scharr(smooth, cv2.CV_32F, 1, 0) / (32 * self.step)
        dy = -cv2.Scharr(smooth, cv2.CV_32F, 0, 1) / (32 * self.step)
        normal = np.stack([-dx, -dy, np.ones_like(dx)], -1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True), np.float32)

    @property
    def top_mm(self) -> float:
        """The highest point above the foot."""
        return float(self.height[self.alpha > 0.5].max(initial=0.0))


@dataclass(frozen=True)
class Frame:
    """The map grid of a piece that spans u0..u1 by v0..v1 mm, with a margin."""

    u: Floats
    v: Floats
    left: float
    top: float
    step: float

    def to_px(self, points: Doubles) -> Doubles:
        """Map pixels (N, 2) of points (N, 2) in mm."""
        return np.stack(
            [(points[:, 0] - self.left) / self.step, (self.top - points[:, 1]) / self.step], -1
        )

    def fill(self, outline: Doubles) -> Floats:
        """The anti-aliased coverage of a polygon, 0..1."""
        mask = np.zeros(self.u.shape, np.uint8)
        fixed = np.round(self.to_px(outline) * 16).astype(np.int32)
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, 4)
        return np.asarray(mask / np.float32(255), np.float32)

    def inside_mm(self, mask: Floats) -> Floats:
        """Distance of each map pixel from the outside, mm (0 outside)."""
        solid = (mask > 0.5).astype(np.uint8)
        return np.asarray(cv2.distanceTransform(solid, cv2.DIST_L2, 5) * self.step, np.float32)


def frame(
    u0: float, u1: float, v0: float, v1: float, *, step: float = RESOLUTION_MM, margin: float = 4.0
) -> Frame:
    """A grid for a piece that spans u0..u1, v0..v1 mm."""
    u = np.arange(u0 - margin, u1 + margin, step, dtype=np.float32)
    v = np.arange(v1 + margin, v0 - margin, -step, dtype=np.float32)
    grid_u, grid_v = np.meshgrid(u, v)
    return Frame(grid_u, grid_v, float(u[0]), float(v[0]), step)


def sample(relief: Relief, outline: Doubles) -> Doubles:
    """The height of a relief's map at plan points (N, 2)."""
    column = np.clip((outline[:, 0] - relief.left) / relief.step, 0, relief.height.shape[1] - 1)
    row = np.clip((relief.top - outline[:, 1]) / relief.step, 0, relief.height.shape[0] - 1)
    return np.asarray(relief.height[row.astype(int), column.astype(int)], np.float64)


def circle(radius: float, count: int = 128) -> Doubles:
    """A circle's outline, (count, 2) mm."""
    a = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([radius * np.cos(a), radius * np.sin(a)], -1)


def noise(rng: np.random.Generator, shape: tuple[int, int], cells: tuple[int, int]) -> Floats:
    """Smooth noise of unit variance, `cells` bumps down and across."""
    small = rng.normal(0, 1, (max(2, cells[0]), max(2, cells[1]))).astype(np.float32)
    return np.asarray(
        cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32
    )
