"""Trains the masonry network: `python -m models.masonry.recipe.train --out DIR`. Needs torch.

Reads pictures of recipe.render as they appear. Writes OUT/checkpoint.pt (weights, average,
optimiser, images seen) and resumes from it.
"""

from __future__ import annotations

import argparse
import queue
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch.nn import functional

from models.masonry.recipe.network import UnitNetwork
from models.masonry.recipe.targets import SIDE, WIDE_SIDE, Source, draw_sample, read_source
from models.table_setting.recipe.train import images_seen, train

BATCH = 4
SIDE_WEIGHT = 9.0
"""Sides cover a few hundredths of a crop: without it the rarer, upright ones are never learnt."""
WIDE_SHARE = 0.2
"""This share of the batches shows wider crops, half as many."""
POOL, RENEWED = 24, 1
"""So many pictures are kept open; so many are replaced by others after each batch."""


def loss(raw: Any, maps: Any) -> dict[str, Any]:
    """The parts of the loss: cross-entropy, where sides are weighed up as they are rare; dice."""
    logits = raw.float()
    entropy = functional.binary_cross_entropy_with_logits(logits, maps, reduction="none")
    sides = entropy[:, 2:] * (1 + SIDE_WEIGHT * maps[:, 2:])
    chance = logits.sigmoid()
    both = (chance * maps).sum((0, 2, 3))
    dice = 1 - (2 * both + 1) / ((chance**2).sum((0, 2, 3)) + (maps**2).sum((0, 2, 3)) + 1)
    return {"inside": entropy[:, :2].mean(), "sides": 2.0 * sides.mean(), "dice": dice.mean()}


class Supply:
    """Draws batches of crops in a thread; looks for new pictures now and then."""

    def __init__(self, drawn: Path, seed: int) -> None:
        self.drawn = drawn
        self.rng = np.random.default_rng(seed)
        self.batches: queue.Queue[Any] = queue.Queue(maxsize=4)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        pool: list[Source] = []
        while True:
            labels = sorted(self.drawn.glob("*.json"))
            for _ in range(100):
                wanted = POOL if len(pool) < POOL else RENEWED
                for _ in range(wanted):
                    pool.append(read_source(labels[self.rng.integers(len(labels))]))
                pool = pool[-POOL:]
                self.batches.put(self._batch(pool))

    def _batch(self, pool: list[Source]) -> list[Any]:
        wide = self.rng.random() < WIDE_SHARE
        side, count = (WIDE_SIDE, BATCH // 2) if wide else (SIDE, BATCH)
        chosen = self.rng.integers(len(pool), size=count)
        samples = [draw_sample(pool[k], self.rng, side) for k in chosen]
        pictures = np.stack([s.image[:, :, ::-1].transpose(2, 0, 1) for s in samples])
        image = torch.from_numpy(np.ascontiguousarray(pictures)).float().div_(255)
        maps = torch.from_numpy(np.stack([s.maps for s in samples]))
        return [image.to(memory_format=torch.channels_last), maps]


def run(out: Path, drawn: Path, images: int, threads: int, seed: int = 20261123) -> None:
    """Train until `images` crops were seen, from a checkpoint in `out` when there is one."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    torch.manual_seed(seed)
    network = UnitNetwork().to(memory_format=torch.channels_last).train()
    supply = Supply(drawn, seed + images_seen(out))
    train(supply, network, loss, out, images)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--drawn", type=Path, required=True, help="folder of recipe.render")
    parser.add_argument("--images", type=int, default=40_000)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    run(chosen.out, chosen.drawn, chosen.images, chosen.threads)


if __name__ == "__main__":
    main()
