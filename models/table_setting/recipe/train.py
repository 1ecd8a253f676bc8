"""Trains the finding network: `python -m models.table_setting.recipe.train --out DIR`. Needs torch.

Reads drawn pictures (recipe.cache) and path-traced ones (recipe.path_traced) as they appear.
Writes OUT/checkpoint.pt (weights, average, optimiser, images seen) and resumes from it.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import queue
import threading
import time
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import torch

from models.table_setting.recipe.network import GEOMETRY, HEAT, TableNetwork
from models.table_setting.recipe.shipped import load_shipped
from models.table_setting.recipe.targets import SIDE, draw_sample, make_target

BATCH = 8
SMALL_SIDE, SMALL_UNTIL = 224, 0.7
"""The first share of the training sees small pictures: half the work for each."""
LEARNING_RATE, LAST_SHARE, WEIGHT_DECAY = 3e-3, 0.02, 0.05
WARM_UP = 1_000
TRACED_SHARE = 0.45
FINE_PEAK = 5e-4
"""Highest rate when training goes on from shipped weights, at the full size of pictures."""
SAVE_EVERY_S, REPORT_EVERY_STEPS = 120.0, 50
HELD_OUT = "traced_002"
"""Path-traced pictures whose names begin so are never trained on."""


def find_loss(raw: Any, heat: Any, geometry: Any, weight: Any, masks: Any) -> dict[str, Any]:
    """The parts of the loss: penalty-reduced focal, weighted L1, cross-entropy with dice."""
    raw = raw.float()
    logits = raw[:, :HEAT]
    chance = logits.sigmoid().clamp(1e-5, 1 - 1e-5)
    here = (heat >= 0.999).float()
    right = here * (1 - chance) ** 2 * chance.log()
    wrong = (1 - here) * (1 - heat) ** 4 * chance**2 * (1 - chance).log()
    count = here.sum().clamp(min=1)
    difference = (raw[:, HEAT : HEAT + GEOMETRY] - geometry).abs() * weight
    mask_logits = raw[:, HEAT + GEOMETRY :]
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(mask_logits, masks)
    inside = mask_logits.sigmoid()
    both = (inside * masks).sum((2, 3))
    dice = 1 - (2 * both + 20) / (inside.sum((2, 3)) + masks.sum((2, 3)) + 20)
    return {
        "heat": -(right + wrong).sum() / count,
        "geometry": 0.4 * difference.sum() / count,
        "mask": 3.0 * entropy + dice.mean(),
    }


class Feed(Protocol):
    """Whatever lays batches (picture first, then the truth) into a queue."""

    batches: queue.Queue[Any]


class Supply:
    """Draws batches in a thread; looks for new pictures now and then."""

    def __init__(self, drawn: Path, traced: Path, seed: int, small: int) -> None:
        self.folders = (drawn, traced)
        self.small = small
        self.rng = np.random.default_rng(seed)
        self.batches: queue.Queue[Any] = queue.Queue(maxsize=4)
        threading.Thread(target=self._run, daemon=True).start()

    def _labels(self) -> tuple[list[Path], list[Path]]:
        drawn, traced = (sorted(folder.glob("*.json")) for folder in self.folders)
        return drawn, [path for path in traced if not path.name.startswith(HELD_OUT)]

    def _run(self) -> None:
        while True:
            drawn, traced = self._labels()
            for _ in range(60):
                side = SMALL_SIDE if self.small > 0 else SIDE
                self.batches.put(self._batch(drawn, traced, side))
                self.small -= BATCH

    def _batch(self, drawn: list[Path], traced: list[Path], side: int) -> list[Any]:
        samples = []
        for _ in range(BATCH):
            from_traced = traced and self.rng.random() < TRACED_SHARE
            labels = traced if from_traced else drawn
            label = labels[self.rng.integers(len(labels))]
            samples.append(draw_sample(label, self.rng, side=side))
        targets = [make_target(sample) for sample in samples]
        pictures = np.stack([s.image[:, :, ::-1].transpose(2, 0, 1) for s in samples])
        stacked = [np.stack([getattr(t, n) for t in targets])
                   for n in ("heat", "geometry", "weight", "masks")]  # fmt: skip
        image = torch.from_numpy(np.ascontiguousarray(pictures)).float().div_(255)
        return [image.to(memory_format=torch.channels_last), *map(torch.from_numpy, stacked)]


def make_optimiser(network: Any, peak: float = LEARNING_RATE) -> Any:
    """AdamW that decays the weights of convolutions only."""
    learnt = list(network.parameters())
    decayed = [p for p in learnt if p.ndim > 1]
    free = [p for p in learnt if p.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": WEIGHT_DECAY},
        {"params": free, "weight_decay": 0},
    ]
    return torch.optim.AdamW(groups, lr=peak)


def learning_rate(images: int, total: int, peak: float = LEARNING_RATE) -> float:
    """Linear warm-up, then a cosine."""
    if images < WARM_UP:
        return peak * (images + BATCH) / WARM_UP
    done = min(1.0, (images - WARM_UP) / max(1, total - WARM_UP))
    return peak * (LAST_SHARE + (1 - LAST_SHARE) * (1 + math.cos(math.pi * done)) / 2)


def update_average(average: Any, network: Any, steps: int) -> None:
    """Move the averaged weights towards the current ones."""
    decay = 0.998 * (1 - math.exp(-steps / 300))
    current = network.state_dict()
    for name, value in average.state_dict().items():
        if value.dtype.is_floating_point:
            value.mul_(decay).add_(current[name].detach(), alpha=1 - decay)
        else:
            value.copy_(current[name])


def save(path: Path, network: Any, average: Any, optimiser: Any, images: int) -> None:
    """Write the checkpoint in one piece."""
    part = path.with_suffix(".part")
    torch.save({"network": network.state_dict(), "average": average.state_dict(),
                "optimiser": optimiser.state_dict(), "images": images}, part)  # fmt: skip
    part.replace(path)


def images_seen(out: Path) -> int:
    """How many images the checkpoint in a folder has seen."""
    path = out / "checkpoint.pt"
    return int(torch.load(path, weights_only=True)["images"]) if path.is_file() else 0


def resume(path: Path, network: Any, average: Any, optimiser: Any) -> int:
    """Load the checkpoint if there is one; returns the images seen so far."""
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["images"])


def train(
    supply: Feed, network: Any, loss_of: Any, out: Path, total: int, peak: float = LEARNING_RATE
) -> None:
    """Train any of this recipe's networks from a supply of batches, until `total` images, at rates
    of at most `peak`."""
    out.mkdir(parents=True, exist_ok=True)
    average = copy.deepcopy(network).eval()
    optimiser = make_optimiser(network, peak)
    checkpoint = out / "checkpoint.pt"
    halves = bool(torch.cpu.get_capabilities().get("avx512_bf16"))  # elsewhere thrice as slow
    images = resume(checkpoint, network, average, optimiser)
    saved, started, steps, since = time.monotonic(), time.monotonic(), images // BATCH, images
    while images < total:
        picture, *truth = supply.batches.get()
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(images, total, peak)
        with torch.autocast("cpu", torch.bfloat16, enabled=halves):
            raw = network(picture)
        parts = loss_of(raw, *truth)
        optimiser.zero_grad(set_to_none=True)
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimiser.step()
        images, steps = images + len(picture), steps + 1
        update_average(average, network, steps)
        if steps % REPORT_EVERY_STEPS == 0:
            rate = (images - since) / (time.monotonic() - started)
            shown = {k: round(float(v), 4) for k, v in parts.items()}
            print(json.dumps({"images": images, "per_s": round(rate, 1), **shown}), flush=True)
        if time.monotonic() - saved > SAVE_EVERY_S:
            save(checkpoint, network, average, optimiser, images)
            saved = time.monotonic()
    save(checkpoint, network, average, optimiser, images)
    print("done", flush=True)


def parser_of(about: str | None, images: int) -> argparse.ArgumentParser:
    """The command line of a training, which sees `images` unless it is told otherwise."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--drawn", type=Path, required=True, help="folder of recipe.cache")
    parser.add_argument("--traced", type=Path, required=True, help="folder of recipe.path_traced")
    parser.add_argument("--images", type=int, default=images)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--start", type=Path, help="shipped weights (ONNX) to go on from")
    return parser


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What the command line says; torch's threads and seed are set by it."""
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(chosen.seed)
    return chosen


def main() -> None:
    """Train the finding network from the command line."""
    given = parsed(parser_of(__doc__, 45_000))
    run(given.out, given.drawn, given.traced, given.images, given.seed, given.start)


def run(
    out: Path, drawn: Path, traced: Path, images: int, seed: int = 20261122,
    start: Path | None = None,
) -> None:  # fmt: skip
    """Train until `images` pictures were seen, from nothing or on from the weights in `start`."""
    network, seen = TableNetwork().train(), images_seen(out)
    small, peak = int(SMALL_UNTIL * images) - seen, LEARNING_RATE
    if start is not None:
        network = load_shipped(network, start, torch.rand(1, 3, SIDE, SIDE))
        small, peak = 0, FINE_PEAK
    supply = Supply(drawn, traced, seed + seen, small)
    network = network.to(memory_format=torch.channels_last)
    train(supply, network, find_loss, out, images, peak)


if __name__ == "__main__":
    main()
