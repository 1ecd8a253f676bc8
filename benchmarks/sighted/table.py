"""A table of two covers in front of a camera: the pictures that vision is timed on."""

from dataclasses import dataclass

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from hardware import Image, Intrinsics, find_plane
from kiosk.sight.table import plane_seen
from models.table_setting.renderer import RenderedScene, render_scene
from scenarios import PlaneSeen

SEEDS = (31, 33)
"""Two covers of designs that no model was trained on."""
MARGIN_PX = 40
WIDTH_PX, HEIGHT_PX = 1600, 1200
GRAIN = 2.0
"""Noise of a camera's pixels, one sigma of 255 levels."""


@dataclass(frozen=True)
class Table:
    """Pictures (BGR) of the same table, each with other grain, and where the table lies."""

    pictures: tuple[Image, ...]
    plane: PlaneSeen


def lay_table(count: int) -> Table:
    """Draw the table once and `count` pictures of it."""
    scenes = [render_scene(seed, designs="unseen", cover="good") for seed in SEEDS]
    lefts = [_columns(scene) for scene in scenes]
    whole = np.hstack(
        [scene.image[:, low:high] for scene, (low, high) in zip(scenes, lefts, strict=True)]
    )
    scale = WIDTH_PX / whole.shape[1]
    flat = cv2.resize(whole, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    below = HEIGHT_PX - flat.shape[0]
    picture = cv2.copyMakeBorder(flat, 0, below, 0, 0, cv2.BORDER_REPLICATE)
    rng = np.random.default_rng(0)
    pictures = tuple(_grained(np.asarray(picture, np.uint8), rng) for _ in range(count))
    return Table(pictures, _cropped(scenes[0], lefts[0][0], scale))


def _columns(scene: RenderedScene) -> tuple[int, int]:
    """From where to where pieces lie."""
    outlines = np.concatenate([piece.outline_px for piece in scene.pieces])
    low, high = outlines[:, 0].min() - MARGIN_PX, outlines[:, 0].max() + MARGIN_PX
    return max(0, int(low)), min(scene.image.shape[1], int(high))


def _cropped(scene: RenderedScene, left: int, scale: float) -> PlaneSeen:
    """The first cover's plane in the pixels of the whole."""
    camera = scene.camera
    intrinsics = Intrinsics(camera.width, camera.height, camera.K, np.zeros(5))
    plane = plane_seen(find_plane(scene.image, intrinsics), "0")
    K = np.array(plane.camera_matrix)
    K[0, 2] -= left
    K[:2] *= scale
    return msgspec.structs.replace(plane, camera_matrix=K.tolist())


def _grained(picture: Image, rng: np.random.Generator) -> Image:
    grain = cv2.resize(
        rng.normal(0, GRAIN, (picture.shape[0] // 4, picture.shape[1] // 4, 3)).astype(np.float32),
        picture.shape[1::-1],
        interpolation=cv2.INTER_NEAREST,
    )
    noisy: NDArray[np.uint8] = np.clip(picture + grain, 0, 255).astype(np.uint8)
    return noisy
