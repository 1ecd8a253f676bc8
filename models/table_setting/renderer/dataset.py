"""Models room, table renderer: folders of labelled scenes in YOLO-OBB form."""

from pathlib import Path

import cv2
import numpy as np

from models.table_setting.renderer.layout import NAMES
from models.table_setting.renderer.scene import Designs, RenderedScene, render_scene

LEAST_VISIBLE = 0.2
"""A piece of which less than this share shows is not labelled: nobody could find it."""


def label_lines(scene: RenderedScene) -> list[str]:
    """`class x1 y1 x2 y2 x3 y3 x4 y4` per piece, normalised and clipped to the picture."""
    size = np.array([scene.camera.width, scene.camera.height])
    lines = []
    for piece in scene.pieces:
        if piece.visible >= LEAST_VISIBLE:
            corners = np.clip(piece.corners_px / size, 0, 1).ravel()
            numbers = " ".join(f"{c:.5f}" for c in corners)
            lines.append(f"{NAMES.index(piece.name)} {numbers}")
    return lines


def write_dataset(
    folder: Path,
    count: int,
    seed: int,
    designs: Designs,
    *,
    size_px: int = 640,
    covers: bool = False,
) -> None:
    """Write `count` scenes to `folder`/images (JPEG) and `folder`/labels.

    Square pictures of tables on which anything may lie anywhere, without a board; or, with
    `covers`, what a kiosk sees: pictures of 4:3 of one cover beside the board, laid well and
    badly in turn.
    """
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    for number in range(count):
        scene = _scene(seed * 1_000_003 + number, designs, size_px, covers=covers)
        name = f"table_{seed}_{number:04d}"
        picture = folder / "images" / f"{name}.jpg"
        cv2.imwrite(str(picture), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 92])
        (folder / "labels" / f"{name}.txt").write_text("\n".join(label_lines(scene)) + "\n")


def _scene(seed: int, designs: Designs, size_px: int, *, covers: bool) -> RenderedScene:
    if not covers:
        return render_scene(seed, width=size_px, height=size_px, designs=designs, board=False)
    return render_scene(
        seed,
        width=size_px,
        height=size_px * 3 // 4,
        designs=designs,
        board=True,
        cover="good" if seed % 2 else "faulty",
    )
