"""Covers from two sides, honest and copied, and what the kiosk sees of them: kept, to be judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import cv2
import msgspec
import numpy as np

from hardware import Intrinsics, PlaneError
from kiosk.sight import SIGHTS
from models.copies import Kind, View, copied
from models.table_setting.renderer import RenderedScene
from models.table_setting.renderer.board import board_to_table
from models.table_setting.renderer.scene import Setup, make_setup, paint
from models.table_setting.renderer.views import seen_from, two_views
from scenarios import FrameRefused, Observation

NAMES = ("left", "right")
SIZE = (1600, 1200)
MARGIN_MM = 28.0


Taken = Literal["sides", "front", "own place"]
"""From where the kiosk looks at a copy: from two sides while the original was photographed from the
front; from the front too, with one camera; from two sides, one of them the original's own place."""


class Seen(msgspec.Struct):
    """One scene: the truth, each camera's picture (JPEG) and what was seen in it."""

    seed: int
    kind: Kind | Literal["honest"]
    truth: dict[str, float]
    pictures: list[bytes]
    observations: list[list[Observation]]


def honest(seed: int) -> Setup:
    """A cover nobody trained on, laid well or badly in turn."""
    cover = "good" if seed % 2 else "faulty"
    return make_setup(seed, *SIZE, "unseen", board=True, cover=cover, quality=None)


def view_of(scene: RenderedScene) -> View:
    """A drawn table as a view of its board's plane."""
    assert scene.rotation is not None
    assert scene.translation_mm is not None
    return View(scene.image, scene.camera.K, np.zeros(5), scene.rotation, scene.translation_mm)


def copies(seed: int, kind: Kind, scale: float, taken: Taken) -> list[RenderedScene]:
    """A copy of a cover on another table, beside the real board, where the cover would be."""
    rng = np.random.default_rng([seed, 77])
    work = honest(seed | 1)
    other = honest(seed + 500_000)
    bare = replace(work, pieces=(), ground=other.ground, light=other.light, develop=other.develop)
    before = two_views(work, np.random.default_rng(seed))[0] if taken == "own place" else work
    original = paint(before)
    tilt, azimuth = float(rng.uniform(3, 17)), float(rng.normal(-90, 35))
    one = seen_from(bare, tilt_deg=tilt, azimuth_deg=azimuth, seed=seed)
    cameras = (one,) if taken == "front" else two_views(bare, np.random.default_rng(seed))
    region = _region(before, original)
    return [
        replace(empty, image=copied(view_of(original), view_of(empty), region, rng, kind, scale))
        for empty in map(paint, cameras)
    ]


def _region(work: Setup, original: RenderedScene) -> np.ndarray:
    """The corners, in board mm, of what is copied: the whole cover and some cloth around it."""
    assert work.board is not None
    rotation, origin = board_to_table(*work.board)
    view = view_of(original)
    seen = np.concatenate([view.to_plane(piece.outline_px) for piece in original.pieces])
    table = np.column_stack([seen, np.zeros(len(seen))]) @ rotation.T + origin
    low, high = table[:, :2].min(axis=0) - MARGIN_MM, table[:, :2].max(axis=0) + MARGIN_MM
    low[1] = max(low[1], 4.0)
    board = np.array([[-17.0, -24, 0], [197, -24, 0], [197, 276, 0], [-17, 276, 0]])
    sheet = (board @ rotation.T + origin)[:, 0]
    if sheet.mean() > (low[0] + high[0]) / 2:
        high[0] = min(high[0], sheet.min() - 4.0)
    else:
        low[0] = max(low[0], sheet.max() + 4.0)
    corners = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    back = (np.column_stack([corners, np.zeros(4)]) - origin) @ rotation
    return np.asarray(back[:, :2], np.float64)


@dataclass(frozen=True)
class Wanted:
    """What to draw: `kind` "honest" or of a copy."""

    seed: int
    kind: str
    scale: float = 1.0
    taken: Taken = "sides"


def kept(folder: Path | None, wanted: Wanted) -> Seen:
    """What was seen of a scene: read again where it is kept, else drawn and looked at."""
    if folder is None:
        return _looked(wanted)
    taken = "" if wanted.taken == "sides" else f"{wanted.taken}-"
    name = f"{taken}{wanted.kind}-{wanted.scale:g}-{wanted.seed}.msgpack".replace(" ", "_")
    path = folder / name
    if path.exists():
        return msgspec.msgpack.decode(path.read_bytes(), type=Seen)
    seen = _looked(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.msgpack.encode(seen))
    return seen


def _looked(wanted: Wanted) -> Seen:
    if wanted.kind == "honest":
        rng = np.random.default_rng(wanted.seed)
        scenes = list(map(paint, two_views(honest(wanted.seed), rng)))
    else:
        scenes = copies(wanted.seed, wanted.kind, wanted.scale, wanted.taken)
    truth = {k: float(v) for k, v in scenes[0].truth.items() if isinstance(v, int | float)}
    return Seen(
        wanted.seed,
        wanted.kind,
        truth,
        [_jpeg(scene.image) for scene in scenes],
        [list(_look(scene, name)) for scene, name in zip(scenes, NAMES, strict=False)],
    )


def _look(scene: RenderedScene, name: str) -> Iterator[Observation]:
    camera = scene.camera
    known = Intrinsics(camera.width, camera.height, camera.K, np.zeros(5))
    try:
        yield from SIGHTS["table_setting"].observe(scene.image, name, known)
    except PlaneError as problem:
        yield FrameRefused(name, problem.code, "")


def _jpeg(image: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 95))[1])
