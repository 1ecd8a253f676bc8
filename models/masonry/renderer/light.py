"""Models room, masonry renderer: the light on a face: sun or lamp, relief shadows, patches."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.masonry.renderer.camera import Doubles, Floats
from models.masonry.renderer.canvas import Canvas
from models.masonry.renderer.layout import Designs, Kind

_SHADOW_STEPS = 7


@dataclass(frozen=True)
class Light:
    """A key light from `direction` (x right, y down, third toward the camera) and the rest."""

    direction: Doubles
    key: Floats
    ambient: Floats
    patches: str
    glare: float


def make_light(rng: np.random.Generator, kind: Kind, designs: Designs) -> Light:
    """Draw a light: overcast, sun, lamp; unseen designs rake and throw stripes or leaves."""
    unseen = designs == "unseen"
    low = rng.uniform(18, 40) if unseen and rng.random() < 0.5 else rng.uniform(28, 80)
    elevation = np.radians(low)
    turn = rng.uniform(0, 2 * np.pi)
    if kind == "brick_wall":  # a wall is mostly lit from above
        turn = -np.pi / 2 + rng.uniform(-1.35, 1.35)
    direction = np.array([np.cos(turn) * np.cos(elevation), np.sin(turn) * np.cos(elevation),
                          np.sin(elevation)])  # fmt: skip
    warm = rng.normal(0, 0.12 if not unseen else 0.2)
    key = np.array([1 - warm, 1.0, 1 + warm]) * rng.uniform(0.1, 1.2)
    cool = rng.normal(0, 0.06)
    ambient = np.array([1 + cool, 1.0, 1 - cool]) * rng.uniform(0.25, 0.9)
    kinds = ("none", "stripes", "leaves", "window") if unseen else ("none", "none", "edge", "pool")
    return Light(direction, np.asarray(key, np.float32), np.asarray(ambient, np.float32),
                 str(rng.choice(kinds)), float(rng.uniform(0, 1)))  # fmt: skip


def lit(rng: np.random.Generator, canvas: Canvas, light: Light) -> Floats:
    """Linear colour (H, W, 3) of the face under a light."""
    smooth = cv2.GaussianBlur(canvas.height, (0, 0), 0.8)
    dx = cv2.Scharr(smooth, cv2.CV_32F, 1, 0) / (32 * canvas.step)
    dy = cv2.Scharr(smooth, cv2.CV_32F, 0, 1) / (32 * canvas.step)
    length = np.sqrt(dx * dx + dy * dy + 1)
    lx, ly, lz = light.direction
    facing = np.maximum((-dx * lx - dy * ly + lz) / length, 0)
    facing *= _cast(canvas, light)
    near = cv2.GaussianBlur(canvas.height, (0, 0), 3.0 / canvas.step)
    hollow = np.clip(1 - 0.09 * np.maximum(near - canvas.height, 0), 0.35, 1)
    patch = patches(rng, light, (canvas.height.shape[0], canvas.height.shape[1]), canvas.step)
    level = light.key * (facing * patch)[..., None] + light.ambient * hollow[..., None]
    colour = canvas.albedo * level
    if canvas.gloss.max() > 0:
        slopes = (np.asarray(dx, np.float32), np.asarray(dy, np.float32))
        colour += _glare(rng, canvas, light, slopes)
    return np.asarray(colour, np.float32)


def _cast(canvas: Canvas, light: Light) -> Floats:
    """1 where the key light reaches, 0 in the shadow that the relief throws."""
    lx, ly, lz = light.direction
    flat = float(np.hypot(lx, ly))
    if flat < 1e-3:
        return np.ones_like(canvas.height)
    reach = min(14.0, 7.0 * flat / lz)
    shade = np.zeros_like(canvas.height)
    for k in range(1, _SHADOW_STEPS + 1):
        away = reach * k / _SHADOW_STEPS
        move = np.array([[1, 0, -away * lx / flat / canvas.step],
                         [0, 1, -away * ly / flat / canvas.step]], np.float64)  # fmt: skip
        size = (canvas.height.shape[1], canvas.height.shape[0])
        above = cv2.warpAffine(canvas.height, move, size, borderMode=cv2.BORDER_REPLICATE)
        above = above - away * np.float32(lz / flat)
        shade = np.maximum(shade, np.clip((above - canvas.height) / 0.5, 0, 1))
    return np.asarray(1 - cv2.GaussianBlur(shade, (0, 0), 0.7), np.float32)


def patches(rng: np.random.Generator, light: Light, shape: tuple[int, int], step: float) -> Floats:
    """How much of the key light passes what stands in its way, (H, W) 0–1, soft."""
    y, x = np.indices((shape[0] // 4 + 1, shape[1] // 4 + 1), np.float32) * np.float32(4 * step)
    turn = rng.uniform(0, np.pi)
    along = x * np.cos(turn) + y * np.sin(turn)
    if light.patches == "edge":
        passed = 1 / (1 + np.exp(-(along - float(rng.uniform(along.min(), along.max())))
                                 / float(rng.uniform(2, 60))))  # fmt: skip
    elif light.patches == "pool":
        at = rng.uniform((0, 0), (x.max(), y.max()))
        passed = 0.25 + np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2)
                               / (2 * float(rng.uniform(250, 700)) ** 2))  # fmt: skip
    elif light.patches == "stripes":
        pitch = float(rng.uniform(25, 120))
        passed = np.clip(0.5 + 3 * np.sin(along * 2 * np.pi / pitch), 0, 1)
    elif light.patches == "leaves":
        small = rng.standard_normal((max(3, int(y.max() / 55)), max(3, int(x.max() / 55))))
        cloud = cv2.resize(small.astype(np.float32), x.shape[::-1], interpolation=cv2.INTER_CUBIC)
        passed = np.clip(0.5 + 1.6 * cloud, 0, 1)
    elif light.patches == "window":
        across = y * np.cos(turn) - x * np.sin(turn)
        passed = ((np.mod(along, 420) > 60) & (np.mod(across, 520) > 60)).astype(np.float32)
        passed = cv2.GaussianBlur(passed, (0, 0), float(rng.uniform(1, 5)))
    else:
        return np.ones(shape, np.float32)
    floor = float(rng.uniform(0.0, 0.5))
    soft = cv2.resize(np.asarray(passed, np.float32), shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(floor + (1 - floor) * np.clip(soft, 0, 1.2), np.float32)


def _glare(
    rng: np.random.Generator, canvas: Canvas, light: Light, slopes: tuple[Floats, Floats]
) -> Floats:
    """A window mirrored in glossy faces: a soft bright patch that the relief bends."""
    height, width = canvas.height.shape
    y, x = np.indices((height, width), np.float32) * np.float32(canvas.step)
    at = rng.uniform((0, 0), (x.max(), y.max()))
    size = rng.uniform(120, 420, 2)
    a = (x + 1200 * slopes[0] - at[0]) / size[0]
    b = (y + 1200 * slopes[1] - at[1]) / size[1]
    patch = np.exp(-((a**2 + b**2) ** 2)) * float(rng.uniform(0.1, 0.9)) * light.glare
    sheen = 0.05 + patch
    return np.asarray((canvas.gloss * sheen)[..., None] * light.ambient, np.float32)
