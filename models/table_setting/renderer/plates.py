"""Models room, table renderer: plates, as turned profiles with a decoration."""

import numpy as np

from models.table_setting.renderer.camera import Floats
from models.table_setting.renderer.relief import Relief, circle, frame

_WHITES = ((0.86, 0.87, 0.87), (0.80, 0.83, 0.85), (0.72, 0.80, 0.84), (0.9, 0.9, 0.9))
_TRAIN_COLOURS = ((0.55, 0.35, 0.2), (0.2, 0.35, 0.6), (0.35, 0.5, 0.3), (0.1, 0.1, 0.1))
_UNSEEN_COLOURS = ((0.5, 0.55, 0.35), (0.25, 0.25, 0.45), (0.55, 0.6, 0.75))
_TRAIN_DECORATION = ("none", "none", "line", "lines", "band")
_UNSEEN_DECORATION = ("none", "dots", "dashes", "double")


def make_plate(
    rng: np.random.Generator, *, unseen: bool, diameter_mm: float, rim_mm: float
) -> Relief:
    """A plate about its centre; `rim_mm` is the height of its edge above the table."""
    radius = diameter_mm / 2
    grid = frame(-radius, radius, -radius, radius)
    r = np.asarray(np.hypot(grid.u, grid.v), np.float32)
    height = _profile(rng, r / np.float32(radius), rim_mm, coupe=rng.random() < 0.3)
    outline = circle(radius, 128)
    colours = _UNSEEN_COLOURS if unseen else _TRAIN_COLOURS
    plain = rng.random() < 0.8
    base = np.array(
        _WHITES[rng.integers(len(_WHITES))] if plain else colours[rng.integers(len(colours))]
    )
    albedo = np.asarray(
        np.clip(base * rng.uniform(0.9, 1.1), 0, 0.92) * np.ones((*r.shape, 3)), np.float32
    )
    angle = np.arctan2(grid.v, grid.u)
    _decorate(rng, albedo, r / np.float32(radius), np.asarray(angle, np.float32), unseen)
    return Relief(
        height, grid.fill(outline), albedo, np.zeros_like(r), grid.left, grid.top, outline,
        np.full(len(outline), rim_mm), gloss=rng.uniform(0.3, 1.2), rough=rng.uniform(0, 0.7),
    )  # fmt: skip


def _profile(rng: np.random.Generator, share: Floats, rim_mm: float, *, coupe: bool) -> Floats:
    """Height over the share of the radius: a well, a wall, a sloping rim; or a bowl."""
    well = rng.uniform(0.55, 0.72)
    if coupe:
        knots = [0, 0.5, 0.75, 0.9, 0.985, 1.0, 1.5]
        levels = [0.15, 0.17, 0.35, 0.7, 1.0, 1.0, 1.0]
    else:
        knots = [0, well - 0.04, well, well + 0.05, well + 0.1, 0.98, 1.0, 1.5]
        levels = [0.14, 0.15, 0.19, 0.42, 0.55, 0.99, 1.0, 1.0]
    fine = np.linspace(0, 1.5, 600)
    curve = np.interp(fine, knots, levels)
    smooth = np.convolve(np.pad(curve, 8, mode="edge"), np.ones(17) / 17, mode="valid")
    return np.asarray(rim_mm * np.interp(share, fine, smooth), np.float32)


def _decorate(
    rng: np.random.Generator, albedo: Floats, share: Floats, angle: Floats, unseen: bool
) -> None:
    kinds = _UNSEEN_DECORATION if unseen else _TRAIN_DECORATION
    kind = kinds[rng.integers(len(kinds))]
    colour = np.asarray(rng.uniform(0.01, 0.5, 3), np.float32)
    if rng.random() < 0.2:
        colour = np.asarray((0.2, 0.5, 0.65), np.float32)
    edge = rng.uniform(0.95, 0.985)
    painted = np.zeros(share.shape, bool)
    if kind in ("line", "lines", "double"):
        painted |= np.abs(share - edge) < rng.uniform(0.005, 0.016)
    if kind == "lines":
        painted |= np.abs(share - rng.uniform(0.55, 0.72)) < 0.004
    if kind == "double":
        painted |= np.abs(share - edge + 0.06) < 0.006
    if kind == "band":
        painted |= (share > rng.uniform(0.82, 0.94)) & (share < 1.01)
    if kind in ("dots", "dashes"):
        turns = int(rng.integers(16, 48))
        phase = np.mod(angle * turns / (2 * np.pi), 1.0) - 0.5
        if kind == "dashes":
            painted |= (np.abs(phase) < 0.3) & (np.abs(share - 0.93) < 0.01)
        else:
            across = phase * 2 * np.pi * 0.88 / turns
            painted |= np.hypot(across, share - 0.88) < 0.02
    albedo[painted] = colour
