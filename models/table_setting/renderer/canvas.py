"""Models room, table renderer: the picture being painted, from the table up."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.table_setting.renderer.camera import Camera, Doubles, Floats
from models.table_setting.renderer.light import Light, shade
from models.table_setting.renderer.relief import Relief


@dataclass(frozen=True)
class Placed:
    """A thing at a place: its origin (x, y) on the table, turned by `angle` (rad, CCW), on z0."""

    relief: Relief
    x: float
    y: float
    angle: float
    z0: float = 0.0

    def to_table(self, points: Doubles) -> Doubles:
        """Table coordinates (N, 2) of points in the piece's own frame."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return np.asarray(points @ np.array([[c, s], [-s, c]]) + (self.x, self.y), np.float64)

    def outline(self) -> Doubles:
        """The plan outline on the table, (M, 2) mm."""
        return self.to_table(self.relief.outline)

    def silhouette(self, camera: Camera) -> Doubles:
        """The outline as the camera sees it, (M, 2) px."""
        z = self.z0 + self.relief.outline_z
        return camera.project(np.column_stack([self.outline(), z]))


@dataclass(frozen=True)
class Canvas:
    """A linear picture (float BGR) with the rays, and for each pixel the id on top of it."""

    camera: Camera
    light: Light
    image: Floats
    ids: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    slopes: Floats

    def window(self, pixels: Doubles, margin: int = 4) -> tuple[slice, slice] | None:
        """The part of the picture around pixels (N, 2); None when it lies outside."""
        x0, y0 = np.floor(pixels.min(0)).astype(int) - margin
        x1, y1 = np.ceil(pixels.max(0)).astype(int) + margin + 1
        height, width = self.ids.shape
        x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return None
        return slice(y0, y1), slice(x0, x1)

    def at(self, part: tuple[slice, slice], z: Floats | float) -> tuple[Floats, Floats]:
        """Where each ray of a part meets the height z: table x and y, mm."""
        C = self.camera.position
        rise = np.asarray(z - C[2], np.float32)
        slopes = self.slopes[part]
        x = np.asarray(C[0] + rise * slopes[..., 0], np.float32)
        y = np.asarray(C[1] + rise * slopes[..., 1], np.float32)
        return x, y

    def toward_camera(self, part: tuple[slice, slice]) -> Floats:
        """Unit vectors from the surface to the camera, (h, w, 3)."""
        slopes = self.slopes[part]
        view = np.concatenate([slopes, np.ones_like(slopes[..., :1])], -1)
        return np.asarray(view / np.linalg.norm(view, axis=-1, keepdims=True), np.float32)

    def shadow(self, placed: Placed, *, strength: float = 1.0) -> None:
        """Darken what lies under a piece: the lamp's soft shadow and the dark line of contact."""
        tall = placed.z0 + placed.relief.outline_z
        self.shadow_of(placed.outline(), tall, placed.z0, strength)

    def shadow_of(
        self, plan: Doubles, z: Doubles, ground: float, strength: float, *, swept: bool = False
    ) -> None:
        """Darken the plane z = `ground` under plan points (N, 2) that stand at heights z (N,)."""
        light = self.light
        rise = np.maximum(z - ground, 0.5)[:, None]
        shift = light.shadow_shift()
        spread = light.softness
        offsets = [
            shift + spread * np.array(o) for o in ((0, 0), (1, 0.3), (-0.5, 0.9), (-0.5, -1))
        ]
        polygons = [plan + rise * offset for offset in offsets]
        flat = [np.column_stack([p, np.full(len(p), ground)]) for p in [plan, *polygons]]
        pixels = [self.camera.project(p) for p in flat]
        blur = max(1.0, (1.5 + spread * float(rise.mean())) / self.camera.mm_per_px())
        part = self.window(np.concatenate(pixels), int(3 * blur) + 2)
        if part is None:
            return
        corner = np.array([part[1].start, part[0].start])
        shape = (part[0].stop - part[0].start, part[1].stop - part[1].start)
        dark = np.zeros(shape, np.float32)
        for polygon in pixels[1:]:
            layer = np.zeros(shape, np.uint8)
            points = np.asarray(polygon - corner, np.float32)
            if swept:
                both = np.concatenate([pixels[0] - corner, points]).astype(np.float32)
                points = np.asarray(cv2.convexHull(both).reshape(-1, 2), np.float32)
            cv2.fillPoly(layer, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
            dark += layer / np.float32(255 * len(polygons))
        contact = np.zeros(shape, np.uint8)
        cv2.fillPoly(contact, [np.round((pixels[0] - corner) * 16).astype(np.int32)], 255,
                     cv2.LINE_AA, 4)  # fmt: skip
        near = cv2.GaussianBlur(contact / np.float32(255), (0, 0), max(0.8, blur * 0.7))
        dark = np.asarray(cv2.GaussianBlur(dark, (0, 0), blur), np.float32)
        key = light.key.mean() * light.direction[2]
        share = key / (key + light.ambient.mean())
        kept = (1 - strength * share * dark) * (1 - 0.35 * strength * near)
        self.image[part] *= np.asarray(kept[..., None], np.float32)

    def draw(self, placed: Placed, number: int) -> None:
        """Paint a height field where it stands; its pixels get the id `number`."""
        relief = placed.relief
        corners = placed.to_table(_frame_corners(relief))
        heights = (placed.z0, placed.z0 + relief.top_mm)
        box = [np.column_stack([corners, np.full(4, z)]) for z in heights]
        part = self.window(self.camera.project(np.concatenate(box)))
        if part is None:
            return
        column, row = self._meet(placed, part)
        alpha = _lookup(relief.alpha, column, row, 0)
        albedo, metal = _lookup(relief.albedo, column, row), _lookup(relief.metal, column, row)
        turned = _turn(_lookup(relief.normal, column, row), placed.angle)
        colour = shade(self.light, albedo, turned, self.toward_camera(part), metal=metal,
                       gloss=relief.gloss, rough=relief.rough)  # fmt: skip
        x, y = self.at(part, placed.z0)
        colour *= self.light.falloff(x, y)[..., None]
        self.image[part] += alpha[..., None] * (colour - self.image[part])
        self.ids[part][alpha > 0.5] = number

    def _meet(self, placed: Placed, part: tuple[slice, slice]) -> tuple[Floats, Floats]:
        """Map columns and rows where each ray meets the height field (fixed point, 4 rounds)."""
        relief = placed.relief
        c, s = np.cos(placed.angle), np.sin(placed.angle)
        z: Floats | float = placed.z0 + 0.5 * relief.top_mm
        for _ in range(4):
            x, y = self.at(part, z)
            x, y = x - np.float32(placed.x), y - np.float32(placed.y)
            column = np.asarray((c * x + s * y - relief.left) / relief.step, np.float32)
            row = np.asarray((relief.top - (c * y - s * x)) / relief.step, np.float32)
            z = placed.z0 + _lookup(relief.height, column, row)
        return column, row


def _frame_corners(relief: Relief) -> Doubles:
    height, width = relief.height.shape
    right, bottom = relief.left + width * relief.step, relief.top - height * relief.step
    return np.array(
        [[relief.left, relief.top], [right, relief.top], [right, bottom], [relief.left, bottom]]
    )


def _lookup(picture: Floats, column: Floats, row: Floats, outside: int | None = None) -> Floats:
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    return np.asarray(
        cv2.remap(picture, column, row, cv2.INTER_LINEAR, borderMode=border), np.float32
    )


def _turn(normal: Floats, angle: float) -> Floats:
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    x, y = normal[..., 0], normal[..., 1]
    return np.stack([c * x - s * y, s * x + c * y, normal[..., 2]], -1)
