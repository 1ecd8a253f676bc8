"""Path-traced covers to train on: `python -m …path_traced.trained --out DIR`.

The renderer's train designs, layout and board in a path tracer's light; lights and metals are none
of those `covers.py` judges by. Labels as `recipe.cache` writes them. Needs `mitsuba` and `oidn`.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import drjit as dr
import mitsuba as mi
import numpy as np

if not mi.variant():
    mi.set_variant("llvm_ad_rgb")

from models.table_setting.recipe.cache import as_json
from models.table_setting.recipe.crowd import crowded
from models.table_setting.recipe.path_traced.covers import trace
from models.table_setting.recipe.path_traced.scene import Rng
from models.table_setting.renderer.scene import Cover, RenderedScene, make_setup

METALS = ("Al", "Al", "Mo", "Rh", "Ir", "Ta", "V_palik", "Au", "Cu")
TEXTURE_PX, WIDTH_PX, SAMPLES = 1024, 720, 6
FIRST_SEED = 41_000
KINDS: tuple[Cover, ...] = ("good", "faulty", "faulty", "free")


def lights(rng: Rng) -> dict[str, Any]:
    """Broad ceiling panels, a high window from any side, or a sky of one colour and a spot."""
    tint = rng.uniform([0.9, 0.8, 0.65], [1.05, 1.0, 1.1])
    level = rng.uniform(0.08, 0.7)
    room: dict[str, Any] = {"ambient": {"type": "constant", "radiance": _rgb(level * tint)}}
    for number in range(int(rng.integers(1, 5))):
        turn, far = rng.uniform(0, 2 * np.pi), rng.uniform(100, 2600)
        high = rng.uniform(1300, 3000)
        place = [float(far * np.cos(turn)), float(far * np.sin(turn)) + 200, float(high)]
        wide, deep = rng.uniform(90, 900, 2)
        # As bright on the table whatever the panel's size and distance.
        power = rng.uniform(0.4, 2.0) * 1.1 * (far**2 + high**2) / (wide * deep)
        look = mi.ScalarTransform4f().look_at(origin=place, target=[0, 200, 0], up=[0, 1, 0.1])
        room[f"panel{number}"] = {
            "type": "rectangle",
            "to_world": look @ mi.ScalarTransform4f().scale([float(wide), float(deep), 1.0]),
            "emitter": {
                "type": "area",
                "radiance": _rgb(power * tint * rng.uniform(0.9, 1.1, 3)),
            },
        }
    return room


def _rgb(value: Any) -> dict[str, Any]:
    return {"type": "rgb", "value": [float(v) for v in value]}


def train_cover(seed: int, width: int, samples: int, crowd: bool) -> RenderedScene:
    """One cover of the train designs, laid well, badly, or with things that don't belong; with
    `crowd` more glasses and napkins about."""
    size = (width, width * 3 // 4)
    kind = KINDS[seed % len(KINDS)]
    setup = make_setup(seed, *size, "train", board=True, cover=kind, quality=None)
    setup = crowded(setup, seed) if crowd else setup
    return trace(setup, seed, samples, lights, METALS, TEXTURE_PX)


def write(
    folder: Path, seed: int, width: int = WIDTH_PX, samples: int = SAMPLES, crowd: bool = True
) -> None:
    """Trace a cover unless it is there already."""
    name = folder / f"cover_{seed:06d}"
    if name.with_suffix(".json").exists():
        return
    scene = train_cover(seed, width, samples, crowd)
    cv2.imwrite(str(name.with_suffix(".jpg")), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 94])
    name.with_suffix(".json").write_text(json.dumps(as_json(scene, 1.0)))


def main() -> None:
    """Trace `--count` covers from `--seed` on; what is already there is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--width", type=int, default=WIDTH_PX)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--plain", action="store_true", help="nothing more about the cover")
    given = parser.parse_args()
    dr.set_thread_count(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    for seed in range(given.seed, given.seed + given.count):
        write(given.out, seed, given.width, given.samples, not given.plain)


if __name__ == "__main__":
    main()
