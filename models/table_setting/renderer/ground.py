"""Models room, table renderer: the table top, its front edge, and the floor beyond."""

from dataclasses import dataclass

import numpy as np

from models.table_setting.renderer.camera import Camera, Doubles, Floats
from models.table_setting.renderer.canvas import Canvas
from models.table_setting.renderer.light import Light
from models.table_setting.renderer.surfaces import Surface


@dataclass(frozen=True)
class Ground:
    """A table top that ends at y = 0, its edge, and the floor 730 mm below."""

    top: Surface
    floor: Surface
    thickness_mm: float
    bevel: float
    half_width_mm: float
    depth_mm: float
    floor_light: float


def paint_ground(camera: Camera, light: Light, ground: Ground) -> tuple[Canvas, Floats]:
    """A fresh canvas with table and floor, and how much of each pixel is table top (0..1)."""
    shape = (camera.height, camera.width)
    canvas = Canvas(camera, light, np.zeros((*shape, 3), np.float32), np.zeros(shape, np.int16),
                    camera.slopes())  # fmt: skip
    everywhere = (slice(0, shape[0]), slice(0, shape[1]))
    x, y = canvas.at(everywhere, 0.0)
    pixel = np.float32(camera.mm_per_px())
    inside = np.minimum(np.minimum(y, ground.depth_mm - y), ground.half_width_mm - np.abs(x))
    on_table = np.asarray(np.clip(inside / pixel + 0.5, 0, 1), np.float32)
    colour = _top(canvas, ground, x, y, everywhere)
    if on_table.min() < 1:
        below = _below(canvas, ground, everywhere)
        colour = below + on_table[..., None] * (colour - below)
    canvas.image[:] = colour
    return canvas, on_table


def _top(canvas: Canvas, ground: Ground, x: Floats, y: Floats, part: tuple[slice, slice]) -> Floats:
    light, surface = canvas.light, ground.top
    albedo = surface.colours(x, y)
    level = light.ambient + light.key * np.float32(light.direction[2])
    lit = albedo * level * light.falloff(x, y)[..., None]
    if surface.gloss > 0:
        view = canvas.toward_camera(part)
        mirrored = light.mirrored(view * np.array([-1, -1, 1], np.float32), surface.rough)
        fresnel = 0.04 + 0.5 * (1 - view[..., 2:3]) ** 4
        lit = lit + np.float32(surface.gloss) * fresnel * mirrored
    rounding = np.clip(1 - y / 2.5, 0, 1)[..., None] * np.float32(ground.bevel)
    return np.asarray(lit * (1 + rounding), np.float32)


def _below(canvas: Canvas, ground: Ground, part: tuple[slice, slice]) -> Floats:
    """The floor, in the table's shade near it, and the table's front face where it shows."""
    light = canvas.light
    x, y = canvas.at(part, -730.0)
    shift = light.shadow_shift() * 730.0
    near = np.clip((y - shift[1]) / 260 + 0.5, 0, 1)[..., None]
    level = (light.ambient * 0.8 + light.key * 0.7 * (1 - 0.75 * near)) * ground.floor_light
    floor = ground.floor.colours(np.asarray(x * 0.5, np.float32), np.asarray(y * 0.5, np.float32))
    colour = floor * level * (1 - 0.3 * near)
    C = canvas.camera.position
    if C[1] < -1.0:
        slope = canvas.slopes[part][..., 1]
        z = C[2] - C[1] / np.where(np.abs(slope) < 1e-6, -1e-6, slope)
        face = ((z < 0) & (z > -ground.thickness_mm))[..., None]
        across = np.asarray(C[0] + (z - C[2]) * canvas.slopes[part][..., 0], np.float32)
        stuff = ground.top.colours(across, np.asarray(z, np.float32))
        lit = light.ambient * 0.6 + light.key * max(0.05, -float(light.direction[1])) * 0.8
        colour = np.where(face, stuff * lit, colour)
    return np.asarray(colour, np.float32)


def front_edge_px(camera: Camera) -> Doubles | None:
    """The visible part of the table's front edge, (2, 2) px; None when it is out of the picture."""
    far = camera.project(np.array([[-900.0, 0, 0], [900.0, 0, 0]]))
    step = far[1] - far[0]
    low, high = 0.0, 1.0
    for axis, size in ((0, camera.width - 1), (1, camera.height - 1)):
        if abs(step[axis]) < 1e-9:
            if not 0 <= far[0, axis] <= size:
                return None
            continue
        a, b = sorted(((0 - far[0, axis]) / step[axis], (size - far[0, axis]) / step[axis]))
        low, high = max(low, a), min(high, b)
    if high - low <= 0 or np.linalg.norm((high - low) * step) < 0.25 * camera.width:
        return None
    return np.stack([far[0] + low * step, far[0] + high * step])
