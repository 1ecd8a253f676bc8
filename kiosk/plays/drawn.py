"""Room: kiosk. Draws a view of a scene as the candidate sees it: the place, and what lies in it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from hardware import Image
from scenarios import Pack
from scenarios.plays import SceneSetup, Slide

Box = tuple[int, int, int, int]


def view_picture(
    pack: Pack, setup: SceneSetup, view: str, offsets_mm: Mapping[str, float]
) -> PillowImage.Image:
    """The picture of a view: with what the seed made wrong, and slides where they lie now."""
    scene = setup.scene
    picture = _opened(pack.picture(scene.view(view).picture)).convert("RGB")
    for thing in scene.things:
        name = setup.sprite(thing)
        if thing.view == view and name is not None:
            left, top, right, bottom = (round(side) for side in thing.place)
            _paste(picture, pack.picture(name), (left, top, right, bottom))
    for slide in scene.slides:
        if slide.view == view:
            box = sprite_box(pack, slide, offsets_mm.get(slide.id, 0.0))
            _paste(picture, pack.picture(slide.picture), box)
    return picture


def sprite_box(pack: Pack, slide: Slide, offset_mm: float) -> Box:
    """Where a slide lies in its view's picture: left, top, right, bottom in pixels."""
    width, height = _opened(pack.picture(slide.picture)).size
    left = round(slide.at[0] + offset_mm / slide.mm_per_px)
    top = round(slide.at[1])
    return left, top, left + width, top + height


def as_bgr(picture: PillowImage.Image) -> Image:
    """The picture as OpenCV has it."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"), np.uint8)[..., ::-1])


def _paste(picture: PillowImage.Image, path: Path, box: Box) -> None:
    sprite = _opened(path)
    size = (box[2] - box[0], box[3] - box[1])
    if sprite.size != size:
        sprite = sprite.resize(size)
    picture.paste(sprite, box[:2], sprite)


@lru_cache(maxsize=128)
def _opened(path: Path) -> PillowImage.Image:
    """A picture of a pack with its transparency, read once."""
    with PillowImage.open(path) as picture:
        return picture.convert("RGBA")
