"""The grid of damages, and how many of its pictures each decoder reads.

Moderate is an ordinary phone picture of a paper that was carried for a while, or of a screen; harsh
is what people send all the same. Every combination is drawn once a certificate, with its own seed,
and is the same for all three codes: one size on paper, however many modules a code needs.
"""

import itertools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from checked.codes import codes, versions
from checked.damage import Modules, Picture, blurred, compressed, dimmed, noisy, seen, shaken
from checked.world import World
from PIL import Image

from certificates.qr import texts_in

Rates = dict[str, dict[str, float]]
OPENCV_EVERY = 6  # OpenCV's reader takes ten times as long


@dataclass(frozen=True)
class Grid:
    """Every combination of these; `sides` are pixels across the whole code, quiet zone included."""

    name: str
    sides: tuple[int, ...]
    tilts: tuple[float, ...]
    blurs: tuple[float, ...]
    lights: tuple[tuple[float, float], ...]  # share of light, sigma of noise
    qualities: tuple[int, ...]
    marks: tuple[str, ...]
    shakes: tuple[int, ...] = (0,)

    def cases(self) -> Iterator[tuple[int, float, float, tuple[float, float], int, str, int]]:
        """All combinations."""
        yield from itertools.product(
            self.sides, self.tilts, self.blurs, self.lights, self.qualities, self.marks, self.shakes
        )


MODERATE = Grid(
    "moderate",
    sides=(400, 320, 260),
    tilts=(0, 15, 25),
    blurs=(0, 0.8),
    lights=((1.0, 4), (0.5, 8)),
    qualities=(85, 50),
    marks=("none", "small tear", "light stain", "fine moiré"),
)
HARSH = Grid(
    "harsh",
    sides=(340, 270),
    tilts=(30, 38),
    blurs=(0.8, 1.2),
    lights=((0.6, 8), (0.3, 9)),
    qualities=(40,),
    marks=("none", "torn corner", "coffee", "moiré"),
    shakes=(0, 3),
)


def decode_rates(world: World, grid: Grid, certificates: int, say: Callable[[str], None]) -> Rates:
    """Share of pictures each decoder reads, code by code."""
    read: dict[tuple[str, str], list[bool]] = {}
    for number in range(certificates):
        made = codes(world, number)
        say(f"   {world.records[number].holder_name}: versions {versions(made)}")
        for at, case in enumerate(grid.cases()):
            for name, (text, modules) in made.items():
                picture = _draw(modules, case, f"{number} {case}")
                read.setdefault((name, "zxing"), []).append(text in _zxing(picture))
                if at % OPENCV_EVERY == 0:
                    found = _opencv(picture)
                    read.setdefault((name, "opencv"), []).append(found == text)
    rates: Rates = {}
    for (name, decoder), answers in read.items():
        rates.setdefault(name, {})[decoder] = round(sum(answers) / len(answers), 4)
    say(f"   {len(read['ours', 'zxing'])} pictures a code: {rates}")
    return rates


def _draw(
    modules: Modules, case: tuple[int, float, float, tuple[float, float], int, str, int], seed: str
) -> Picture:
    side, tilt, blur, (light, noise), quality, mark, shake = case
    chance = np.random.default_rng(zlib.crc32(seed.encode()))
    picture = blurred(seen(modules, side, tilt, mark, chance), blur)
    if shake:
        picture = shaken(picture, shake, chance)
    return compressed(noisy(dimmed(picture, light), noise, chance), quality)


def _zxing(picture: Picture) -> list[str]:
    """One look, and one at twice the size: as `certificates.read_qr` does, for every code alike."""
    opened = Image.fromarray(picture)
    size = (2 * opened.width, 2 * opened.height)
    return texts_in(opened) or texts_in(opened.resize(size, Image.Resampling.BICUBIC))


def _opencv(picture: Picture) -> str:
    try:
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    except (cv2.error, UnicodeDecodeError):  # it fails on some codes it half sees
        return ""
    return str(text)
