"""Models room, table renderer: forks, knives and spoons. Their axis runs from end (0) to tip."""

from dataclasses import dataclass

import numpy as np

from models.table_setting.renderer.camera import Doubles, Floats
from models.table_setting.renderer.relief import Frame, Relief, frame, noise, sample

Handle = tuple[tuple[float, float], ...]
"""Share of the handle's length: half width, as a share of its widest."""
_METALS = {
    "steel": (0.72, 0.71, 0.70),
    "silver": (0.88, 0.88, 0.89),
    "gold": (0.36, 0.66, 0.86),
    "dark": (0.10, 0.10, 0.11),
    "copper": (0.42, 0.55, 0.82),
}
_HANDLES: dict[str, tuple[Handle, ...]] = {
    "train": (
        ((0, 0.0), (0.02, 0.55), (0.07, 0.9), (0.16, 1.0), (0.5, 0.72), (0.8, 0.5), (1, 0.42)),
        ((0, 0.0), (0.03, 0.8), (0.1, 1.0), (0.5, 0.86), (1, 0.55)),
        ((0, 0.0), (0.015, 0.85), (0.04, 1.0), (0.97, 0.9), (1, 0.6)),
        ((0, 0.0), (0.04, 0.6), (0.12, 1.0), (0.22, 0.85), (0.35, 0.55), (1, 0.4)),
        ((0, 0.0), (0.02, 0.45), (0.06, 0.62), (0.3, 0.6), (1, 0.5)),
    ),
    "unseen": (
        ((0, 0.0), (0.02, 0.7), (0.06, 0.95), (0.3, 1.0), (0.6, 0.7), (1, 0.5)),
        ((0, 0.0), (0.05, 0.5), (0.13, 0.95), (0.2, 1.0), (0.28, 0.7), (0.6, 0.6), (1, 0.45)),
        ((0, 0.0), (0.01, 0.6), (0.05, 0.75), (0.5, 0.95), (0.9, 1.0), (1, 0.6)),
    ),
}


@dataclass(frozen=True)
class Pattern:
    """What a set of cutlery shares: metal, handle's shape and stuff, widths."""

    metal: str
    handle: Handle
    handle_albedo: Floats | None
    handle_mm: float
    rough: float
    thin: float
    tines: int


def make_pattern(rng: np.random.Generator, *, unseen: bool) -> Pattern:
    """Draw a set: mostly steel; gold, dark, copper; some with wooden or plastic handles."""
    shapes = _HANDLES["unseen" if unseen else "train"]
    metal = str(rng.choice(list(_METALS), p=[0.46, 0.24, 0.16, 0.07, 0.07]))
    stuff: Floats | None = None
    if rng.random() < 0.25:
        wood = rng.random() < 0.5
        colour = (
            rng.uniform([0.03, 0.08, 0.14], [0.3, 0.42, 0.6])
            if wood
            else rng.uniform(0.02, 0.85, 3)
        )
        stuff = np.asarray(colour, np.float32)
    shape: Handle = shapes[rng.integers(len(shapes))]
    if not unseen and rng.random() < 0.6:
        shape = _between(rng, shape, shapes[rng.integers(len(shapes))])
    return Pattern(metal, shape, stuff, rng.uniform(7.5, 11.5),
                   rng.uniform(0.0, 0.6), rng.uniform(0.85, 1.15),
                   int(rng.choice([4, 4, 4, 3])))  # fmt: skip


def _between(rng: np.random.Generator, one: Handle, other: Handle) -> Handle:
    """A handle somewhere between two, with a swelling or a waist of its own."""
    at = np.array([0, 0.02, 0.06, 0.12, 0.2, 0.35, 0.55, 0.8, 1])
    widths = [np.interp(at, *np.array(shape).T) for shape in (one, other)]
    share = rng.uniform(-0.3, 1.3)
    bump = rng.uniform(-0.25, 0.25) * np.exp(-(((at - rng.uniform(0.1, 0.9)) / 0.15) ** 2))
    width = np.clip(share * widths[0] + (1 - share) * widths[1] + bump, 0.3, 1.15)
    width[0] = 0.0
    return tuple(zip(at.tolist(), width.tolist(), strict=True))


def _handle(pattern: Pattern, length: float) -> tuple[Doubles, Doubles]:
    knots = np.array(pattern.handle)
    return knots[:, 0] * length, knots[:, 1] * pattern.handle_mm


def _profile(u: Doubles, w: Doubles, count: int = 90) -> tuple[Doubles, Doubles]:
    """A width profile sampled densely, rounded a little between its knots."""
    fine = np.unique(np.concatenate([np.linspace(u[0], u[-1], count), u]))
    width = np.interp(fine, u, w)
    kernel = np.array([1, 2, 3, 2, 1]) / 9
    smooth = np.convolve(np.pad(width, 2, mode="edge"), kernel, mode="valid")
    smooth[0], smooth[-1] = w[0], w[-1]
    return fine, smooth


def _symmetric(u: Doubles, w: Doubles) -> Doubles:
    return np.concatenate([np.stack([u, w], -1), np.stack([u, -w], -1)[::-1]])


def make_knife(rng: np.random.Generator, pattern: Pattern) -> Relief:
    """A table knife about 200–240 mm long; the cutting edge on its left (+v)."""
    length = rng.uniform(198, 240)
    bolster = length * rng.uniform(0.44, 0.55)
    hu, hw = _handle(pattern, bolster)
    blade = length - bolster
    belly = rng.uniform(8, 12.5) * pattern.thin
    spine = rng.uniform(4, 7.5)
    cut = _profile(
        np.concatenate([hu, bolster + blade * np.array([0.05, 0.5, 0.75, 0.9, 0.97, 1.0])]),
        np.concatenate([hw, belly * np.array([0.85, 1.0, 1.0, 0.72, 0.35, -0.3])]),
    )
    back = _profile(
        np.concatenate([hu, bolster + blade * np.array([0.05, 0.6, 0.9, 1.0])]),
        np.concatenate([hw, spine * np.array([0.9, 1.0, 0.9, 0.0])]),
    )
    back[1][-1] = -cut[1][-1]
    outline = np.concatenate([np.stack(cut, -1), np.stack([back[0], -back[1]], -1)[::-1]])
    grid = frame(0, length, -14, 14)
    mask = grid.fill(outline)
    inside = grid.inside_mm(mask)
    on_handle = np.asarray(grid.u < bolster, np.float32)
    round_handle = np.sqrt(np.clip(inside * 2 * 8 - inside**2, 0, 40)) * 0.9
    height = np.asarray(
        1.2 + on_handle * round_handle * 0.7 + (1 - on_handle) * np.clip(inside * 0.25, 0, 1.6),
        np.float32,
    )
    return _finish(rng, pattern, grid, mask, height, outline, bolster)


def make_fork(rng: np.random.Generator, pattern: Pattern) -> Relief:
    """A table fork about 185–210 mm long, arched, its tines up."""
    length = rng.uniform(175, 212)
    head = rng.uniform(0.32, 0.37) * length
    neck = length - head
    hu, hw = _handle(pattern, neck * 0.98)
    half = rng.uniform(10.5, 13.0) * pattern.thin
    tine = rng.uniform(0.5, 0.68) * head
    shape = head * np.array([0.06, 0.16, 0.3, 0.45, 0.8, 0.97, 1.0]) + neck
    u, w = _profile(
        np.concatenate([hu, shape]),
        np.concatenate([hw, half * np.array([0.3, 0.62, 0.92, 1.0, 0.98, 0.9, 0.78])]),
    )
    outline = _symmetric(u, w)
    grid = frame(0, length, -half - 1, half + 1, step=0.45)
    mask = grid.fill(outline)
    _cut_tines(grid, mask, length, tine, half, pattern.tines)
    rise = _arch(grid.u, length, neck, rng.uniform(9, 16))
    inside = grid.inside_mm(mask)
    height = np.asarray(rise + np.clip(inside * 0.7, 0, 1.6), np.float32)
    return _finish(rng, pattern, grid, mask, height, outline, neck * 0.62)


def _cut_tines(
    grid: Frame, mask: Floats, length: float, tine: float, half: float, count: int
) -> None:
    pitch = 2 * half / count
    gap = 0.3 * pitch
    for index in range(1, count):
        middle = -half + index * pitch
        slot = np.clip((gap - np.abs(grid.v - middle)) / grid.step + 0.5, 0, 1)
        root = np.hypot(grid.u - (length - tine), grid.v - middle) - gap
        before = np.clip((grid.u - (length - tine)) / grid.step, 0, 1)
        mask *= 1 - np.maximum(slot * before, np.clip(0.5 - root / grid.step, 0, 1))


def _arch(u: Floats, length: float, neck: float, top: float) -> Floats:
    """Height of the spine of a fork or spoon: the end up a little, the neck high, the tip up."""
    knots = [0, 0.25 * neck, 0.75 * neck, neck, neck + 0.45 * (length - neck), length]
    levels = [0.25 * top, 0.35 * top, 0.85 * top, top, 0.35 * top, 0.85 * top]
    fine = np.linspace(0, length, 400)
    curve = np.interp(fine, knots, levels)
    smooth = np.convolve(np.pad(curve, 20, mode="edge"), np.ones(41) / 41, mode="valid")
    return np.asarray(np.interp(u, fine, smooth), np.float32)


def make_spoon(rng: np.random.Generator, pattern: Pattern) -> Relief:
    """A spoon; most table size (185–210 mm), some small (130–150 mm)."""
    length = rng.uniform(178, 212) if rng.random() < 0.88 else rng.uniform(130, 155)
    bowl = length * rng.uniform(0.3, 0.36)
    neck = length - bowl
    hu, hw = _handle(pattern, neck * 0.98)
    half = bowl * rng.uniform(0.31, 0.36) * pattern.thin
    t = np.linspace(0.05, 1.0, 14)
    egg = np.sin(np.pi * t**0.85) ** 0.62
    egg[-1] = 0.0
    u, w = _profile(np.concatenate([hu, neck + bowl * t]),
                    np.concatenate([hw, np.maximum(half * egg, 0)]), 140)  # fmt: skip
    outline = _symmetric(u, w)
    grid = frame(0, length, -half - 1, half + 1, step=0.45)
    mask = grid.fill(outline)
    rise = _arch(grid.u, length, neck, rng.uniform(8, 15))
    inside = grid.inside_mm(mask)
    middle = neck + 0.52 * bowl
    hollow = 1 - ((grid.u - middle) / (0.5 * bowl)) ** 2 - (grid.v / half) ** 2
    rim = np.interp(grid.u, [0, neck, length], [0, 0, 1]).astype(np.float32)
    flat = 8.0 - rng.uniform(6, 10) * np.sqrt(np.clip(hollow, 0, 1))
    in_bowl = np.clip((grid.u - neck + 4) / 10, 0, 1)
    handle = rise + np.clip(inside * 0.7, 0, 1.6)
    height = np.asarray(handle * (1 - in_bowl) + in_bowl * (flat + 2 * rim), np.float32)
    return _finish(rng, pattern, grid, mask, height, outline, neck * 0.66)


def _finish(
    rng: np.random.Generator, pattern: Pattern, grid: Frame, mask: Floats, height: Floats,
    outline: Doubles, handle_end: float,
) -> Relief:  # fmt: skip
    colour = np.asarray(_METALS[pattern.metal], np.float32)
    albedo = np.ones((*mask.shape, 3), np.float32) * colour
    metal = np.ones_like(mask)
    if pattern.handle_albedo is not None:
        held = np.asarray(np.clip(handle_end - grid.u, 0, 1), np.float32)
        grain = 1 + 0.12 * noise(rng, mask.shape, (14, 5))
        albedo += held[..., None] * (pattern.handle_albedo * grain[..., None] - albedo)
        metal = np.asarray(1 - held, np.float32)
    draft = Relief(height, mask, albedo, metal, grid.left, grid.top, outline,
                   np.zeros(len(outline)), rough=pattern.rough, step=grid.step)  # fmt: skip
    z = sample(draft, outline)
    return Relief(height, mask, albedo, metal, grid.left, grid.top, outline, z,
                  rough=pattern.rough, step=grid.step)  # fmt: skip
