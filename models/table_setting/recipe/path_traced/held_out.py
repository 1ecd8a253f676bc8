"""Which covers are path-traced to be judged by, never to be trained on; needs no path tracer."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from models.table_setting.renderer.scene import Cover, RenderedScene, Setup, make_setup, paint


def held_out_setup(seed: int, width: int) -> Setup:
    """The cover of a seed, laid well and badly in turn, in a picture of 4:3."""
    cover: Cover = "good" if seed % 2 else "faulty"
    size = (width, width * 3 // 4)
    return make_setup(seed, *size, "unseen", board=True, cover=cover, quality=None)


def traced_scene(picture: Path) -> RenderedScene:
    """The scene of a picture `cover_SEED.jpg` that `covers.py` wrote, with its truth."""
    image = cv2.imread(str(picture))
    if image is None:
        raise ValueError(f"{picture} is no picture: write it again with path_traced.covers")
    bgr = np.asarray(image, np.uint8)
    seed = int(picture.stem.rpartition("_")[2])
    return replace(paint(held_out_setup(seed, bgr.shape[1])), image=bgr)
