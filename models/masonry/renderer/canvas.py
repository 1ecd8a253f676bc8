"""Models room, masonry renderer: a wall's or floor's face as maps of colour and height."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.masonry.renderer.camera import Doubles, Floats
from models.masonry.renderer.layout import Designs, Laid, Layout
from models.masonry.renderer.textures import (
    Fields,
    Style,
    face,
    make_fields,
    make_style,
    mortar_colour,
    window,
)

MARGIN_MM = 70.0
_FAR = -60.0


@dataclass(frozen=True, eq=False)
class Work:
    """How the work was done: edges, chips, joints, smears (all mm or shares)."""

    edge_mm: float
    arris_mm: float
    corner_mm: float
    chips: float
    recess_mm: float
    hollow_mm: float
    smear: float
    stain: float


@dataclass(frozen=True, eq=False)
class Canvas:
    """Maps over the plane: pixel (row, column) lies at x = `left` + column·`step`, and so down.

    `albedo` (H, W, 3) linear BGR; `height` (H, W) mm out of the plane toward the camera; `solid`
    (H, W) 0–1: 0 where one looks past the wall; `gloss` (H, W).
    """

    albedo: Floats
    height: Floats
    solid: Floats
    gloss: Floats
    left: float
    top: float
    step: float

    def to_px(self, points: Doubles) -> Doubles:
        """Map pixels (N, 2) of plane points (N, 2) mm."""
        return np.asarray((points - (self.left, self.top)) / self.step, np.float64)


def make_work(rng: np.random.Generator, wall: bool) -> Work:
    """Draw how neatly edges and joints are made."""
    if wall:
        return Work(rng.uniform(0.1, 0.9), rng.uniform(0.4, 3.0), rng.uniform(0.5, 4.0),
                    rng.uniform(0, 1.2), float(rng.choice([0.0, 1.0, 2.5, 3.5, 5.0])),
                    rng.uniform(0, 1.5), float(rng.choice([0, 0, 0.3, 1.0])),
                    rng.uniform(0, 1.0))  # fmt: skip
    return Work(
        rng.uniform(0.02, 0.2), rng.uniform(0.2, 1.2), rng.uniform(0.1, 1.5),
        rng.uniform(0, 0.25), float(rng.choice([0.3, 0.8, 1.5, 7.0])),
        rng.uniform(0, 0.5), float(rng.choice([0, 0, 0.3])), rng.uniform(0, 0.5),
    )  # fmt: skip


def paint(rng: np.random.Generator, layout: Layout, designs: Designs, step: float) -> Canvas:
    """Draw the face of a laid wall or floor."""
    wall = layout.kind == "brick_wall"
    work, fields = make_work(rng, wall), make_fields(rng)
    style = make_style(rng, layout.kind, designs)
    low, high = layout.box()
    low, high = low - MARGIN_MM, high + MARGIN_MM
    size = np.ceil((high - low) / step).astype(int) + 1
    x = (low[0] + step * np.arange(size[0])).astype(np.float32)
    y = (low[1] + step * np.arange(size[1])).astype(np.float32)
    shape = (len(y), len(x))
    mortar = mortar_colour(rng, designs)
    lumps, grain = (_tiled(rng, field, shape) for field in (fields.lumps, fields.grain))
    albedo = mortar * (1 + 0.1 * grain + 0.08 * lumps)[..., None] * np.ones((*shape, 3), np.float32)
    inside = np.full(shape, _FAR, np.float32)
    height = np.zeros(shape, np.float32)
    gloss = np.zeros(shape, np.float32)
    for unit in layout.units:
        part = _part(unit, x, y, 6.0)
        s = _inside(rng, unit, work, x[part[1]], y[part[0]])
        _paint_unit(rng, unit, (style, fields, work), s, (albedo, height, gloss), part, x, y, step)
        inside[part] = np.maximum(inside[part], s)
    joint = -work.recess_mm - work.hollow_mm * (1 - np.exp(np.minimum(inside, 0) / 2.5))
    joint = joint + 0.25 * lumps + 0.12 * grain
    cover = np.clip(inside / step + 0.5, 0, 1)
    height = cover * height + (1 - cover) * np.asarray(joint, np.float32)
    _smear(rng, work, fields, mortar, (albedo, height), inside)
    solid = np.ones(shape, np.float32)
    if wall:
        solid = np.maximum(_body(rng, layout, low, step, shape), cover)
    else:
        _subfloor(rng, albedo, height, inside, fields)
    shown = np.clip(albedo, 0.005, 0.92).astype(np.float32)
    return Canvas(shown, np.asarray(height, np.float32), np.asarray(solid, np.float32),
                  gloss, float(low[0]), float(low[1]), step)  # fmt: skip


def _tiled(rng: np.random.Generator, field: Floats, shape: tuple[int, int]) -> Floats:
    repeats = [-(-n // side) for n, side in zip(shape, field.shape, strict=True)]
    return np.asarray(np.tile(field, repeats)[: shape[0], : shape[1]], np.float32)


def _part(unit: Laid, x: Floats, y: Floats, margin: float) -> tuple[slice, slice]:
    low, high = unit.corners.min(0) - margin, unit.corners.max(0) + margin
    columns = slice(int(np.searchsorted(x, low[0])), int(np.searchsorted(x, high[0])))
    return slice(int(np.searchsorted(y, low[1])), int(np.searchsorted(y, high[1]))), columns


def _inside(rng: np.random.Generator, unit: Laid, work: Work, x: Floats, y: Floats) -> Floats:
    """How far inside a unit each map pixel lies, mm; its edges wander, its corners are round.

    Each side wanders about its straight true line without changing its mean or direction.
    """
    px, py = np.meshgrid(x, y)
    sides = []
    for k in range(4):
        a, b = unit.corners[k], unit.corners[(k + 1) % 4]
        along = (b - a) / np.linalg.norm(b - a)
        t = (px - a[0]) * along[0] + (py - a[1]) * along[1]
        away = (py - a[1]) * along[0] - (px - a[0]) * along[1]
        length = float(np.linalg.norm(b - a))
        line = work.edge_mm * wander(rng, length)
        sides.append(away + np.interp(t, np.linspace(0, length, len(line)), line))
    vertical = np.minimum(sides[0], sides[2])
    horizontal = np.minimum(sides[1], sides[3])
    r = work.corner_mm * float(rng.uniform(0.6, 1.4))
    round_ = r - np.hypot(np.maximum(r - vertical, 0), np.maximum(r - horizontal, 0))
    s = np.where((vertical < r) & (horizontal < r), round_, np.minimum(vertical, horizontal))
    for _ in range(rng.poisson(work.chips)):
        k = int(rng.integers(4))
        share = rng.uniform()
        at = unit.corners[k] * (1 - share) + unit.corners[(k + 1) % 4] * share
        radius = float(rng.gamma(2.0, 2.0))
        gap = np.hypot((px - at[0]) / rng.uniform(0.7, 2.5), py - at[1]) - radius
        s = np.minimum(s, gap)
    return np.asarray(s, np.float32)


def wander(rng: np.random.Generator, length: float) -> Doubles:
    """Noise of unit variance along a side every 2 mm, without mean or slope."""
    count = max(12, int(length / 2))
    knots = max(4, int(length / float(rng.uniform(4, 25))))
    coarse = np.interp(np.linspace(0, knots - 1, count), np.arange(knots), rng.normal(0, 1, knots))
    line = 0.8 * coarse + 0.4 * rng.normal(0, 1, count)
    t = np.linspace(-1, 1, count)
    return np.asarray(line - np.polyval(np.polyfit(t, line, 1), t), np.float64)


def _paint_unit(
    rng: np.random.Generator,
    unit: Laid,
    how: tuple[Style, Fields, Work],
    s: Floats,
    maps: tuple[Floats, Floats, Floats],
    part: tuple[slice, slice],
    x: Floats,
    y: Floats,
    step: float,
) -> None:
    style, fields, work = how
    albedo, height, gloss = maps
    u, v = np.meshgrid(x[part[1]] - unit.corners[0, 0], y[part[0]] - unit.corners[0, 1])
    colour, relief = face(rng, style, fields, np.asarray(u), np.asarray(v))
    cover = np.clip(s / step + 0.5, 0, 1)
    worn = np.exp(-np.maximum(s, 0) / max(work.arris_mm, 0.2))
    if rng.random() < 0.5 and style.gloss == 0:
        tone = (1 + float(rng.normal(0, 0.15)) * worn)[..., None]
        colour = np.asarray(colour * tone, np.float32)
    if work.stain > 0.3:
        bloom = np.clip(window(rng, fields.clouds, (s.shape[0], s.shape[1])) - 1.3, 0, 1)
        strength = work.stain * float(rng.uniform(0, 0.8))
        colour = np.asarray(colour + strength * bloom[..., None] * (0.5 - colour), np.float32)
    albedo[part] += cover[..., None] * (colour - albedo[part])
    up = unit.face_mm + relief - np.float32(0.7 * work.arris_mm) * worn
    height[part] = np.where(s > -2 * step, up, height[part])
    gloss[part] = np.maximum(gloss[part], cover * style.gloss)


def _smear(
    rng: np.random.Generator,
    work: Work,
    fields: Fields,
    mortar: Floats,
    maps: tuple[Floats, Floats],
    inside: Floats,
) -> None:
    """Mortar left on the faces, mostly near their edges, hiding them here and there."""
    if work.smear == 0:
        return
    albedo, height = maps
    shape = (inside.shape[0], inside.shape[1])
    cloud, lumps = _tiled(rng, fields.clouds, shape), _tiled(rng, fields.lumps, shape)
    near = np.exp(-np.abs(inside) / 10)
    amount = np.clip(3 * (cloud + 0.4 * lumps + near - 3.1 + 0.9 * work.smear), 0, 1)
    amount = (amount * float(rng.uniform(0.3, 1.0)))[..., None]
    albedo += amount * (mortar * (1 + 0.05 * lumps)[..., None] - albedo)
    height += amount[..., 0] * 0.5


def _body(
    rng: np.random.Generator, layout: Layout, low: Doubles, step: float, shape: tuple[int, int]
) -> Floats:
    """Where the wall is solid: units and the mortar between them, a little short at the ends."""
    inset = np.abs(rng.normal(0, 2.5, 2))
    rows = layout.rows()
    left = [row[0].corners[k] + (inset[0], 0.0) for row in rows for k in (3, 0)]
    right = [row[-1].corners[k] - (inset[1], 0.0) for row in reversed(rows) for k in (1, 2)]
    bed = float(rng.uniform(0, 14))
    ends = [left[0] + (0.0, bed), *left, *right, right[-1] + (0.0, bed)]
    ring = (np.array(ends) - low) / step * 16
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(ring).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return np.asarray(mask / np.float32(255), np.float32)


def _subfloor(
    rng: np.random.Generator, albedo: Floats, height: Floats, inside: Floats, fields: Fields
) -> None:
    """Around the tiles: screed, plywood or old floor, lower than the faces."""
    shape = (inside.shape[0], inside.shape[1])
    beyond = np.asarray(cv2.GaussianBlur((inside > -12).astype(np.float32), (0, 0), 1.5))
    colour = rng.uniform(0.06, 0.5) * rng.uniform(0.85, 1.15, 3)
    cloud, grain = _tiled(rng, fields.clouds, shape), _tiled(rng, fields.grain, shape)
    ground = colour * (1 + 0.12 * cloud + 0.06 * grain)[..., None]
    share = (1 - beyond)[..., None]
    if rng.random() < 0.5:
        ring = (inside < -1.5).astype(np.float32)  # no grout or adhesive beyond the outer tiles
        body = cv2.morphologyEx((inside > 0).astype(np.uint8), cv2.MORPH_CLOSE,
                                np.ones((41, 41), np.uint8))  # fmt: skip
        share = np.maximum(share, (ring * (1 - body))[..., None])
    albedo += np.asarray(share * (ground - albedo), np.float32)
    height += np.asarray(share[..., 0] * (-float(rng.uniform(1, 9)) - height), np.float32)
