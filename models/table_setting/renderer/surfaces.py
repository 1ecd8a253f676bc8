"""Models room, table renderer: table tops and floors, as textures seen from above."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.table_setting.renderer.camera import Floats
from models.table_setting.renderer.relief import noise

_TRAIN = ("wood", "wood", "wood", "stone", "plain", "stripes", "checks", "white")
_UNSEEN = ("wood", "wood", "terrazzo", "plain", "dots", "diamonds", "stripes")
_TRAIN_WOODS = (  # two BGR colours each, linear
    ((0.10, 0.22, 0.42), (0.22, 0.40, 0.62)),
    ((0.03, 0.06, 0.11), (0.07, 0.12, 0.20)),
    ((0.30, 0.52, 0.72), (0.48, 0.70, 0.86)),
    ((0.10, 0.13, 0.24), (0.22, 0.26, 0.40)),
    ((0.08, 0.14, 0.26), (0.16, 0.26, 0.45)),
    ((0.15, 0.30, 0.42), (0.26, 0.44, 0.60)),
)
_UNSEEN_WOODS = (
    ((0.05, 0.10, 0.24), (0.10, 0.19, 0.38)),
    ((0.22, 0.34, 0.48), (0.36, 0.50, 0.64)),
    ((0.14, 0.17, 0.19), (0.30, 0.33, 0.35)),
    ((0.06, 0.26, 0.40), (0.14, 0.38, 0.55)),
)
SIDE_MM = 2400.0
"""Millimetres a texture covers each way; it repeats mirrored beyond."""


@dataclass(frozen=True)
class Surface:
    """A texture (N, N, 3), linear BGR, over SIDE_MM × SIDE_MM, and how it shines."""

    name: str
    texture: Floats
    gloss: float
    rough: float
    cloth: bool

    def colours(self, x: Floats, y: Floats) -> Floats:
        """Albedo at table points (mm)."""
        scale = np.float32(self.texture.shape[0] / SIDE_MM)
        column = x * scale + np.float32(0.5 * self.texture.shape[0])
        return np.asarray(
            cv2.remap(self.texture, column, y * scale, cv2.INTER_LINEAR,
                      borderMode=cv2.BORDER_REFLECT), np.float32
        )  # fmt: skip


def make_surface(rng: np.random.Generator, *, unseen: bool, side_px: int = 1100) -> Surface:
    """Draw a table top: planks, stone, plain or patterned cloth."""
    kinds = _UNSEEN if unseen else _TRAIN
    name = str(rng.choice(kinds))
    if name == "wood":
        texture = _wood(rng, side_px, _UNSEEN_WOODS if unseen else _TRAIN_WOODS)
    elif name in ("stone", "terrazzo"):
        texture = _stone(rng, side_px, flecks=name == "terrazzo")
    elif name == "white":
        texture = _plain(rng, side_px, rng.uniform(0.6, 0.85) * rng.uniform(0.95, 1.0, 3))
    else:
        texture = _cloth(rng, side_px, name)
    cloth = name in ("stripes", "checks", "dots", "diamonds") or (
        name == "plain" and rng.random() < 0.6
    )
    gloss = 0.0 if cloth else rng.uniform(0, 1.0) * (rng.random() < 0.75)
    return Surface(name, np.asarray(np.clip(texture, 0.004, 0.95), np.float32), gloss,
                   rng.uniform(0.3, 1.0), cloth)  # fmt: skip


def make_floor(rng: np.random.Generator) -> Surface:
    """A floor, mostly dim: plain, stone or boards."""
    side = 300
    pick = rng.random()
    if pick < 0.25:
        texture = _wood(rng, side, _TRAIN_WOODS)
    else:
        level = rng.uniform(0.02, 0.5)
        texture = _plain(rng, side, level * rng.uniform(0.85, 1.15, 3))
        if pick > 0.75:
            grid = np.arange(side) % int(rng.integers(40, 80)) < 2
            texture[grid] *= 0.7
            texture[:, grid] *= 0.7
    return Surface("floor", texture, 0.0, 1.0, False)


def _wood(
    rng: np.random.Generator, side: int, palette: tuple[tuple[tuple[float, ...], ...], ...]
) -> Floats:
    dark, light = (np.array(c) for c in palette[rng.integers(len(palette))])
    jitter = rng.uniform(0.8, 1.2, 3) * rng.uniform(0.75, 1.25)
    stretch = int(rng.integers(2, 7))
    layers = [
        noise(rng, (side, side), (rows, max(2, int(rows * stretch / 60)))) * weight
        for rows, weight in ((14, 0.5), (45, 0.6), (130, 0.45), (330, 0.3))
    ]
    grain = np.sum(layers, axis=0)
    plank = side / SIDE_MM * rng.uniform(90, 260)
    rows = np.arange(side)
    number = (rows / plank).astype(int)
    tone = rng.uniform(-0.5, 0.5, number[-1] + 1)[number] * rng.uniform(0, 0.8)
    shift = rng.integers(0, side, number[-1] + 1)
    for index in range(number[-1] + 1):
        grain[number == index] = np.roll(grain[number == index], shift[index], axis=1)
    mix = np.clip(0.5 + 0.33 * (grain + tone[:, None]), 0, 1)[..., None]
    texture = (dark + mix * (light - dark)) * jitter
    if rng.random() < 0.75:
        seam = np.abs(np.mod(rows, plank) - plank / 2) > plank / 2 - max(0.8, 0.9 * side / SIDE_MM)
        texture[seam] *= rng.uniform(0.25, 0.7)
    return np.asarray(_turned(rng, texture), np.float32)


def _turned(rng: np.random.Generator, texture: Floats) -> Floats:
    """Planks along the edge, across it, or (a cloth) askew."""
    return np.asarray(np.swapaxes(texture, 0, 1) if rng.random() < 0.4 else texture, np.float32)


def _stone(rng: np.random.Generator, side: int, *, flecks: bool) -> Floats:
    base = rng.uniform(0.05, 0.6) * rng.uniform(0.85, 1.1, 3)
    cloud = 1 + 0.18 * noise(rng, (side, side), (9, 9)) + 0.08 * noise(rng, (side, side), (60, 60))
    texture = cloud[..., None] * base
    if flecks:
        for _ in range(500):
            at = rng.integers(0, side, 2)
            colour = rng.uniform(0.05, 0.8, 3)
            cv2.ellipse(texture, (int(at[0]), int(at[1])), (int(rng.integers(2, 9)), 3),
                        float(rng.uniform(0, 180)), 0, 360, colour.tolist(), -1)  # fmt: skip
    elif rng.random() < 0.4:
        vein = np.abs(noise(rng, (side, side), (7, 7)) + 0.5 * noise(rng, (side, side), (25, 25)))
        texture *= (0.7 + 0.3 * np.clip(vein / 0.12, 0, 1))[..., None]
    return np.asarray(texture, np.float32)


def _plain(rng: np.random.Generator, side: int, colour: np.ndarray) -> Floats:
    cloud = 1 + 0.04 * noise(rng, (side, side), (6, 6)) + 0.02 * noise(rng, (side, side), (90, 90))
    return np.asarray(cloud[..., None] * colour, np.float32)


def _cloth(rng: np.random.Generator, side: int, kind: str) -> Floats:
    base = rng.uniform(0.5, 0.85, 3) if rng.random() < 0.45 else rng.uniform(0.02, 0.6, 3)
    texture = _plain(rng, side, base)
    if kind == "plain":
        return texture
    other = rng.uniform(0.5, 0.85, 3) if base.mean() < 0.4 else rng.uniform(0.02, 0.6, 3)
    y, x = np.indices((side, side), np.float32) * np.float32(SIDE_MM / side)
    turn = rng.uniform(0, np.pi) if rng.random() < 0.5 else 0.0
    a, b = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    pitch, thin = rng.uniform(14, 70), rng.uniform(0.2, 0.55)
    stripe_a, stripe_b = np.mod(a, pitch) < thin * pitch, np.mod(b, pitch) < thin * pitch
    if kind == "stripes":
        texture[stripe_a] = other
    elif kind == "checks":
        texture[stripe_a ^ stripe_b if rng.random() < 0.5 else stripe_a & stripe_b] = other
        texture[stripe_a & ~stripe_b] = 0.5 * (base + other)
    elif kind == "dots":
        gap = np.hypot(np.mod(a, pitch) - pitch / 2, np.mod(b, pitch) - pitch / 2)
        texture[gap < 0.25 * pitch] = other
    else:
        texture[
            np.mod(
                np.abs(np.mod(a, pitch) - pitch / 2) + np.abs(np.mod(b, pitch) - pitch / 2),
                pitch / 2,
            )
            < 0.2 * pitch
        ] = other
    return np.asarray(texture, np.float32)
