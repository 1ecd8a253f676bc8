"""Trains the outline networks: `python -m models.table_setting.recipe.outlines --out DIR`.

Needs torch. Reads large drawn covers (recipe.cache --kind large) and path-traced pictures.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.table_setting.crops import CUTLERY, Crop, Place, crop_of, cut
from models.table_setting.recipe.network import OutlineNetwork
from models.table_setting.recipe.pictures import Labelled, Points, alter, read_sample
from models.table_setting.recipe.shipped import load_shipped
from models.table_setting.recipe.targets import rectangle
from models.table_setting.recipe.train import (
    HELD_OUT,
    LEARNING_RATE,
    images_seen,
    parsed,
    parser_of,
    train,
)
from models.table_setting.renderer.layout import NAMES

BATCH = 16
TRACED_SHARE = 0.35
FINE_PEAK, FINE_TRACED_SHARE = 8e-4, 0.5
"""Highest rate, and share of path-traced pictures, when training goes on from weights."""
FINE_TIMES = 3
"""How often each piece of a picture that was read is then cut out."""
GLASSES = ("glass", "foot")
OTHERS = tuple(name for name in NAMES if name != "glass")
MISPLACED = {"foot": 0.07, "glass": 0.04}
"""How far off, one sigma and as a share of its length, a piece is that the finder places worst."""


def places_of(piece: Labelled) -> list[tuple[Place, Points]]:
    """Where a labelled piece lies and the outline to learn; of a glass its foot's too."""
    name = NAMES[piece.number]
    centre, long, wide, angle = rectangle(piece.outline)
    if name in CUTLERY:
        if np.isnan(piece.points).any():
            return []
        forward = piece.points[0] - piece.points[1]
        angle = float(np.arctan2(forward[1], forward[0]))
    places = [(Place(name, centre, long, wide, angle), piece.outline)]
    if name == "glass" and piece.foot is not None:
        places.append((Place("foot", *rectangle(piece.foot)), piece.foot))
    return places


def shaken(place: Place, rng: np.random.Generator) -> Place:
    """The same place as a finder would report it.

    Half of the time a little off, as at a second look; half of the time as far off as a finder
    that is unsure, so that the network learns to trust the picture and not the rectangle.
    """
    far = 3.0 if rng.random() < 0.5 else 1.0
    centre = MISPLACED.get(place.name, 0.02) * far
    return Place(
        place.name,
        place.centre + np.clip(rng.normal(0, centre, 2), -0.3, 0.3) * place.long,
        place.long * float(np.exp(np.clip(rng.normal(0, 0.05 * far), -0.35, 0.35))),
        place.wide * float(np.exp(np.clip(rng.normal(0, 0.12 * far), -0.7, 0.7))),
        place.angle + float(np.radians(rng.normal(0, 2.0 * far))),
    )


def inside_of(crop: Crop, outline: Points) -> NDArray[np.float32]:
    """How much of each stride-2 cell of a crop lies inside an outline, (H/2, W/2)."""
    width, height = crop.size
    points = outline @ crop.matrix[:, :2].T + crop.matrix[:, 2]
    mask = np.zeros((height * 2, width * 2), np.uint8)
    fixed = np.round(((points + 0.5) * 2 - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_8, 4)
    small = cv2.resize(mask, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(small / np.float32(255), np.float32)


class Crops:
    """Draws batches of crops of one shape each, in a thread."""

    def __init__(
        self, drawn: Path, traced: Path, seed: int, only: Sequence[str], *, fine: bool
    ) -> None:
        self.folders = (drawn, traced)
        self.only = only
        self.times = FINE_TIMES if fine else 1
        self.traced_share = FINE_TRACED_SHARE if fine else TRACED_SHARE
        self.rng = np.random.default_rng(seed)
        self.batches: queue.Queue[Any] = queue.Queue(maxsize=4)
        self.waiting: dict[bool, list[Any]] = {True: [], False: []}
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            labels = [sorted(folder.glob("*.json")) for folder in self.folders]
            labels[1] = [path for path in labels[1] if not path.name.startswith(HELD_OUT)]
            for _ in range(200):
                traced = bool(labels[1]) and self.rng.random() < self.traced_share
                chosen = labels[int(traced)]
                self._read(chosen[self.rng.integers(len(chosen))])

    def _read(self, label: Path) -> None:
        sample = read_sample(label)
        image = alter(sample.image, self.rng)
        if self.rng.random() < 0.5:
            image = image[:, ::-1]
        mirrored = image.strides[1] < 0
        image = np.ascontiguousarray(image)
        for found in [found for piece in sample.pieces for found in places_of(piece)]:
            if found[0].long < 12 or found[0].name not in self.only:
                continue
            place, outline = _mirror(*found, image.shape[1]) if mirrored else found
            for _ in range(self.times):
                crop = crop_of(shaken(place, self.rng))
                pair = (cut(image, crop), inside_of(crop, outline)[None])
                self._queue(place.name in CUTLERY, pair)

    def _queue(self, strip: bool, pair: tuple[Any, Any]) -> None:
        waiting = self.waiting[strip]
        waiting.append(pair)
        if len(waiting) >= 3 * BATCH:
            order = self.rng.permutation(len(waiting))[:BATCH]
            chosen = [waiting[k] for k in order]
            self.waiting[strip] = [w for k, w in enumerate(waiting) if k not in set(order)]
            picture = torch.from_numpy(np.stack([c[0] for c in chosen]))
            inside = torch.from_numpy(np.stack([c[1] for c in chosen]))
            self.batches.put([picture.to(memory_format=torch.channels_last), inside])


def _mirror(place: Place, outline: Points, width: int) -> tuple[Place, Points]:
    flipped = np.column_stack([width - 1 - outline[:, 0], outline[:, 1]])
    centre = np.array([width - 1 - place.centre[0], place.centre[1]])
    return Place(place.name, centre, place.long, place.wide, np.pi - place.angle), flipped


def outline_loss(raw: Any, inside: Any) -> dict[str, Any]:
    """Cross-entropy, heavier near the outline, and dice."""
    raw = raw.float()
    edge = torch.nn.functional.max_pool2d(inside, 7, 1, 3) + torch.nn.functional.max_pool2d(
        -inside, 7, 1, 3
    )
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(raw, inside, reduction="none")
    chance = raw.sigmoid()
    both = (chance * inside).sum((2, 3))
    dice = 1 - (2 * both + 10) / (chance.sum((2, 3)) + inside.sum((2, 3)) + 10)
    return {"entropy": (entropy * (0.5 + 4 * edge)).mean(), "dice": dice.mean()}


def main() -> None:
    """Train an outline network from the command line; with `--start` glasses alone, or with
    `--others` all but them."""
    parser = parser_of(__doc__, 40_000)
    parser.add_argument("--others", action="store_true", help="with --start: all but glasses")
    given = parsed(parser)
    only = OTHERS if given.others else GLASSES
    run(given.out, given.drawn, given.traced, given.images, given.seed, given.start, only)


def run(
    out: Path, drawn: Path, traced: Path, images: int, seed: int = 20261122,
    start: Path | None = None, only: Sequence[str] = GLASSES,
) -> None:  # fmt: skip
    """Train until `images` crops were seen: from nothing for all pieces, or on from the weights in
    `start` for some `only`."""
    network = OutlineNetwork().train()
    if start is not None:
        network = load_shipped(network, start, torch.rand(1, 4, 64, 320))
    fine = start is not None
    chosen = only if fine else (*NAMES, "foot")
    supply = Crops(drawn, traced, seed + images_seen(out), chosen, fine=fine)
    peak = FINE_PEAK if fine else LEARNING_RATE
    train(supply, network.to(memory_format=torch.channels_last), outline_loss, out, images, peak)


if __name__ == "__main__":
    main()
