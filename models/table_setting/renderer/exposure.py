"""Models room, table renderer: from light to a camera's picture (lens, sensor, JPEG)."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_setting.renderer.camera import Floats

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Develop:
    """How a camera turns light into a picture; blur in pixels of a 1000 px wide picture."""

    level: float
    gains: tuple[float, float, float]
    contrast: float
    vignette: float
    blur: float
    noise: float
    jpeg: int


def make_develop(rng: np.random.Generator, quality: float) -> Develop:
    """Draw a camera; `quality` 1 is a good one in good light, 0 a poor one."""
    worse = 1 - quality
    warm = rng.normal(0, 0.06)
    return Develop(
        rng.uniform(0.32, 0.95), (1 - warm + rng.normal(0, 0.02), 1.0, 1 + warm),
        rng.uniform(0.9, 1.3), rng.uniform(0, 0.35), rng.uniform(0.15, 0.5 + 1.5 * worse),
        rng.uniform(0.001, 0.004 + 0.02 * worse), int(rng.uniform(92 - 50 * worse, 97)),
    )  # fmt: skip


def develop(light: Floats, how: Develop, rng: np.random.Generator) -> Picture:
    """An 8-bit BGR picture from linear light."""
    height, width = light.shape[:2]
    image = light * np.asarray(how.gains, np.float32)
    mean = float(np.mean(image))
    bright = float(np.percentile(image[::4, ::4], 96))
    image *= np.float32(min(0.5 * how.level / max(mean, 1e-4), 1.05 / max(bright, 1e-4)))
    if how.vignette > 0.02:
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
        image *= (1 - how.vignette * 0.5 * (x**2 + y**2))[..., None]
    sigma = how.blur * width / 1000
    if sigma > 0.25:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)
    image = np.where(image > 0.8, 1 - 0.2 * np.exp(-(image - 0.8) / 0.2), image)
    shown = np.clip(image, 0, 1) ** np.float32(1 / 2.2)
    shown = np.clip(0.5 + (shown - 0.5) * how.contrast, 0, 1)
    grain = rng.standard_normal((height, width, 3), np.float32) * np.float32(how.noise)
    picture = np.clip((shown + grain) * 255 + 0.5, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
