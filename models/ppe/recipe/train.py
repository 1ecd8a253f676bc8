"""Trains the network: `python -m models.ppe.recipe.train --data DIR --out DIR`. Needs torch.

Writes OUT/checkpoint.pt every few minutes (weights, average, optimiser, images seen) and resumes
from it; OUT/log.jsonl gets a line per report, with the CPU time spent so far.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from models.ppe.recipe.data import (
    WHOLE_PX,
    Augmenter,
    Sample,
    decode,
    pictures_of,
    read_backgrounds,
    warp,
)
from models.ppe.recipe.loss import Truth, detection_loss
from models.ppe.recipe.network import PpeNetwork
from models.ppe.recipe.start import fit_norms, take_over

BATCH = 8
LEARNING_RATE, LAST_SHARE, WEIGHT_DECAY = 1e-3, 0.02, 0.05
WARM_UP_IMAGES = 800
AVERAGE_DECAY, AVERAGE_WARM_UP_STEPS = 0.998, 200
LARGEST_GRADIENT = 10.0
SAVE_EVERY_S, REPORT_EVERY_STEPS = 180.0, 25
WINDOWS_PX = ((0.4, (192, 224, 256)), (0.7, (224, 256, 288)), (0.88, (320, 384)), (1.0, (416,)))
"""Until which share of the images windows of which sides are drawn: small ones teach heads quickly,
large ones where a whole torso ends."""
MOSAIC_UNTIL = 0.88


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train on and for how long; `start` holds the weights to begin with."""

    data: Path
    backgrounds: tuple[Path, ...]
    out: Path
    start: Path
    images: int
    peak: float
    seed: int


@dataclass(slots=True)
class Progress:
    """How far the training is: all of it goes into the checkpoint."""

    images: int = 0
    steps: int = 0
    cpu_s: float = 0.0


def learning_rate(images: int, total: int, peak: float = LEARNING_RATE) -> float:
    """Return the learning rate after this many images: linear warm-up, then a cosine."""
    warm_up = min(WARM_UP_IMAGES, total // 10)
    if images < warm_up:
        return peak * (images + BATCH) / warm_up
    done = min(1.0, (images - warm_up) / max(1, total - warm_up))
    return peak * (LAST_SHARE + (1 - LAST_SHARE) * (1 + math.cos(math.pi * done)) / 2)


def stage(images: int, total: int, rng: np.random.Generator) -> tuple[int, bool]:
    """Return the picture size and whether mosaics are drawn after this many images."""
    done = images / total
    sides = next(sides for until, sides in WINDOWS_PX if done < until)
    return int(rng.choice(sides)), done < MOSAIC_UNTIL


def collate(samples: list[Sample]) -> tuple[Any, Truth]:
    """Stack pictures into (B,3,H,W) BGR in 0–255 and pad their boxes to one number."""
    pictures = np.stack([s.image for s in samples]).transpose(0, 3, 1, 2)
    most = max(1, *(len(s.boxes) for s in samples))
    class_id = np.zeros((len(samples), most), np.int64)
    boxes = np.zeros((len(samples), most, 4), np.float32)
    real = np.zeros((len(samples), most), np.float32)
    for row, sample in enumerate(samples):
        count = len(sample.boxes)
        class_id[row, :count] = sample.boxes[:, 0]
        boxes[row, :count] = sample.boxes[:, 1:]
        real[row, :count] = 1.0
    stacked = torch.from_numpy(np.ascontiguousarray(pictures)).float()
    truth = Truth(torch.from_numpy(class_id), torch.from_numpy(boxes), torch.from_numpy(real))
    return stacked.to(memory_format=torch.channels_last), truth


def feed(augmenter: Augmenter, start: int, total: int, seed: int) -> queue.Queue[Any]:
    """Draw batches ahead of the training, in a thread (OpenCV releases the interpreter)."""
    batches: queue.Queue[Any] = queue.Queue(maxsize=4)

    def draw() -> None:
        rng = np.random.default_rng(seed)
        for images in range(start, total, BATCH):
            size, mosaic = stage(images, total, rng)
            batches.put(collate([augmenter.draw(size, mosaic=mosaic) for _ in range(BATCH)]))

    threading.Thread(target=draw, daemon=True).start()
    return batches


def make_optimiser(network: Any) -> Any:
    """Return AdamW that decays the weights of convolutions only, not norms and biases."""
    decayed = [p for p in network.parameters() if p.requires_grad and p.ndim > 1]
    free = [p for p in network.parameters() if p.requires_grad and p.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": WEIGHT_DECAY},
        {"params": free, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE)


def update_average(average: Any, network: Any, steps: int) -> None:
    """Move the averaged weights towards the current ones (exponential moving average)."""
    decay = AVERAGE_DECAY * (1 - math.exp(-steps / AVERAGE_WARM_UP_STEPS))
    current = network.state_dict()
    for name, value in average.state_dict().items():
        if value.dtype.is_floating_point:
            value.mul_(decay).add_(current[name].detach(), alpha=1 - decay)
        else:
            value.copy_(current[name])


def save(path: Path, network: Any, average: Any, optimiser: Any, progress: Progress) -> None:
    """Write the checkpoint in one piece: a crash leaves the old one or the new one."""
    state = {
        "network": network.state_dict(),
        "average": average.state_dict(),
        "optimiser": optimiser.state_dict(),
        "progress": [progress.images, progress.steps, progress.cpu_s],
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def resume(path: Path, network: Any, average: Any, optimiser: Any) -> Progress:
    """Load the checkpoint if there is one and return how far it is."""
    if not path.is_file():
        return Progress()
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    images, steps, cpu_s = state["progress"]
    return Progress(int(images), int(steps), float(cpu_s))


def train(plan: Plan) -> None:
    """Train on the train part of the split until the planned number of images was seen."""
    plan.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    samples = [decode(picture) for picture in pictures_of(plan.data, "train")]
    network = make_network(plan.start, samples)
    average = copy.deepcopy(network).eval()
    optimiser = make_optimiser(network)
    checkpoint = plan.out / "checkpoint.pt"
    progress = resume(checkpoint, network, average, optimiser)
    print(f"{len(samples)} pictures; from {progress.images} to {plan.images} images", flush=True)
    augmenter = Augmenter(samples, plan.seed + progress.images, read_backgrounds(plan.backgrounds))
    batches = feed(augmenter, progress.images, plan.images, plan.seed)
    cpu_before, saved_at = progress.cpu_s - time.process_time(), time.monotonic()
    while progress.images < plan.images:
        pictures, truth = batches.get()
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(progress.images, plan.images, plan.peak)
        parts = step(network, optimiser, pictures, truth)
        progress.images, progress.steps = progress.images + BATCH, progress.steps + 1
        progress.cpu_s = cpu_before + time.process_time()
        update_average(average, network, progress.steps)
        if progress.steps % REPORT_EVERY_STEPS == 0:
            report(plan.out / "log.jsonl", progress, parts)
        if time.monotonic() - saved_at > SAVE_EVERY_S:
            save(checkpoint, network, average, optimiser, progress)
            saved_at = time.monotonic()
    save(checkpoint, network, average, optimiser, progress)
    print("done", flush=True)


def make_network(start: Path, samples: list[Sample]) -> Any:
    """Return the network to train, from YOLOX-Nano's file or the average of an earlier stage."""
    network = PpeNetwork()
    if start.suffix == ".onnx":
        take_over(network, start)
        fit_norms(network, collate([placed(s) for s in samples[::40]])[0])
    else:
        network.load_state_dict(torch.load(start, weights_only=True)["average"])
    network.stem.requires_grad_(False)
    return network.to(memory_format=torch.channels_last).train()


def placed(sample: Sample) -> Sample:
    """Return a whole picture, as it is shown to the model when it is used."""
    height, width = sample.image.shape[:2]
    scale = WHOLE_PX / max(height, width)
    return Sample(*warp(sample, np.diag([scale, scale, 1.0])[:2], (WHOLE_PX, WHOLE_PX)))


def step(network: Any, optimiser: Any, pictures: Any, truth: Truth) -> dict[str, float]:
    """Make one step of the optimiser."""
    prediction = network(pictures)
    loss, parts = detection_loss(prediction, truth)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
    optimiser.step()
    return parts


def report(path: Path, progress: Progress, parts: dict[str, float]) -> None:
    """Append a line to the log and print it."""
    line = json.dumps(
        {"images": progress.images, "cpu_s": round(progress.cpu_s, 1), "at": round(time.time(), 1)}
        | {name: round(value, 4) for name, value in parts.items()}
    )
    with path.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
    print(line, flush=True)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with images/ and labels/")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    parser.add_argument(
        "--backgrounds", type=Path, action="append", default=[], help="folder of empty scenes"
    )
    parser.add_argument(
        "--start", type=Path, required=True, help="yolox_nano.onnx, or checkpoint of a stage before"
    )
    parser.add_argument("--images", type=int, default=19_600, help="how many images to see")
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20261122)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(1)
    backgrounds = tuple(given.backgrounds)
    train(
        Plan(
            data=given.data,
            backgrounds=backgrounds,
            out=given.out,
            start=given.start,
            images=given.images,
            peak=given.learning_rate,
            seed=given.seed,
        )
    )


if __name__ == "__main__":
    main()
