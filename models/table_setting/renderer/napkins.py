"""Models room, table renderer: napkins, folded in many ways, gathered through a ring, or rolled."""

import numpy as np

from models.table_setting.renderer.camera import Doubles, Floats
from models.table_setting.renderer.relief import Frame, Relief, frame, noise, sample

TRAIN_FOLDS = (
    "square",
    "square",
    "square",
    "gather",
    "gather",
    "roll",
    "roll",
    "corners",
    "tapered",
    "pocket",
    "fan",
    "crumpled",
)
UNSEEN_FOLDS = ("square", "square", "gather", "roll", "triangle")


def make_napkin(rng: np.random.Generator, *, unseen: bool, fold: str | None = None) -> Relief:
    """A napkin about its middle, its long side along u."""
    folds = UNSEEN_FOLDS if unseen else TRAIN_FOLDS
    kind = fold or str(rng.choice(folds))
    long, wide = _size(rng, kind)
    outline = _outline(rng, kind, long, wide)
    grid = frame(-long / 2, long / 2, -wide / 2, wide / 2)
    mask = grid.fill(outline)
    height = _height(rng, kind, grid, mask, long, wide)
    albedo = _cloth(rng, grid, unseen)
    metal = np.zeros_like(mask)
    if kind == "gather" and rng.random() < 0.75:
        _ring(rng, grid, height, albedo, metal)
    draft = Relief(height, mask, albedo, metal, grid.left, grid.top, outline,
                   np.zeros(len(outline)), gloss=0.05, rough=0.6)  # fmt: skip
    return Relief(height, mask, albedo, metal, grid.left, grid.top, outline,
                  sample(draft, outline), gloss=0.05, rough=0.6)  # fmt: skip


def _size(rng: np.random.Generator, kind: str) -> tuple[float, float]:
    if kind == "gather":
        return rng.uniform(150, 235), rng.uniform(75, 130)
    if kind == "roll":
        return rng.uniform(170, 230), rng.uniform(32, 55)
    long = rng.uniform(150, 235)
    if kind in ("corners", "tapered", "pocket", "fan", "crumpled"):
        return long, long * rng.uniform(0.45, 1.0)
    return long, long * rng.choice([rng.uniform(0.42, 0.7), rng.uniform(0.85, 1.0)])


def _outline(rng: np.random.Generator, kind: str, long: float, wide: float) -> Doubles:
    a, b = long / 2, wide / 2
    if kind == "gather":
        u = np.linspace(-a, a, 60)
        waist = rng.uniform(0.16, 0.3)
        at = rng.uniform(-0.15, 0.15) * a
        flare = waist + (1 - waist) * np.abs((u - at) / (a + abs(at))) ** rng.uniform(0.75, 1.2)
        v = b * flare
        teeth = np.linspace(-1, 1, 30)
        frill = 0.03 * a * np.sin(teeth * rng.uniform(9, 16))
        right = np.stack([a - np.abs(frill), teeth[::-1] * v[-1]], -1)
        left = np.stack([-a + np.abs(frill), teeth * v[0]], -1)
        top = np.stack([u, v], -1)
        bottom = np.stack([u[::-1], -v[::-1]], -1)
        return np.concatenate([top, right, bottom, left])
    if kind == "crumpled":
        turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
        lobes = sum(
            rng.normal(0, 0.5 / k) * np.cos(k * turn + rng.uniform(0, 6)) for k in range(2, 8)
        )
        reach = np.clip(0.85 + 0.3 * lobes, 0.5, 1.0)
        return np.stack([a * reach * np.cos(turn), b * reach * np.sin(turn)], -1)
    if kind == "fan":
        return _fan(rng, a, b)
    if kind == "corners":
        corners = _corners(rng) * (a, b)
    elif kind == "tapered":
        tip = b * rng.uniform(0.15, 0.6)
        corners = np.array([[-a, -b], [a, -tip], [a, tip], [-a, b]])
    elif kind == "pocket":
        shoulder = a * rng.uniform(-0.3, 0.7)
        corners = np.array([[-a, -b], [shoulder, -b], [a, 0.0], [shoulder, b], [-a, b]])
    elif kind == "triangle":
        corners = np.array([[-a, -b], [a, 0.0], [-a, b]])
    else:
        corners = np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
        corners += rng.uniform(-2.5, 2.5, corners.shape)
    share = np.linspace(0, 1, 16, endpoint=False)[:, None]
    following = np.roll(corners, -1, axis=0)
    points = np.concatenate([p + share * (q - p) for p, q in zip(corners, following, strict=True)])
    return np.asarray(points + rng.normal(0, 0.25, points.shape), np.float64)


def _fan(rng: np.random.Generator, a: float, b: float) -> Doubles:
    """Pleats that spread from a narrow end: a sector with a toothed edge."""
    spread = np.arcsin(min(1.0, b / (1.7 * a)))
    turn = np.linspace(-spread, spread, 60)
    teeth = 1 - rng.uniform(0, 0.05) * np.abs(np.sin(turn / spread * rng.uniform(6, 14)))
    outer = np.stack([1.85 * a * teeth * np.cos(turn) - a, 1.7 * a * teeth * np.sin(turn)], -1)
    stub = rng.uniform(0.05, 0.25) * b
    return np.concatenate([outer, [[-a * 0.95, stub], [-a * 0.95, -stub]]])


def _corners(rng: np.random.Generator) -> Doubles:
    """Four to six corners around the middle, convex, within ±1: pockets, kites, envelopes."""
    count = int(rng.integers(4, 7))
    turn = np.sort((np.arange(count) + rng.uniform(-0.28, 0.28, count)) * 2 * np.pi / count)
    round_ = np.stack([np.cos(turn), np.sin(turn)], -1) @ _turn(rng.uniform(0, 2 * np.pi))
    return np.asarray(round_ / np.abs(round_).max(0), np.float64)


def _turn(angle: float) -> Doubles:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _height(
    rng: np.random.Generator, kind: str, grid: Frame, mask: Floats, long: float, wide: float
) -> Floats:
    inside = grid.inside_mm(mask)
    wrinkle = noise(rng, mask.shape, (5, 8)) * rng.uniform(0.2, 0.9)
    if kind == "gather":
        spread = np.maximum(0.25, np.abs(grid.u) / (long / 2)) * wide / 2
        pleats = rng.uniform(7, 14)
        wave = np.sin(grid.v / spread * pleats + rng.uniform(0, 6))
        depth = 3 + 3 * np.abs(grid.u) / (long / 2)
        body = 12 - 6 * np.abs(grid.u) / (long / 2)
        return np.asarray(np.minimum(inside, 1.0) * (body + depth * wave + wrinkle), np.float32)
    if kind == "roll":
        round_ = np.sqrt(np.clip(1 - (grid.v / (wide / 2 + 1)) ** 2, 0, 1)) * wide * 0.4
        seam = 1.2 * np.asarray(np.abs(grid.v - wide * 0.1) < 0.8)
        return np.asarray(round_ + wrinkle - seam, np.float32)
    if kind == "fan":
        pleats = np.arctan2(grid.v, grid.u + long / 2 + 12) * rng.uniform(18, 40)
        wave = 4 + 3 * np.sin(pleats)
        return np.asarray(
            np.minimum(inside, 1.5) * 2 + wave * np.clip(inside / 3, 0, 1), np.float32
        )
    if kind == "crumpled":
        creases = noise(rng, mask.shape, (5, 5)) * rng.uniform(2, 6)
        heap = rng.uniform(6, 16) * np.clip(inside / 22, 0, 1) ** 0.7
        return np.asarray(heap + (creases + 3 + wrinkle) * np.clip(inside / 5, 0, 1), np.float32)
    thick = rng.uniform(3, 7)
    height = thick * np.clip(inside / 2.2, 0, 1) ** 0.5 + wrinkle * np.clip(inside / 8, 0, 1)
    lip = rng.uniform(3, 9)
    height += rng.uniform(0.5, 1.4) * (grid.v > -wide / 2 + lip)
    height += rng.uniform(0, 1.2) * (grid.u < long / 2 - rng.uniform(3, 9))
    return np.asarray(height, np.float32)


def _cloth(rng: np.random.Generator, grid: Frame, unseen: bool) -> Floats:
    white = rng.random() < 0.45
    base = (
        rng.uniform(0.68, 0.86) * rng.uniform(0.9, 1.0, 3) if white else rng.uniform(0.04, 0.7, 3)
    )
    albedo = np.asarray(base * np.ones((*grid.u.shape, 3)), np.float32)
    pattern = rng.random()
    other = np.asarray(rng.uniform(0.03, 0.85, 3), np.float32)
    pitch, angle = rng.uniform(12, 42), rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)])
    across = grid.u * np.cos(angle) + grid.v * np.sin(angle)
    along = grid.v * np.cos(angle) - grid.u * np.sin(angle)
    thin = rng.uniform(0.15, 0.5)
    if pattern < 0.28:
        albedo[np.mod(across, pitch) < thin * pitch] = other
    elif pattern < 0.36 and not unseen:
        albedo[np.mod(across, pitch) < thin * pitch] *= 0.6
        albedo[np.mod(along, pitch) < thin * pitch] *= 0.6
    elif pattern < 0.42 and unseen:
        dots = np.hypot(np.mod(across, pitch) - pitch / 2, np.mod(along, pitch) - pitch / 2)
        albedo[dots < 0.22 * pitch] = other
    weave = 1 + 0.05 * np.sin(grid.u * 4.0) * np.sin(grid.v * 4.0)
    mottled = 1 + 0.06 * noise(rng, grid.u.shape, (6, 6))
    return np.asarray(albedo * (weave * mottled)[..., None], np.float32)


def _ring(
    rng: np.random.Generator, grid: Frame, height: Floats, albedo: Floats, metal: Floats
) -> None:
    half = rng.uniform(5, 10)
    band = np.abs(grid.u) < half
    rounded = 17 - 0.02 * grid.v**2 - 0.015 * grid.u**2
    height[band] = np.asarray(rounded[band], np.float32)
    shiny = rng.random() < 0.7
    colour = rng.uniform([0.3, 0.6, 0.8], [0.85, 0.9, 0.95]) if shiny else rng.uniform(0.05, 0.6, 3)
    albedo[band] = np.asarray(colour, np.float32)
    metal[band] = 1.0 if shiny else 0.0
