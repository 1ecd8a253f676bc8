"""Models room, table renderer: standing bodies of revolution (glasses, shakers, cups)."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.table_setting.renderer.camera import Camera, Doubles, Floats
from models.table_setting.renderer.canvas import Canvas
from models.table_setting.renderer.light import shade

_SIDES = 48


@dataclass(frozen=True)
class Vessel:
    """A turned body: profile (M, 2) of radius and height in mm, from the foot up.

    Clear glass when `albedo` is None. `drink` is (level mm, BGR colour, opacity) inside the part
    of the profile above `bowl_mm`.
    """

    profile: Doubles
    bowl_mm: float
    drink: tuple[float, Floats, float] | None = None
    albedo: Floats | None = None
    metal_above: float = 1e9
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    shine: float = 1.0

    @property
    def height_mm(self) -> float:
        """Height of the rim above the table."""
        return float(self.profile[-1, 1])

    @property
    def foot_mm(self) -> float:
        """Radius of what stands on the table."""
        return float(self.profile[self.profile[:, 1] < 4.0, 0].max())


def _smooth(points: list[tuple[float, float]], scale: tuple[float, float], count: int) -> Doubles:
    knots = np.array(points) * scale
    t = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(knots, axis=0).T))])
    fine = np.linspace(0, t[-1], count)
    shape = np.stack([np.interp(fine, t, knots[:, i]) for i in (0, 1)], -1)
    inner = shape.copy()
    inner[1:-1] = 0.25 * shape[:-2] + 0.5 * shape[1:-1] + 0.25 * shape[2:]
    return np.asarray(inner, np.float64)


_STEMMED = {
    "wine": [(1, 0), (0.95, 0.012), (0.3, 0.03), (0.1, 0.06), (0.1, 0.42), (0.5, 0.47),
             (0.95, 0.58), (1.08, 0.7), (0.98, 0.88), (0.85, 1)],
    "flute": [(1, 0), (0.9, 0.01), (0.25, 0.025), (0.1, 0.05), (0.1, 0.3), (0.4, 0.37),
              (0.72, 0.5), (0.85, 0.75), (0.8, 1)],
    "goblet": [(1, 0), (0.95, 0.015), (0.35, 0.04), (0.16, 0.09), (0.16, 0.33), (0.7, 0.4),
               (1.0, 0.55), (1.06, 0.75), (1.08, 1)],
    "coupe": [(1, 0), (0.9, 0.014), (0.2, 0.04), (0.1, 0.1), (0.1, 0.55), (0.6, 0.6),
              (1.15, 0.72), (1.38, 0.9), (1.4, 1)],
}  # fmt: skip
_TUMBLERS = {
    "straight": [(0.93, 0), (1, 0.02), (1, 0.5), (1, 1)],
    "flared": [(0.78, 0), (0.8, 0.03), (0.9, 0.5), (1.02, 1)],
    "barrel": [(0.8, 0), (0.88, 0.05), (1.06, 0.45), (1.0, 0.8), (0.92, 1)],
}
_DRINKS = (
    (0.75, 0.78, 0.75, 0.18),
    (0.05, 0.30, 0.85, 0.9),
    (0.03, 0.03, 0.25, 0.95),
    (0.25, 0.62, 0.72, 0.55),
    (0.02, 0.15, 0.75, 0.92),
    (0.02, 0.05, 0.08, 0.95),
    (0.75, 0.82, 0.85, 0.97),
)


def make_glass(rng: np.random.Generator, *, unseen: bool, kind: str | None = None) -> Vessel:
    """A drinking glass: stemmed or tumbler, 80–235 mm tall, empty or with a drink."""
    stems = ["goblet", "wine", "coupe"] if unseen else ["wine", "wine", "flute"]
    tumblers = ["barrel", "straight"] if unseen else ["straight", "flared"]
    name = kind or str(rng.choice(stems if rng.random() < 0.62 else tumblers))
    if kind is None and not unseen and rng.random() < 0.6:
        profile, bowl = _varied(rng, stemmed=name in _STEMMED)
        tall = float(profile[-1, 1])
    elif name in _STEMMED:
        tall, radius = rng.uniform(160, 232), rng.uniform(28, 39)
        if name == "coupe":
            tall = rng.uniform(120, 150)
        profile = _smooth(_STEMMED[name], (radius, tall), 34)
        bowl = {"wine": 0.46, "flute": 0.36, "goblet": 0.38, "coupe": 0.6}[name] * tall
    else:
        tall, radius = rng.uniform(80, 150), rng.uniform(29, 42)
        profile = _smooth(_TUMBLERS[name], (radius, tall), 20)
        bowl = rng.uniform(4, 14)
    drink = None
    if rng.random() < 0.5:
        *colour, opacity = _DRINKS[rng.integers(len(_DRINKS))]
        level = bowl + (tall - bowl) * rng.uniform(0.2, 0.85)
        drink = (level, np.asarray(colour, np.float32) * np.float32(rng.uniform(0.8, 1.1)), opacity)
    tint = (1.0, 1.0, 1.0)
    if rng.random() < 0.12:
        tint = tuple(rng.uniform(0.55, 1.0, 3))
    return Vessel(profile, bowl, drink, tint=tint, shine=rng.uniform(0.6, 1.3))


def _varied(rng: np.random.Generator, *, stemmed: bool) -> tuple[Doubles, float]:
    """A glass of no named kind: its profile, and where its bowl begins (mm)."""
    if not stemmed:
        scale = (rng.uniform(29, 43), rng.uniform(75, 155))
        foot, mouth = rng.uniform(0.7, 1.0), rng.uniform(0.85, 1.08)
        bulge = rng.uniform(-0.08, 0.14)
        middle = [((1 - t) * foot + t * mouth + bulge * np.sin(np.pi * t), t)
                  for t in (0.06, 0.3, 0.5, 0.7, 0.85)]  # fmt: skip
        return _smooth([(foot * 0.96, 0), *middle, (mouth, 1)], scale, 20), rng.uniform(4, 14)
    scale = (rng.uniform(27, 39), rng.uniform(115, 235))
    stem, neck, widest = rng.uniform(0.2, 0.58), rng.uniform(0.09, 0.2), rng.uniform(0.75, 1.4)
    mouth = widest * rng.uniform(0.72, 1.02)
    at = rng.uniform(0.25, 0.8)
    knots = [(1, 0), (rng.uniform(0.88, 0.97), 0.014), (rng.uniform(0.2, 0.4), 0.035),
             (neck, 0.09), (neck, stem),
             (widest * rng.uniform(0.45, 0.8), stem + 0.07)]  # fmt: skip
    rest = 0.93 - stem
    knots += [(widest, stem + 0.07 + rest * at), (mouth, 1)]
    return _smooth(knots, scale, 34), (stem + 0.04) * scale[1]


def make_shaker(rng: np.random.Generator) -> Vessel:
    """A salt or pepper shaker: clutter, solid, often with a metal cap."""
    tall, radius = rng.uniform(55, 110), rng.uniform(13, 24)
    shape = [(0.95, 0), (1, 0.04), (0.85, 0.5), (0.75, 0.75), (0.8, 0.8), (0.7, 0.93), (0.3, 1.0),
             (0.02, 1.0)]  # fmt: skip
    albedo = np.asarray(rng.uniform(0.03, 0.8, 3), np.float32)
    return Vessel(_smooth(shape, (radius, tall), 18), 0.0, albedo=albedo,
                  metal_above=0.75 * tall if rng.random() < 0.6 else 1e9)  # fmt: skip


def make_cup(rng: np.random.Generator) -> Vessel:
    """An opaque cup or beaker: clutter that looks like a glass but is none."""
    tall, radius = rng.uniform(55, 115), rng.uniform(30, 45)
    outer = [(0.72, 0.0), (0.78, 0.04), (0.92, 0.5), (1.0, 1.0)]
    shape = [*outer, (0.94, 1.0), (0.86, 0.5), (0.7, 0.08), (0.02, 0.06)]
    return Vessel(_smooth(shape, (radius, tall), 24), 0.0,
                  albedo=np.asarray(rng.uniform(0.08, 0.85, 3), np.float32))  # fmt: skip


def silhouette(vessel: Vessel, camera: Camera, x: float, y: float) -> Doubles:
    """The convex outline of a standing vessel as the camera sees it, (M, 2) px."""
    points = _rings(vessel.profile, x, y).reshape(-1, 3)
    hull = cv2.convexHull(camera.project(points).astype(np.float32))
    return np.asarray(hull.reshape(-1, 2), np.float64)


def _rings(profile: Doubles, x: float, y: float) -> Doubles:
    a = np.linspace(0, 2 * np.pi, _SIDES + 1)
    r, z = profile[:, :1], profile[:, 1:]
    return np.stack([x + r * np.cos(a), y + r * np.sin(a), z + 0 * a], -1)


@dataclass(frozen=True)
class _Layer:
    """Rasterised facets of one side of a body: unit normals, heights and coverage."""

    normal: Floats
    height: Floats
    cover: Floats


def _facets(
    canvas: Canvas, profile: Doubles, x: float, y: float, part: tuple[slice, slice], front: bool
) -> _Layer:
    points = _rings(profile, x, y)
    corner = np.array([part[1].start, part[0].start])
    pixels = canvas.camera.project(points.reshape(-1, 3)).reshape(*points.shape[:2], 2) - corner
    a = np.linspace(0, 2 * np.pi, _SIDES + 1)[:-1] + np.pi / _SIDES
    slope = np.diff(profile, axis=0)
    n = np.stack([slope[:, 1], -slope[:, 0]], -1)
    n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
    normals = np.stack([n[:, :1] * np.cos(a), n[:, :1] * np.sin(a), n[:, 1:] + 0 * a], -1)
    middle = 0.25 * (points[:-1, :-1] + points[1:, :-1] + points[:-1, 1:] + points[1:, 1:])
    view = canvas.camera.position - middle
    faces = (normals * view).sum(-1) > 0
    chosen = np.argwhere(faces if front else ~faces)
    far = np.linalg.norm(view[chosen[:, 0], chosen[:, 1]], axis=1)
    shape = (part[0].stop - part[0].start, part[1].stop - part[1].start)
    packed = np.zeros((*shape, 4), np.float32)
    cover = np.zeros(shape, np.uint8)
    quads = np.stack([pixels[:-1, :-1], pixels[1:, :-1], pixels[1:, 1:], pixels[:-1, 1:]], 2)
    fixed = np.round(quads * 16).astype(np.int32)
    for i, j in chosen[np.argsort(-far)]:
        nx, ny, nz = normals[i, j] if front else -normals[i, j]
        cv2.fillConvexPoly(packed, fixed[i, j], (nx, ny, nz, middle[i, j, 2]), cv2.LINE_8, 4)
        cv2.fillConvexPoly(cover, fixed[i, j], 255, cv2.LINE_AA, 4)
    smooth = cv2.blur(packed, (3, 3))
    length = np.linalg.norm(smooth[..., :3], axis=-1, keepdims=True)
    normal = smooth[..., :3] / np.maximum(length, 1e-6)
    covered = np.asarray(cover / np.float32(255), np.float32)
    return _Layer(np.asarray(normal, np.float32), packed[..., 3], covered)


def draw_solid(canvas: Canvas, vessel: Vessel, x: float, y: float, number: int) -> None:
    """Paint an opaque vessel (shaker, cup)."""
    outline = silhouette(vessel, canvas.camera, x, y)
    part = canvas.window(outline)
    if part is None or vessel.albedo is None:
        return
    layer = _facets(canvas, vessel.profile, x, y, part, True)
    albedo = np.ones((*layer.cover.shape, 3), np.float32) * vessel.albedo
    metal = np.asarray(layer.height > vessel.metal_above, np.float32)
    albedo += metal[..., None] * (0.75 - albedo)
    colour = shade(canvas.light, albedo, layer.normal, canvas.toward_camera(part), metal=metal,
                   gloss=vessel.shine, rough=0.4)  # fmt: skip
    canvas.image[part] += layer.cover[..., None] * (colour - canvas.image[part])
    canvas.ids[part][layer.cover > 0.5] = number


def draw_glass(canvas: Canvas, vessel: Vessel, x: float, y: float, number: int) -> None:
    """Paint a clear glass: the far wall, the drink, the near wall, the rim's bright ring."""
    outline = silhouette(vessel, canvas.camera, x, y)
    part = canvas.window(outline, 6)
    if part is None:
        return
    for front in (False, True):
        layer = _facets(canvas, vessel.profile, x, y, part, front)
        _wall(canvas, vessel, part, layer)
        if not front:
            _fill(canvas, vessel, x, y, part)
    _rim(canvas, vessel, x, y)
    mask = np.zeros(canvas.ids.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    canvas.ids[mask > 0] = number


def _wall(canvas: Canvas, vessel: Vessel, part: tuple[slice, slice], layer: _Layer) -> None:
    image = canvas.image[part]
    view = canvas.toward_camera(part)
    facing = np.clip(np.abs((layer.normal * view).sum(-1)), 0.02, 1)
    bend = layer.normal[..., :2] * (1 - facing[..., None]) * (7 / canvas.camera.mm_per_px())
    down = canvas.camera.R[:2, :2].astype(np.float32)
    shift = np.asarray(bend @ down.T, np.float32)
    rows, columns = np.indices(layer.cover.shape, np.float32)
    behind = cv2.remap(image, columns + shift[..., 0], rows + shift[..., 1], cv2.INTER_LINEAR,
                       borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    fresnel = (0.05 + 0.75 * (1 - facing) ** 4)[..., None] * vessel.shine
    absorbed = (1 - np.exp(-0.05 / facing))[..., None]
    through = behind * (1 - absorbed) * np.asarray(vessel.tint, np.float32)
    reflected = 2 * (layer.normal * view).sum(-1)[..., None] * layer.normal - view
    mirror = canvas.light.mirrored(np.asarray(reflected, np.float32), 0.0)
    fresnel = np.clip(fresnel, 0, 0.9)
    colour = through * (1 - fresnel) + mirror * fresnel
    image += layer.cover[..., None] * np.asarray(colour - image, np.float32)


def _fill(canvas: Canvas, vessel: Vessel, x: float, y: float, part: tuple[slice, slice]) -> None:
    """The drink: its body through the wall, and its level surface catching the light."""
    if vessel.drink is None:
        return
    level, colour, opacity = vessel.drink
    z = vessel.profile[:, 1]
    heights = np.linspace(vessel.bowl_mm, level, 8)
    inner = np.column_stack(
        [np.maximum(np.interp(heights, z, vessel.profile[:, 0]) - 1.5, 1), heights]
    )
    corner = np.array([part[1].start, part[0].start])
    rings = _rings(inner, x, y)
    image = canvas.image[part]
    lit = canvas.light.ambient + 0.6 * canvas.light.key
    for points, gain in ((rings.reshape(-1, 3), 0.75), (rings[-1], 1.1)):
        pixels = canvas.camera.project(points) - corner
        hull = cv2.convexHull(pixels.astype(np.float32))
        mask = np.zeros(image.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(hull * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        cover = (mask / np.float32(255) * np.float32(opacity))[..., None]
        image += cover * np.asarray(colour * lit * gain - image, np.float32)


def _rim(canvas: Canvas, vessel: Vessel, x: float, y: float) -> None:
    """Thin rings at rim and foot, dark and light by turns around."""
    scale = 1 / canvas.camera.mm_per_px()
    for index, width_mm in ((-1, 1.6), (0, 1.2)):
        ring = _rings(vessel.profile, x, y)[index]
        pixels = np.round(canvas.camera.project(ring) * 16).astype(np.int32)
        mask = np.zeros(canvas.ids.shape, np.uint8)
        thick = max(1, round(width_mm * scale))
        cv2.polylines(mask, [pixels.reshape(-1, 1, 2)], False, 255, thick, cv2.LINE_AA, 4)
        part = canvas.window(pixels / 16.0)
        if part is None:
            return
        gx, gy = canvas.at(part, vessel.profile[index, 1])
        turn = np.arctan2(gy - y, gx - x)
        level = (
            0.35 + 0.45 * np.sin(2 * turn + 1.0) + 0.5 * np.clip(np.sin(turn * 1.0 + 2), 0, 1) ** 6
        )
        light = canvas.light.ambient + 0.5 * canvas.light.key
        colour = np.clip(level, 0.03, 1.2)[..., None] * light
        cover = (mask[part] / np.float32(255) * np.float32(min(0.75, width_mm * scale)))[..., None]
        canvas.image[part] += np.asarray(cover * (colour - canvas.image[part]), np.float32)
