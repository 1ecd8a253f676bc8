"""Draws training pictures into a folder: `python -m models.masonry.recipe.render --out DIR`.

NAME.jpg is the picture, NAME.png is 255 where something lies over the work, and NAME.json holds the
camera and the corners of all units in board mm.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from models.masonry.renderer import RenderedScene, render_scene
from models.masonry.renderer.dataset import as_label

_SIZES = ((1600, 1200), (1280, 960), (1280, 960), (1120, 840), (1280, 720))


def draw(seed: int) -> RenderedScene:
    """Draw one scene: one in ten has no units, three in ten are close-ups."""
    rng = np.random.default_rng([seed, 77])
    width, height = _SIZES[rng.integers(len(_SIZES))]
    empty, close = bool(rng.random() < 0.1), bool(rng.random() < 0.3)
    return render_scene(seed, width=width, height=height, empty=empty, close=close)


def write(folder: Path, seed: int) -> None:
    """Draw a scene unless it is there already."""
    name = folder / f"masonry_{seed:06d}"
    if name.with_suffix(".json").exists():
        return
    scene = draw(seed)
    cv2.imwrite(str(name.with_suffix(".jpg")), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    cv2.imwrite(str(name.with_suffix(".png")), scene.covered)
    name.with_suffix(".json").write_text(json.dumps(as_label(scene)))


def main() -> None:
    """Draw seeds first, first + step, …; restarting goes on where it stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--count", type=int, default=1500)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for seed in range(chosen.first, chosen.first + chosen.step * chosen.count, chosen.step):
        write(chosen.out, seed)


if __name__ == "__main__":
    main()
