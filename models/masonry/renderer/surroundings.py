"""Models room, masonry renderer: what lies behind and around: backdrop, ground, the wall's body."""

import cv2
import numpy as np

from models.masonry.renderer.camera import Camera, Doubles, Floats
from models.masonry.renderer.canvas import Canvas
from models.masonry.renderer.layout import Designs, Layout
from models.masonry.renderer.light import Light
from models.table_setting.renderer.relief import noise
from models.table_setting.renderer.surfaces import make_floor, make_surface

_RIM_PX = 2.0


def backdrop(
    rng: np.random.Generator, camera: Camera, rays: Floats, light: Light, base_y: float,
    designs: Designs,
) -> Floats:  # fmt: skip
    """A room or yard behind a wall, out of focus, and the ground it stands on (y = `base_y`)."""
    C = camera.position
    depth = float(rng.uniform(400, 3500))
    reach = np.float32(depth - C[2]) / np.maximum(rays[..., 2], 0.05)
    x = C[0] + reach * rays[..., 0]
    y = C[1] + reach * rays[..., 1]
    image = _room(rng, x, y)
    blur = float(rng.uniform(1, 9)) * camera.width / 1600
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), blur), np.float32)
    down = np.maximum(rays[..., 1], 1e-3)
    far = np.float32(base_y - C[1]) / down
    gx, gz = C[0] + far * rays[..., 0], C[2] + far * rays[..., 2]
    surface = make_floor(rng) if rng.random() < 0.6 else make_surface(
        rng, unseen=designs == "unseen", side_px=700)  # fmt: skip
    ground = surface.colours(np.asarray(gx, np.float32), np.asarray(gz + 1500, np.float32))
    on_ground = (rays[..., 1] > 2e-3) & (gz < depth) & (far > 0)
    level = light.ambient + light.key * np.float32(max(0.15, -light.direction[1]))
    near = 1 - 0.5 * np.exp(-np.abs(gz - 50) / 70) * (gz < 140)
    ground = ground * near[..., None]
    shown = np.where(on_ground[..., None], ground, image)
    return np.asarray(shown * level, np.float32)


def _room(rng: np.random.Generator, x: Floats, y: Floats) -> Floats:
    shape = (x.shape[0], x.shape[1])
    base = rng.uniform(0.05, 0.7) * rng.uniform(0.8, 1.2, 3)
    tone = 1 + 0.1 * noise(rng, shape, (4, 5)) + 0.02 * noise(rng, shape, (90, 120))
    image = tone[..., None] * base.astype(np.float32)
    for _ in range(int(rng.integers(0, 5))):
        at, half = rng.uniform((-2500, -2000), (2500, 800)), rng.uniform(60, 900, 2)
        inside = (np.abs(x - at[0]) < half[0]) & (np.abs(y - at[1]) < half[1])
        image[inside] = rng.uniform(0.02, 0.8) * rng.uniform(0.7, 1.3, 3)
    if rng.random() < 0.25:  # planks, sheeting or blocks far behind
        pitch, dark = float(rng.uniform(80, 400)), float(rng.uniform(0.4, 0.9))
        along = y if rng.random() < 0.5 else x
        image[np.mod(along, pitch) < 0.06 * pitch] *= dark
    return np.asarray(image, np.float32)


def body(
    rng: np.random.Generator, image: Floats, camera: Camera, layout: Layout, light: Light,
    canvas: Canvas,
) -> None:  # fmt: skip
    """The wall's thickness: its ends and its top, behind the face, painted into the picture."""
    rows = layout.rows()
    depth = float(rng.choice([90.0, 102.0, 215.0]))
    mean = canvas.albedo[canvas.solid > 0.5].mean(0)
    C = camera.position
    faces = []
    for side, index, keep in ((-1, 0, (0, 3)), (1, -1, (1, 2))):
        ends = np.concatenate([row[index].corners[list(keep)] for row in rows])
        if side * (C[0] - ends[:, 0].mean()) > 0:
            for row in rows:
                faces.append((row[index].corners[list(keep)], abs(light.direction[0])))
            whole = np.array([rows[-1][index].corners[keep[0]], rows[0][index].corners[keep[1]]])
            faces.insert(0, (whole, 0.6 * abs(light.direction[0])))
    top = np.array([rows[-1][0].corners[0], rows[-1][-1].corners[1]])
    if C[1] < top[:, 1].mean():
        faces.append((top, max(0.1, -light.direction[1])))
    for edge, facing in faces:
        front = np.column_stack([edge, np.full(2, 2.0)])
        back = np.column_stack([edge[::-1], np.full(2, depth)])
        ring = camera.project(np.concatenate([front, back]))
        mask = np.zeros(image.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(np.clip(ring, -3e4, 3e4) * 16).astype(np.int32)], 255,
                     cv2.LINE_AA, 4)  # fmt: skip
        tone = mean * rng.uniform(0.8, 1.2) * (light.ambient + light.key * np.float32(facing))
        cover = mask[..., None] / np.float32(255)
        image += cover * (tone - image)


def subfloor(
    rng: np.random.Generator, camera: Camera, rays: Floats, light: Light, designs: Designs
) -> Floats:
    """The floor around the tiles, seen over the whole picture."""
    C = camera.position
    reach = np.float32(8 - C[2]) / np.maximum(rays[..., 2], 0.02)
    x = np.asarray(C[0] + reach * rays[..., 0], np.float32)
    y = np.asarray(C[1] + reach * rays[..., 1], np.float32)
    surface = make_surface(rng, unseen=designs == "unseen", side_px=900)
    colours = surface.colours(x, np.asarray(y + 1200, np.float32))
    level = light.ambient + light.key * np.float32(light.direction[2])
    return np.asarray(colours * level, np.float32)


def put_face(image: Floats, camera: Camera, rays: Floats, canvas: Canvas, colour: Floats) -> None:
    """Paint the lit face where the camera sees it, its relief shifted as perspective has it."""
    height, width = canvas.height.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    pixels = camera.project(corners * canvas.step + (canvas.left, canvas.top))
    x0, y0 = np.maximum(np.floor(pixels.min(0)).astype(int) - 2, 0)
    x1, y1 = np.minimum(np.ceil(pixels.max(0)).astype(int) + 3, (camera.width, camera.height))
    if x1 - x0 < 4 or y1 - y0 < 4:
        return
    part = (slice(y0, y1), slice(x0, x1))
    C, d = camera.position, rays[part]
    slope_x, slope_y = d[..., 0] / d[..., 2], d[..., 1] / d[..., 2]
    z = np.zeros_like(slope_x)
    column = row = np.zeros(0, np.float32)
    for _ in range(3):
        reach = np.asarray(z - C[2], np.float32)
        column = np.asarray((C[0] + reach * slope_x - canvas.left) / canvas.step, np.float32)
        row = np.asarray((C[1] + reach * slope_y - canvas.top) / canvas.step, np.float32)
        z = -cv2.remap(
            canvas.height, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    coarse = float(np.linalg.norm(pixels[1] - pixels[0])) / width  # picture px per map px
    solid, shown = canvas.solid, _past_the_rim(colour, canvas.solid)
    if coarse < 0.9:
        soft = 0.45 * np.sqrt(1 / coarse**2 - 1)
        solid = np.asarray(cv2.GaussianBlur(solid, (0, 0), soft), np.float32)
        shown = np.asarray(cv2.GaussianBlur(shown, (0, 0), soft), np.float32)
    seen = _at(shown, column, row)
    cover = cv2.remap(solid, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    image[part] += cover[..., None] * (seen - image[part])


def _past_the_rim(colour: Floats, solid: Floats) -> Floats:
    """The colour of what is solid also just beyond its rim: the map has mortar there, which is not,
    and which a lens would smear over the ends of a wall as a dark line."""
    own = (solid > 0.98).astype(np.float32)
    near = cv2.GaussianBlur(own, (0, 0), _RIM_PX)
    carried = cv2.GaussianBlur(colour * own[..., None], (0, 0), _RIM_PX)
    beyond = (own < 1) & (near > 0.01)
    return np.where(beyond[..., None], carried / np.maximum(near, 0.01)[..., None], colour)


def _at(picture: Floats, column: Floats, row: Floats) -> Floats:
    border = cv2.BORDER_REPLICATE
    return np.asarray(cv2.remap(picture, column, row, cv2.INTER_LINEAR, borderMode=border),
                      np.float32)  # fmt: skip


def shadow(image: Floats, camera: Camera, ring: Doubles, light: Light, blur: float) -> None:
    """Darken the plane where a thing with outline (N, 2) mm keeps the key light away."""
    mask = np.zeros(image.shape[:2], np.uint8)
    pixels = np.clip(camera.project(ring), -3e4, 3e4)
    cv2.fillPoly(mask, [np.round(pixels * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.8, blur)) / np.float32(255)
    share = light.key.mean() / (light.key.mean() + light.ambient.mean())
    image *= (1 - np.float32(0.9 * share) * soft)[..., None]
