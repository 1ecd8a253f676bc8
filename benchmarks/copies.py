"""How many pictures of work are told from work, and how much work is taken for a picture.

Covers nobody trained on, from two sides and from one, beside copies of such covers on paper and on
screens, through the models as shipped. One JSON line at the end: of each, how many were called a
copy, and of how many.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
from sighted.covers import NAMES, Seen, Taken, Wanted, kept

from kiosk.sight.copies import shows_a_copy
from models.copies import Kind
from scenarios import FrameRefused

SEED = 7_300_000
SCALES = (1.0, 1.0, 0.9, 1.1)
KINDS: tuple[Kind, ...] = get_args(Kind)


def main(arguments: Sequence[str]) -> None:
    """Look at the scenes, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="6 scenes")
    parser.add_argument("--cache", type=Path, help="a folder for what was seen, read again")
    given = parser.parse_args(arguments)
    count = 6 if given.quick else given.scenes
    told: Counter[tuple[str, bool]] = Counter()
    for number in range(count):
        for wanted in wanted_of(number):
            told.update(judged(kept(given.cache, wanted), wanted))
        sys.stderr.write(f"{number + 1} scenes\n")
    names = sorted({name for name, _ in told})
    print(json.dumps({name: [told[name, True], told[name, True] + told[name, False]]
                      for name in names}))  # fmt: skip


def wanted_of(number: int) -> Iterator[Wanted]:
    """The covers of one turn: an honest one, and a copy from sides, front or its own place."""
    yield Wanted(SEED + number, "honest")
    if number % 2 == 0:
        turn = number // 2
        for taken in get_args(Taken):
            yield Wanted(SEED + number, KINDS[turn % 3], SCALES[turn % 4], taken)


def judged(seen: Seen, wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """What is said of one scene, by both cameras and by each alone."""
    what = "honest" if wanted.kind == "honest" else f"copy, {wanted.taken}"
    images = {
        name: np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        for name, data in zip(NAMES, seen.pictures, strict=False)
    }
    good = {
        name: one
        for name, one in zip(NAMES, seen.observations, strict=False)
        if not any(isinstance(o, FrameRefused) for o in one)
    }
    if len(good) == 2:
        yield f"{what}, two cameras", shows_a_copy(images, good)
    for name, one in good.items():
        yield f"{what}, one camera", shows_a_copy(images, {name: one})


if __name__ == "__main__":
    main(sys.argv[1:])
