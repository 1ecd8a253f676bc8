"""Models room. A photograph of work laid before real work's place: a copy on paper or on a screen.

For the check against pictures of pictures: the copy is as large as life (or at another scale), and
the real board lies beside it.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Doubles = NDArray[np.float64]
Kind = Literal["print", "bordered print", "screen"]

PAPER = np.array([228.0, 233.0, 235.0])
BEZEL = np.array([26.0, 24.0, 24.0])
RIM_MM = {"print": 0.0, "bordered print": 9.0, "screen": 14.0}
PITCH_MM = 0.49
"""A screen's pixel: 43 inches at 1920 across."""
INK = (0.1, 0.86)
"""What share of white a print's darkest and lightest ink throw back."""


@dataclass(frozen=True, eq=False)
class View:
    """A picture and how it was taken: `K`, `distortion` (5,), and board to camera, mm."""

    image: Picture
    K: Doubles
    distortion: Doubles
    rotation: Doubles
    translation_mm: Doubles

    def to_pixels(self, places_mm: Doubles) -> Doubles:
        """Pixels (N, 2) of places (N, 2) on the board's plane."""
        flat = np.column_stack([places_mm, np.zeros(len(places_mm))])
        turn = cv2.Rodrigues(self.rotation)[0]
        pixels, _ = cv2.projectPoints(flat, turn, self.translation_mm, self.K, self.distortion)
        return np.asarray(pixels.reshape(-1, 2), np.float64)

    def to_plane(self, pixels: Doubles) -> Doubles:
        """Places (N, 2) mm on the board's plane of pixels (N, 2)."""
        flat = cv2.undistortPoints(pixels.reshape(-1, 1, 2), self.K, self.distortion)
        rays = np.column_stack([flat.reshape(-1, 2), np.ones(len(pixels))]) @ self.rotation
        eye = -self.rotation.T @ self.translation_mm
        return np.asarray(eye[:2] - eye[2] / rays[:, 2:] * rays[:, :2], np.float64)


def copied(
    work: View,
    place: View,
    region_mm: Doubles,
    rng: np.random.Generator,
    kind: Kind = "print",
    scale: float = 1.0,
) -> Picture:
    """The picture of `place` with a copy of what `work` shows in a region of the board's plane.

    `region_mm` (4, 2) are the region's corners; at another `scale` it keeps its middle.
    """
    middle = region_mm.mean(axis=0)
    sheet = middle + (region_mm - middle) * scale
    rim = sheet + RIM_MM[kind] * np.sign(sheet - middle)
    height, width = place.image.shape[:2]
    step = 4
    grid = np.stack(
        np.meshgrid(np.arange(0, width + step, step), np.arange(0, height + step, step)), -1
    ).astype(np.float64)
    places = place.to_plane(grid.reshape(-1, 2))
    sources = work.to_pixels(middle + (places - middle) / scale).reshape(*grid.shape)
    x, y = np.indices((height, width))[::-1].astype(np.float32) / np.float32(step)
    coarse = sources.astype(np.float32)
    at = cv2.remap(coarse, x, y, cv2.INTER_LINEAR)
    shown = cv2.remap(work.image, at[..., 0], at[..., 1], cv2.INTER_LINEAR).astype(np.float64)
    light = _light(place.image, _mask(place, rim))
    if kind == "screen":
        where = cv2.remap(places.reshape(*grid.shape).astype(np.float32), x, y, cv2.INTER_LINEAR)
        shown = _lit_pixels(shown, np.asarray(where, np.float64), rng)
        edge = BEZEL
    else:
        ink = 255.0 * (INK[0] + (INK[1] - INK[0]) * shown / 255.0)
        shown, edge = ink * light, PAPER * light
    out = place.image.astype(np.float64)
    for mask, colours in ((_mask(place, rim), edge), (_mask(place, sheet), shown)):
        share = cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None]
        out += share * (colours - out)
    noise = rng.normal(0.0, 1.5, out.shape)
    return np.asarray(np.clip(out + noise, 0, 255), np.uint8)


def _mask(view: View, corners_mm: Doubles) -> NDArray[np.float32]:
    """How much of each pixel lies within corners on the plane, 0 to 1."""
    mask = np.zeros(view.image.shape[:2], np.uint8)
    sides = [np.linspace(a, b, 20, endpoint=False) for a, b in _sides(corners_mm)]
    at = np.round(view.to_pixels(np.concatenate(sides)) * 16).astype(np.int32)
    cv2.fillPoly(mask, [at], 255, cv2.LINE_AA, 4)
    return np.asarray(mask / np.float32(255), np.float32)


def _sides(corners: Doubles) -> list[tuple[Doubles, Doubles]]:
    return list(zip(corners, np.roll(corners, -1, axis=0), strict=True))


def _light(image: Picture, mask: NDArray[np.float32]) -> float:
    """How bright the place is, as a share of a well-exposed one."""
    inside = image[mask > 0.5]
    brightest = float(np.quantile(inside, 0.9)) if len(inside) else 200.0
    return float(np.clip(brightest / 170.0, 0.55, 1.1))


def _lit_pixels(shown: Doubles, where: Doubles, rng: np.random.Generator) -> Doubles:
    """A screen's red, green and blue stripes and the dark between its pixels, as far as a camera
    still tells them apart: what it cannot it averages, and the rest beats with its own pixels."""
    pitch = PITCH_MM * float(rng.uniform(0.6, 1.2))
    step = float(np.median(np.linalg.norm(np.diff(where[:, ::9], axis=1), axis=-1))) / 9
    blurred = np.exp(-0.5 * (2 * np.pi * 0.45 * step / pitch) ** 2)
    phase = 2 * np.pi * where / pitch
    stripes = np.stack([np.cos(phase[..., 0] + 2.1 * c) for c in (1, 0, -1)], axis=-1)
    rows = np.cos(phase[..., 1])[..., None]
    return np.asarray(shown * (1 + blurred * (0.9 * stripes + 0.35 * rows)), np.float64)
