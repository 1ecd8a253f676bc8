"""Models room, table renderer: the light a scene stands in, and how a surface answers it."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.table_setting.renderer.camera import Doubles, Floats

_MAP = 96
"""Side of the map of the upper hemisphere, pixels: enough for windows in polished metal."""


@dataclass(frozen=True)
class Light:
    """One key light, an ambient level and a mirrored room; linear colours, BGR."""

    direction: Doubles
    key: Floats
    ambient: Floats
    room: Floats
    room_rough: Floats
    spot: tuple[float, float, float, float]
    softness: float

    def shadow_shift(self) -> Doubles:
        """Where a point's shadow falls on the table, mm in x and y per mm of height."""
        return np.asarray(-self.direction[:2] / self.direction[2], np.float64)

    def falloff(self, x: Floats, y: Floats) -> Floats:
        """How bright each table point (mm) is lit, about 1: a lamp's pool on the table."""
        cx, cy, radius, strength = self.spot
        pool = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * radius**2))
        return np.asarray(1.0 - strength + 1.6 * strength * pool, np.float32)

    def mirrored(self, reflected: Floats, rough: float) -> Floats:
        """The room seen along unit vectors (..., 3); `rough` 0 is a mirror, 1 a soft sheen."""
        scale = (_MAP - 1) / 2
        below = 1 + np.maximum(reflected[..., 2], 0.0)
        at = np.asarray((reflected[..., :2] / below[..., None]) * scale + scale, np.float32)
        border = cv2.BORDER_REPLICATE
        sharp = cv2.remap(self.room, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=border)
        soft = cv2.remap(self.room_rough, at[..., 0], at[..., 1], cv2.INTER_LINEAR)
        return np.asarray(sharp * (1 - rough) + soft * rough, np.float32)


def shade(
    light: Light,
    albedo: Floats,
    normal: Floats,
    view: Floats,
    *,
    metal: Floats,
    gloss: float,
    rough: float,
) -> Floats:
    """Linear colour (..., 3) of a surface: diffuse under key and sky, plus the mirrored room."""
    facing = np.clip((normal * view).sum(-1), 0.0, 1.0)[..., None]
    lit = np.clip(normal @ light.direction.astype(np.float32), 0.0, 1.0)[..., None]
    sky = 0.55 + 0.45 * normal[..., 2:3]
    diffuse = albedo * (light.ambient * sky + light.key * lit)
    metal = metal[..., None]
    base = 0.04 * gloss * (1 - metal) + albedo * metal
    fresnel = base + (1 - base) * (1 - facing) ** 5 * (gloss * (1 - metal) + metal)
    reflected = 2 * facing * normal - view
    mirror = light.mirrored(np.asarray(reflected, np.float32), rough)
    return np.asarray(diffuse * (1 - metal) + mirror * fresnel, np.float32)


def _tint(rng: np.random.Generator, warmth: float) -> Floats:
    """A light's colour, BGR, between bluish (−1) and candle (1)."""
    jitter = rng.uniform(-0.03, 0.03, 3)
    colour = np.array([1 - 0.22 * warmth, 1.0, 1 + 0.16 * warmth])
    return np.asarray(colour + jitter, np.float32)


def make_light(rng: np.random.Generator, *, unseen: bool) -> Light:
    """Draw a light: train families are windows and soft boxes, the unseen one rows of tubes."""
    warmth = rng.uniform(-0.7, 0.9)
    tint = _tint(rng, warmth)
    azimuth, zenith = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(8, 55))
    direction = np.array(
        [np.cos(azimuth) * np.sin(zenith), np.sin(azimuth) * np.sin(zenith), np.cos(zenith)]
    )
    ambient = rng.uniform(0.22, 0.75)
    room = _room(rng, tint, direction, ambient, unseen)
    return Light(
        direction,
        np.asarray(tint * rng.uniform(0.25, 0.9), np.float32),
        np.asarray(_tint(rng, rng.uniform(-0.5, 0.5)) * ambient, np.float32),
        room,
        np.asarray(cv2.GaussianBlur(room, (0, 0), 9), np.float32),
        (rng.uniform(-400, 400), rng.uniform(-100, 600), rng.uniform(250, 800),
         rng.uniform(0, 0.45) * (rng.random() < 0.7)),
        rng.uniform(0.03, 0.35),
    )  # fmt: skip


def _room(
    rng: np.random.Generator, tint: Floats, key: Doubles, ambient: float, unseen: bool
) -> Floats:
    """The upper hemisphere as a picture: walls, ceiling, and bright windows, boxes or tubes."""
    grid = np.linspace(-1, 1, _MAP)
    x, y = np.meshgrid(grid, grid)
    radius = np.hypot(x, y)
    wall, ceiling = rng.uniform(0.1, 0.8), rng.uniform(0.35, 1.1)
    level = ceiling + (wall - ceiling) * np.clip(radius * 1.3, 0, 1)
    level += rng.uniform(-0.25, 0.25) * x + rng.uniform(-0.25, 0.25) * y
    noise = cv2.resize(rng.normal(0, 0.16, (7, 7)), (_MAP, _MAP), interpolation=cv2.INTER_CUBIC)
    room = np.clip(level + noise, 0.02, 3)[..., None] * (ambient + 0.35) * np.ones(3)
    lamps = np.zeros((_MAP, _MAP), np.float32)
    if unseen and rng.random() < 0.6:
        angle = rng.uniform(0, 180)
        for offset in np.arange(-30, 31, 20) + rng.uniform(-6, 6):
            middle = 47.5 + offset * np.array(
                [-np.sin(np.radians(angle)), np.cos(np.radians(angle))]
            )
            _rectangle(lamps, middle, (rng.uniform(40, 70), 3), angle)
    else:
        scale = (_MAP - 1) / 2
        at = key[:2] / (1 + key[2]) * scale + scale
        _rectangle(lamps, at, (rng.uniform(6, 26), rng.uniform(6, 26)), rng.uniform(0, 180))
        for _ in range(int(rng.integers(0, 4))):
            _rectangle(
                lamps, rng.uniform(8, 88, 2), tuple(rng.uniform(5, 30, 2)), rng.uniform(0, 90)
            )
    lamps = np.asarray(cv2.GaussianBlur(lamps, (0, 0), rng.uniform(0.6, 3)), np.float32)
    return np.asarray(room + lamps[..., None] * tint * rng.uniform(1.5, 6), np.float32)


def _rectangle(picture: Floats, middle: Doubles, size: tuple[float, ...], angle_deg: float) -> None:
    box = cv2.boxPoints(((float(middle[0]), float(middle[1])), (size[0], size[1]), angle_deg))
    cv2.fillConvexPoly(picture, np.asarray(box, np.int32), 1.0)
