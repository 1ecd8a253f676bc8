"""Models room, masonry renderer: folders of pictures with the truth beside them."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.masonry.renderer.layout import Designs, Kind
from models.masonry.renderer.scene import RenderedScene, render_scene


def as_label(scene: RenderedScene) -> dict[str, Any]:
    """What models.masonry.evaluation asks for: camera, board pose, and every unit."""
    return {
        "kind": scene.kind,
        "K": scene.camera.K.tolist(),
        "distortion": scene.camera.distortion.tolist(),
        "rotation": scene.rotation.tolist(),
        "translation_mm": scene.translation_mm.tolist(),
        "truth": scene.truth,
        "units": [
            {
                "corners_mm": np.round(unit.corners_mm, 3).tolist(),
                "corners_px": np.round(unit.corners_px, 3).tolist(),
                "sides_visible": np.round(unit.sides_visible, 3).tolist(),
            }
            for unit in scene.units
        ],
    }


def write_dataset(
    folder: Path, count: int, seed: int, designs: Designs, kind: Kind | None = None
) -> None:
    """Write `count` scenes to `folder`/images (JPEG) and `folder`/labels (JSON)."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    for number in range(count):
        scene = render_scene(seed * 1_000_003 + number, kind=kind, designs=designs)
        name = f"masonry_{seed}_{number:04d}"
        picture = folder / "images" / f"{name}.jpg"
        cv2.imwrite(str(picture), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 95])
        (folder / "labels" / f"{name}.json").write_text(json.dumps(as_label(scene)))
