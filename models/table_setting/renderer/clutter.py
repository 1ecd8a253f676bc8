"""Models room, table renderer: things on a table that are no piece of the cover, and hands."""

import cv2
import numpy as np

from models.table_setting.renderer.camera import Doubles, Floats
from models.table_setting.renderer.relief import Relief, circle, frame, noise, sample

_SKIN = ((0.16, 0.26, 0.42), (0.30, 0.42, 0.62), (0.45, 0.58, 0.78), (0.07, 0.12, 0.20))


def _solid(
    height: Floats, mask: Floats, colour: Floats, left: float, top: float, outline: Doubles,
    step: float, *, gloss: float, rough: float,
) -> Relief:  # fmt: skip
    albedo = colour if colour.ndim == 3 else np.ones((*mask.shape, 3), np.float32) * colour
    metal = np.zeros_like(mask)
    draft = Relief(
        height, mask, albedo, metal, left, top, outline, np.zeros(len(outline)), step=step
    )
    return Relief(height, mask, albedo, metal, left, top, outline, sample(draft, outline),
                  gloss=gloss, rough=rough, step=step)  # fmt: skip


def rounded(long: float, wide: float, corner: float) -> Doubles:
    """The outline of a rectangle with round corners, about its middle."""
    a, b = long / 2 - corner, wide / 2 - corner
    arc = np.linspace(0, np.pi / 2, 8)
    quarter = corner * np.stack([np.cos(arc), np.sin(arc)], -1)
    turns = [(a, b, 0), (-a, b, 1), (-a, -b, 2), (a, -b, 3)]
    quarters = []
    for cx, cy, k in turns:
        c, s = np.cos(k * np.pi / 2), np.sin(k * np.pi / 2)
        quarters.append(quarter @ np.array([[c, s], [-s, c]]) + (cx, cy))
    return np.concatenate(quarters)


def make_slab(rng: np.random.Generator) -> Relief:
    """A phone, a notebook, a tray or a box: a flat rectangle with round corners."""
    phone = rng.random() < 0.45
    long, wide = (rng.uniform(135, 165), rng.uniform(66, 78)) if phone else rng.uniform(70, 210, 2)
    thick = rng.uniform(7, 10) if phone else rng.uniform(2, 30)
    outline = rounded(long, wide, rng.uniform(2, 14))
    grid = frame(-long / 2, long / 2, -wide / 2, wide / 2, step=1.0)
    mask = grid.fill(outline)
    edge = np.clip(grid.inside_mm(mask) / 2.5, 0, 1) ** 0.5
    colour = np.asarray(
        rng.uniform(0.005, 0.03, 3) if phone else rng.uniform(0.03, 0.8, 3), np.float32
    )
    height = np.asarray(thick * (0.75 + 0.25 * edge), np.float32)
    return _solid(height, mask, colour, grid.left, grid.top, outline, grid.step,
                  gloss=1.2 if phone else 0.4, rough=rng.uniform(0, 0.7))  # fmt: skip


def make_bread(rng: np.random.Generator) -> Relief:
    """A roll or a fruit: a rounded lump."""
    a, b = rng.uniform(32, 60), rng.uniform(26, 40)
    outline = circle(1.0, 60) * (a, b)
    grid = frame(-a, a, -b, b, step=1.0)
    mask = grid.fill(outline)
    dome = np.sqrt(np.clip(1 - (grid.u / a) ** 2 - (grid.v / b) ** 2, 0, 1))
    height = np.asarray(
        6 + dome * rng.uniform(22, 45) + 0.6 * noise(rng, mask.shape, (9, 9)), np.float32
    )
    colour = rng.uniform([0.08, 0.25, 0.45], [0.22, 0.45, 0.72])
    albedo = (1 + 0.1 * noise(rng, mask.shape, (7, 7)))[..., None] * colour
    return _solid(height, mask, np.asarray(albedo, np.float32), grid.left, grid.top, outline,
                  grid.step, gloss=0.3, rough=0.8)  # fmt: skip


def make_placemat(rng: np.random.Generator, texture: Floats, *, round_: bool) -> Relief:
    """A mat under the plate, round or rectangular, cut from a surface texture (H, W, 3)."""
    radius = rng.uniform(150, 200)
    long, wide = rng.uniform(380, 460), rng.uniform(280, 330)
    outline = circle(radius) if round_ else rounded(long, wide, rng.uniform(2, 30))
    a, b = outline.max(0)
    grid = frame(-a, a, -b, b, step=1.0)
    mask = grid.fill(outline)
    height = np.asarray(1.2 + 1.3 * np.clip(grid.inside_mm(mask) / 1.5, 0, 1), np.float32)
    albedo = cv2.resize(texture, (mask.shape[1], mask.shape[0]))
    return _solid(height, mask, np.asarray(albedo, np.float32), grid.left, grid.top, outline,
                  grid.step, gloss=rng.uniform(0, 0.5), rough=0.8)  # fmt: skip


def make_hand(rng: np.random.Generator) -> Relief:
    """A hand with its forearm or sleeve; fingers toward +u, the arm leaves along −u."""
    grid = frame(-520, 120, -75, 75, step=1.0)
    limbs: list[tuple[float, float, float, float, float, float]] = [(-35, 0, 20, 0, 36, 38)]
    spread = rng.uniform(0.02, 0.22)
    for index, long in enumerate((62, 74, 78, 68)):
        a = (index - 1.5) * spread
        root = (28.0, (index - 1.5) * 19.0)
        bend = rng.uniform(0.55, 1.0)
        limbs.append((root[0], root[1], root[0] + bend * long * np.cos(a),
                      root[1] + bend * long * np.sin(a) * 1.4, 9.5, 8.0))  # fmt: skip
    limbs.append((-20, -30, rng.uniform(15, 40), rng.uniform(-68, -52), 12, 9))
    limbs.append((-520, rng.uniform(-25, 25), -50, 0, 42, 27))
    height = np.zeros(grid.u.shape, np.float32)
    for x0, y0, x1, y1, r0, r1 in limbs:
        d = np.array([x1 - x0, y1 - y0])
        t = np.clip(((grid.u - x0) * d[0] + (grid.v - y0) * d[1]) / (d @ d), 0, 1)
        r = r0 + t * (r1 - r0)
        gap = np.hypot(grid.u - x0 - t * d[0], grid.v - y0 - t * d[1])
        height = np.maximum(height, np.sqrt(np.clip(r**2 - gap**2, 0, None)) * 0.9)
    mask = np.asarray(np.clip(height / 3, 0, 1), np.float32)
    skin = np.asarray(_SKIN[rng.integers(len(_SKIN))], np.float32) * np.float32(
        rng.uniform(0.85, 1.15)
    )
    albedo = np.ones((*mask.shape, 3), np.float32) * skin
    if rng.random() < 0.6:
        albedo[grid.u < rng.uniform(-160, -60)] = rng.uniform(0.02, 0.8, 3)
    albedo *= (1 + 0.04 * noise(rng, mask.shape, (12, 40)))[..., None]
    contours, _ = cv2.findContours((mask > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL,
                                   cv2.CHAIN_APPROX_SIMPLE)  # fmt: skip
    ring = max(contours, key=cv2.contourArea).reshape(-1, 2).astype(np.float64)
    outline = np.stack([grid.left + ring[:, 0] * grid.step, grid.top - ring[:, 1] * grid.step], -1)
    return _solid(np.asarray(height + 12, np.float32), mask, albedo, grid.left, grid.top, outline,
                  grid.step, gloss=0.3, rough=0.9)  # fmt: skip
