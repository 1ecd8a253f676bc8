"""Draws training pictures into a folder: `python -m models.table_setting.recipe.cache --out DIR`.

A picture NAME.jpg lies beside NAME.json: pieces (name, whole outline, points, foot outline, share
visible) and the table's front edge, in px. The path-traced pictures use the same form.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.table_setting.recipe.crowd import crowded
from models.table_setting.renderer import RenderedScene, render_scene
from models.table_setting.renderer.scene import make_setup, paint

_SHAPES = ((512, 512), (512, 512), (576, 432), (432, 576), (640, 360))


def draw(seed: int, kind: str) -> RenderedScene:
    """Draw one scene: a "small" one of any kind, a "large" cover for outlines, or one "crowded"
    with more glasses and napkins, for both networks."""
    if kind == "crowded":
        setup = make_setup(seed, 960, 720, "train", board=True, cover=None, quality=None)
        return paint(crowded(setup, seed))
    if kind == "large":
        return render_scene(seed, width=1120, height=840, board=True)
    rng = np.random.default_rng([seed, 99])
    board = rng.random() < 0.45
    width, height = (576, 432) if board else _SHAPES[rng.integers(len(_SHAPES))]
    return render_scene(seed, width=width, height=height, board=board)


def as_json(scene: RenderedScene, scale: float) -> dict[str, Any]:
    """The labels of a scene whose picture is shrunk by `scale`."""

    def shrunk(points: Any) -> Any:
        return np.round(((np.asarray(points) + 0.5) * scale - 0.5), 2).tolist()

    pieces = [
        {
            "name": piece.name,
            "outline": shrunk(piece.outline_px),
            "points": {name: shrunk(at) for name, at in piece.points_px.items()},
            "foot": None if piece.foot_px is None else shrunk(piece.foot_px),
            "visible": round(piece.visible, 3),
        }
        for piece in scene.pieces
    ]
    edge = None if scene.front_edge_px is None else shrunk(scene.front_edge_px)
    return {"pieces": pieces, "edge": edge}


def write(folder: Path, seed: int, kind: str) -> None:
    """Draw a scene unless it is there already."""
    name = folder / f"{kind}_{seed:06d}"
    if name.with_suffix(".json").exists():
        return
    scene = draw(seed, kind)
    scale = 0.75 if kind == "small" else 1.0
    size = (round(scene.camera.width * scale), round(scene.camera.height * scale))
    picture = cv2.resize(scene.image, size, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(name.with_suffix(".jpg")), picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
    name.with_suffix(".json").write_text(json.dumps(as_json(scene, scale)))


def main() -> None:
    """Draw seeds first..first+count−1; restarting goes on where it stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--kind", choices=("small", "large", "crowded"), default="small")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for seed in range(chosen.first, chosen.first + chosen.count):
        write(chosen.out, seed, chosen.kind)


if __name__ == "__main__":
    main()
