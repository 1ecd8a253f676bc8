"""Models room, masonry renderer: how bricks, tiles and mortar look: colour and fine relief."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.renderer.camera import Floats
from models.masonry.renderer.layout import Designs, Kind

Values = NDArray[np.floating]

FIELD = 900
"""Side of the noise fields that faces are cut from, px."""

_BRICK_KINDS = {
    "train": ("smooth", "drag", "sanded", "pitted", "mottled", "flash", "block"),
    "unseen": ("creased", "ribbed", "whitewash", "spotted", "mottled"),
}
_TILE_KINDS = {
    "train": ("plain", "plain", "cement", "marble", "wood", "motif", "terrazzo"),
    "unseen": ("plain", "travertine", "rings", "granite", "slate"),
}
_CLAYS = {  # linear BGR
    "train": ((0.05, 0.09, 0.30), (0.06, 0.14, 0.38), (0.12, 0.22, 0.42), (0.03, 0.04, 0.09),
              (0.24, 0.26, 0.28), (0.20, 0.34, 0.46), (0.04, 0.05, 0.17), (0.10, 0.11, 0.12)),
    "unseen": ((0.07, 0.12, 0.22), (0.16, 0.30, 0.50), (0.05, 0.07, 0.22), (0.30, 0.36, 0.42),
               (0.09, 0.10, 0.14)),
}  # fmt: skip
_GLAZES = {
    "train": ((0.70, 0.74, 0.76), (0.45, 0.55, 0.62), (0.20, 0.22, 0.24), (0.05, 0.05, 0.05),
              (0.10, 0.20, 0.40), (0.35, 0.22, 0.10), (0.30, 0.42, 0.50), (0.18, 0.30, 0.16)),
    "unseen": ((0.62, 0.70, 0.66), (0.28, 0.30, 0.34), (0.08, 0.12, 0.28), (0.45, 0.40, 0.28)),
}  # fmt: skip
_MORTARS = {
    "train": ((0.30, 0.32, 0.34), (0.50, 0.54, 0.56), (0.14, 0.15, 0.16), (0.30, 0.40, 0.48),
              (0.68, 0.70, 0.72), (0.04, 0.04, 0.05), (0.12, 0.20, 0.34)),
    "unseen": ((0.22, 0.26, 0.30), (0.42, 0.44, 0.44), (0.08, 0.09, 0.10), (0.38, 0.50, 0.60)),
}  # fmt: skip


@dataclass(frozen=True)
class Fields:
    """Noise of unit variance to cut from, (FIELD, FIELD): grain 1–2 px, lumps, clouds, streaks."""

    grain: Floats
    lumps: Floats
    clouds: Floats
    streaks: Floats


@dataclass(frozen=True)
class Style:
    """How all units of a scene look. `spread` is how much their colours differ."""

    kind: str
    colours: Floats
    spread: float
    rough_mm: float
    grain: float
    gloss: float


def make_fields(rng: np.random.Generator) -> Fields:
    """Draw the noise that all surfaces of a scene are cut from."""
    white = np.asarray(rng.standard_normal((FIELD, FIELD), np.float32), np.float32)

    def soft(across: float, down: float) -> Floats:
        picture = np.asarray(cv2.GaussianBlur(white, (0, 0), across, sigmaY=down), np.float32)
        return np.asarray(picture / max(float(picture.std()), 1e-6), np.float32)

    small = rng.standard_normal((FIELD // 30, FIELD // 30), np.float32)
    clouds = cv2.resize(small, (FIELD, FIELD), interpolation=cv2.INTER_CUBIC)
    return Fields(soft(0.7, 0.7), soft(3.0, 3.0), np.asarray(clouds, np.float32), soft(18.0, 1.1))


def make_style(rng: np.random.Generator, kind: Kind, designs: Designs) -> Style:
    """Draw how the units of a scene look."""
    if kind == "brick_wall":
        name = str(rng.choice(_BRICK_KINDS[designs]))
        palette = np.array(_CLAYS[designs], np.float32)
        chosen = palette[rng.integers(len(palette), size=int(rng.integers(1, 4)))]
        jitter = rng.uniform(0.75, 1.3, 3) * rng.uniform(0.7, 1.4)
        return Style(name, np.asarray(chosen * jitter, np.float32), rng.uniform(0.03, 0.25),
                     rng.uniform(0.05, 0.5), rng.uniform(0.03, 0.16), 0.0)  # fmt: skip
    name = str(rng.choice(_TILE_KINDS[designs]))
    glazes = np.array(_GLAZES[designs], np.float32)
    glaze = glazes[rng.integers(len(glazes), size=2)] * rng.uniform(0.8, 1.2, 3)
    return Style(name, np.asarray(glaze, np.float32), rng.uniform(0.0, 0.06),
                 rng.uniform(0.0, 0.08), rng.uniform(0.0, 0.06), rng.uniform(0, 0.6))  # fmt: skip


def mortar_colour(rng: np.random.Generator, designs: Designs) -> Floats:
    """Linear BGR of a mortar or grout."""
    palette = _MORTARS[designs]
    return np.asarray(
        np.array(palette[rng.integers(len(palette))]) * rng.uniform(0.75, 1.3), np.float32
    )


def window(rng: np.random.Generator, field: Floats, shape: tuple[int, int]) -> Floats:
    """A part of a noise field at a random place, perhaps mirrored."""
    height, width = min(shape[0], FIELD), min(shape[1], FIELD)
    row, column = rng.integers(0, FIELD - height + 1), rng.integers(0, FIELD - width + 1)
    part = field[row : row + height, column : column + width]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    if part.shape != shape:
        part = np.asarray(cv2.resize(part, (shape[1], shape[0])), np.float32)
    return part


def face(
    rng: np.random.Generator, style: Style, fields: Fields, u: Floats, v: Floats
) -> tuple[Floats, Floats]:
    """Albedo (H, W, 3) and fine relief (H, W) mm of one unit's face.

    `u`, `v` are mm along and down the face from its top left corner.
    """
    shape = (u.shape[0], u.shape[1])
    colour = style.colours[rng.integers(len(style.colours))] * np.float32(
        np.exp(rng.normal(0, style.spread))
    )
    colour = colour * np.exp(rng.normal(0, 0.3 * style.spread, 3)).astype(np.float32)
    grain = window(rng, fields.grain, shape)
    lumps = window(rng, fields.lumps, shape)
    clouds = window(rng, fields.clouds, shape)
    tone = 1 + np.float32(style.grain) * grain + np.float32(0.05) * clouds
    relief = np.float32(style.rough_mm) * (np.float32(0.5) * grain + np.float32(0.6) * lumps)
    tint, extra = _pattern(rng, style, fields, (u, v), (lumps, clouds))
    albedo = (colour * tone[..., None]) * tint
    return np.clip(albedo, 0.006, 0.9).astype(np.float32), (relief + extra).astype(np.float32)


def _pattern(
    rng: np.random.Generator,
    style: Style,
    fields: Fields,
    at: tuple[Floats, Floats],
    noise: tuple[Floats, Floats],
) -> tuple[Values, Values]:
    """What a kind of face adds: a factor on the colour (H, W, 3) and relief (H, W) mm."""
    shape = (at[0].shape[0], at[0].shape[1])
    one = np.ones((*shape, 3), np.float32)
    flat = np.zeros(shape, np.float32)
    if style.kind in _BRICK_PATTERNS:
        return _brick_pattern(rng, style.kind, fields, at, noise, (one, flat))
    return _tile_pattern(rng, style, fields, at, noise, (one, flat))


_BRICK_PATTERNS = (*_BRICK_KINDS["train"], *_BRICK_KINDS["unseen"])


def _brick_pattern(
    rng: np.random.Generator,
    kind: str,
    fields: Fields,
    at: tuple[Floats, Floats],
    noise: tuple[Floats, Floats],
    base: tuple[Floats, Floats],
) -> tuple[Values, Values]:
    (u, v), (lumps, clouds), (tint, relief) = at, noise, base
    streaks = window(rng, fields.streaks, (u.shape[0], u.shape[1]))
    if kind == "drag":
        return tint * (1 + 0.13 * streaks)[..., None], relief + 0.25 * streaks
    if kind in ("pitted", "spotted"):
        holes = (lumps > (2.0 if kind == "pitted" else 1.7)).astype(np.float32)
        dark = 0.75 if kind == "pitted" else 0.6
        return tint * (1 - dark * holes)[..., None], relief - (0.9 * holes if dark > 0.7 else 0)
    if kind == "mottled":
        share = np.clip(0.5 + 0.6 * clouds, 0, 1)[..., None]
        other = np.exp(rng.normal(0, 0.45) + rng.normal(0, 0.1, 3)).astype(np.float32)
        return tint * (1 - share) + share * other, relief
    if kind == "flash":
        side = 1 / (1 + np.exp(-(u - u.mean() + 25 * clouds) / 14))
        return tint * (1 - 0.55 * side)[..., None], relief
    if kind == "block":
        coarse = np.clip(lumps, -1.5, 2)
        return tint * (1 + 0.12 * coarse)[..., None], relief + 0.5 * coarse
    if kind == "creased":
        wave = np.abs(np.sin(v / 5 + 1.4 * clouds + u / 60)) ** 0.6
        return tint * (0.8 + 0.25 * wave)[..., None], relief + 0.9 * wave
    if kind == "ribbed":
        rib = np.sign(np.sin(u / 1.9)) * 0.5
        return tint * (1 + 0.12 * rib)[..., None], relief + 0.35 * rib
    if kind == "whitewash":
        paint = (clouds + 0.6 * lumps > 0.4).astype(np.float32)[..., None]
        return tint * (1 - paint) + paint * np.float32(2.6), relief
    return tint, relief


def _tile_pattern(
    rng: np.random.Generator,
    style: Style,
    fields: Fields,
    at: tuple[Floats, Floats],
    noise: tuple[Floats, Floats],
    base: tuple[Floats, Floats],
) -> tuple[Values, Values]:
    (u, v), (lumps, clouds), (tint, relief) = at, noise, base
    other = (style.colours[1] / np.maximum(style.colours[0], 0.02))[None, None]
    if style.kind == "cement":
        return tint * (1 + 0.12 * clouds + 0.04 * lumps)[..., None], relief
    if style.kind == "marble":
        vein = np.clip(np.abs(clouds + 0.25 * lumps) / 0.14, 0, 1)[..., None]
        return tint * (0.72 + 0.28 * vein), relief
    if style.kind in ("wood", "travertine"):
        streaks = window(rng, fields.streaks, (u.shape[0], u.shape[1]))
        strength = 0.22 if style.kind == "wood" else 0.1
        return tint * (1 + strength * streaks + 0.08 * clouds)[..., None], relief
    if style.kind in ("terrazzo", "granite"):
        chips = (np.abs(lumps) > (1.5 if style.kind == "terrazzo" else 1.1)).astype(np.float32)
        return tint * (1 - 0.6 * chips)[..., None] + 0.5 * chips[..., None] * other, relief
    if style.kind == "slate":
        step = np.floor(1.6 * clouds + 0.3 * lumps)
        return tint * (1 + 0.12 * step)[..., None], relief + 0.35 * step
    if style.kind in ("motif", "rings"):
        a, b = u - u.mean(), v - v.mean()
        reach = np.hypot(a, b) if style.kind == "rings" else np.abs(a) + np.abs(b)
        band = (np.mod(reach, 62.0) < 24.0).astype(np.float32)[..., None]
        return tint * (1 - band) + band * np.clip(other, 0.3, 3.0), relief
    return tint, relief
