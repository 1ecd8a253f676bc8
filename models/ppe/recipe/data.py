"""The photographs: fixed split by photograph, decoded in memory, augmented. numpy and OpenCV only.

Run as `python -m models.ppe.recipe.data --data DIR --part test --out DIR` to lay out one part of
the split as a folder that `acredita model evaluate ppe --data DIR` takes.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detections import FloatArray
from models.labelled import LabelledPicture, read_labelled

CLASSES = ("helmet", "vest", "no_helmet", "no_vest")
Part = Literal["train", "val", "test", "aside"]
TEST_SHARE, VAL_SHARE = 0.18, 0.11
FILM_FRAME = re.compile(r"img\d+(-jpg)?(--2-)?_png")
"""Frames of one safety film: the same actors and scenes, so they may be trained on, not tested."""
SERIES_IN_TRAINING = frozenset({"00738_jpg", "02920_jpg", "03043_jpg"})
"""Photographs whose scene was found in the training part too (matching ORB features)."""
GREY = 114
RARE_BOOST = {2: 2.2, 1: 1.4}
NOBODY_SHARE = 0.15
"""How many pictures show nobody: every photograph shows people, the kiosk's camera does not."""
MINIMUM_VISIBLE = 0.35
MINIMUM_SIDE_PX = 4.0
WHOLE_PX = 416
"""Side at which a whole picture is shown when the model is used. In training smaller windows of it
are shown: heads keep their size, and a step costs a third."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A decoded BGR picture and its boxes: (N,5) of class, x1, y1, x2, y2 in its pixels."""

    image: NDArray[np.uint8]
    boxes: FloatArray


def part_of(file_name: str) -> Part:
    """Return the part a file belongs to: fixed, and the same for all variants of a photograph.

    The variants of one photograph share the name before `.rf.`; its hash decides. What would be
    tested but was taken at the same place and time as training pictures is set aside.
    """
    photograph = file_name.split(".rf.")[0]
    digest = hashlib.sha256(photograph.encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place >= TEST_SHARE + VAL_SHARE:
        return "train"
    if FILM_FRAME.fullmatch(photograph) or photograph in SERIES_IN_TRAINING:
        return "aside"
    return "test" if place < TEST_SHARE else "val"


def pictures_of(data_dir: Path, part: Part) -> list[LabelledPicture]:
    """Return the labelled pictures of one part of the split."""
    return [p for p in read_labelled(data_dir, CLASSES) if part_of(p.path.name) == part]


def decode(picture: LabelledPicture) -> Sample:
    """Read a picture into memory with its boxes in pixels."""
    image = cv2.imread(str(picture.path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{picture.path} is no picture that OpenCV reads; take it out.")
    height, width = image.shape[:2]
    scaled = picture.box * np.asarray([width, height, width, height], np.float32)
    boxes = np.concatenate([picture.class_id[:, None].astype(np.float32), scaled], axis=1)
    return Sample(np.asarray(image, np.uint8), boxes)


def sampling_weights(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """Return how often to draw each picture: more often those that show a rare class."""
    weights = np.ones(len(samples))
    for class_id, boost in RARE_BOOST.items():
        for index, sample in enumerate(samples):
            if (sample.boxes[:, 0] == class_id).any():
                weights[index] *= boost
    normalised: NDArray[np.float64] = weights / weights.sum()
    return normalised


class Augmenter:
    """Draws augmented square pictures of any size from decoded samples, reproducibly by seed.

    `backgrounds` are pictures without people, of any size, such as rendered tables.
    """

    def __init__(
        self, samples: Sequence[Sample], seed: int, backgrounds: Sequence[NDArray[np.uint8]] = ()
    ) -> None:
        self._samples = samples
        self._weights = sampling_weights(samples)
        self._backgrounds = backgrounds
        self._rng = np.random.default_rng(seed)

    def draw(self, size: int, *, mosaic: bool) -> Sample:
        """Return one augmented picture of size × size px."""
        rng = self._rng
        if rng.random() < NOBODY_SHARE:
            drawn = self._nobody(size)
        elif mosaic and rng.random() < 0.5:
            drawn = self._mosaic(size)
        else:
            drawn = self._single(size, mosaic)
        if mosaic and rng.random() < 0.08:
            drawn = mix(drawn, self._single(size, strong=True), float(rng.uniform(0.35, 0.65)))
        return Sample(spoil(rng, jitter_colour(rng, drawn.image)), drawn.boxes)

    def _nobody(self, size: int) -> Sample:
        """Return a background, a piece of a photograph between its people, or a texture."""
        kind = self._rng.random()
        if kind < 0.45 and self._backgrounds:
            image = self._backgrounds[int(self._rng.integers(len(self._backgrounds)))]
            return cut(self._rng, Sample(image, np.zeros((0, 5), np.float32)), size)
        if kind < 0.85:
            return cut(self._rng, self._pick(), size)
        return texture(self._rng, size)

    def _pick(self) -> Sample:
        return self._samples[int(self._rng.choice(len(self._samples), p=self._weights))]

    def _single(self, size: int, strong: bool) -> Sample:
        zoom = (0.5, 1.4) if strong else (0.75, 1.15)
        return self._tile(size, size, zoom)

    def _mosaic(self, size: int) -> Sample:
        middle = self._rng.integers(int(size * 0.3), int(size * 0.7), size=2)
        canvas = np.full((size, size, 3), GREY, np.uint8)
        boxes = []
        for x1, x2 in ((0, middle[0]), (middle[0], size)):
            for y1, y2 in ((0, middle[1]), (middle[1], size)):
                tile = self._tile(int(x2 - x1), int(y2 - y1), (0.3, 0.9))
                canvas[y1:y2, x1:x2] = tile.image
                boxes.append(tile.boxes + np.asarray([0, x1, y1, x1, y1], np.float32))
        return Sample(canvas, np.concatenate(boxes))

    def _tile(self, width: int, height: int, zoom: tuple[float, float]) -> Sample:
        """Cut a width × height window out of a picture shown at `zoom` times its usual size."""
        rng, sample = self._rng, self._pick()
        source = sample.image.shape[:2]
        scale = WHOLE_PX / max(source) * float(np.exp(rng.uniform(*np.log(zoom))))
        stretch = float(rng.uniform(0.9, 1.1))
        scales = np.asarray([scale * stretch, scale / stretch])
        span = np.asarray([source[1], source[0]]) * scales
        slack = np.asarray([width, height]) - span
        offset = rng.uniform(np.minimum(slack, 0.0), np.maximum(slack, 0.0))
        matrix = np.asarray([[scales[0], 0, offset[0]], [0, scales[1], offset[1]]])
        image, boxes = warp(sample, matrix, (width, height))
        if rng.random() < 0.5:
            image, boxes = flip(image, boxes)
        return Sample(image, boxes)


def cut(rng: np.random.Generator, sample: Sample, size: int) -> Sample:
    """Enlarge a window of a picture that touches none of its boxes; a texture if there is none."""
    height, width = sample.image.shape[:2]
    for _ in range(12):
        side = float(rng.uniform(0.25, 1.0)) * min(width, height)
        left, top = rng.uniform(0, width - side), rng.uniform(0, height - side)
        low, high = sample.boxes[:, 1:3], sample.boxes[:, 3:5]
        apart = (low >= [left + side, top + side]) | (high <= [left, top])
        if apart.any(axis=1).all():
            scale = size / side
            matrix = np.asarray([[scale, 0, -left * scale], [0, scale, -top * scale]])
            image, boxes = warp(sample, matrix, (size, size))
            return Sample(*flip(image, boxes)) if rng.random() < 0.5 else Sample(image, boxes)
    return texture(rng, size)


def read_backgrounds(folders: Sequence[Path]) -> list[NDArray[np.uint8]]:
    """Read every picture of these folders, none of which may show a person."""
    paths = [p for f in folders for p in sorted(f.iterdir()) if p.suffix in (".jpg", ".png")]
    pictures = (cv2.imread(str(path), cv2.IMREAD_COLOR) for path in paths)
    return [np.asarray(picture, np.uint8) for picture in pictures if picture is not None]


def warp(
    sample: Sample, matrix: NDArray[np.float64], size: tuple[int, int]
) -> tuple[NDArray[np.uint8], FloatArray]:
    """Scale and shift a picture into `size` (width, height), dropping boxes mostly outside."""
    image = sample.image
    if matrix[0, 0] < 0.6:
        image = cv2.blur(image, (2, 2)).astype(np.uint8)
    warped = cv2.warpAffine(
        image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(GREY, GREY, GREY)
    )
    scale = np.asarray([matrix[0, 0], matrix[1, 1]] * 2, np.float32)
    shift = np.asarray([matrix[0, 2], matrix[1, 2]] * 2, np.float32)
    moved = sample.boxes[:, 1:] * scale + shift
    clipped = np.clip(moved, 0, np.asarray([*size, *size], np.float32))
    sides, full = clipped[:, 2:] - clipped[:, :2], moved[:, 2:] - moved[:, :2]
    visible = sides.prod(axis=1) / np.maximum(full.prod(axis=1), 1e-6)
    keep = (visible >= MINIMUM_VISIBLE) & (sides.min(axis=1) >= MINIMUM_SIDE_PX)
    boxes = np.concatenate([sample.boxes[:, :1], clipped], axis=1)[keep]
    return np.asarray(warped, np.uint8), boxes


def flip(image: NDArray[np.uint8], boxes: FloatArray) -> tuple[NDArray[np.uint8], FloatArray]:
    """Mirror a picture and its boxes left to right."""
    mirrored = boxes.copy()
    mirrored[:, 1], mirrored[:, 3] = image.shape[1] - boxes[:, 3], image.shape[1] - boxes[:, 1]
    return np.ascontiguousarray(image[:, ::-1]), mirrored


def mix(first: Sample, second: Sample, share: float) -> Sample:
    """Blend two pictures of one size and keep the boxes of both (mixup)."""
    blended = cv2.addWeighted(first.image, share, second.image, 1.0 - share, 0.0)
    return Sample(np.asarray(blended, np.uint8), np.concatenate([first.boxes, second.boxes]))


def jitter_colour(rng: np.random.Generator, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Vary hue, saturation and brightness, and now and then take the colour away or blur."""
    gain = rng.uniform(-1, 1, 3) * np.asarray([0.015, 0.6, 0.4]) + 1
    ramp = np.arange(256, dtype=np.float64)
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    tables = (
        (ramp * gain[0]) % 180,
        np.clip(ramp * gain[1], 0, 255),
        np.clip(ramp * gain[2], 0, 255),
    )
    channels = [
        cv2.LUT(channel, table.astype(np.uint8))
        for channel, table in zip(cv2.split(hsv), tables, strict=True)
    ]
    coloured = cv2.cvtColor(cv2.merge(channels), cv2.COLOR_HSV2BGR)
    if rng.random() < 0.03:
        coloured = cv2.cvtColor(cv2.cvtColor(coloured, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.08:
        coloured = cv2.GaussianBlur(coloured, (3, 3), 0)
    return np.asarray(coloured, np.uint8)


def spoil(rng: np.random.Generator, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Now and then add what cheap cameras add: noise, coarse JPEG, motion blur, a blot."""
    kind = rng.random()
    if kind < 0.10:
        noise = rng.normal(0, rng.uniform(3, 18), image.shape)
        return np.clip(image + noise, 0, 255).astype(np.uint8)
    if kind < 0.22:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 60))]
        coded = cv2.imencode(".jpg", image, quality)[1]
        return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    if kind < 0.28:
        length = int(rng.integers(3, 8))
        kernel = np.zeros((length, length), np.float32)
        if rng.random() < 0.5:
            kernel[length // 2] = 1 / length
        else:
            kernel[:, length // 2] = 1 / length
        return np.asarray(cv2.filter2D(image, -1, kernel), np.uint8)
    if kind < 0.40:
        height, width = image.shape[:2]
        for _ in range(int(rng.integers(1, 4))):
            side = rng.integers(8, max(9, width // 6), size=2)
            x, y = rng.integers(0, width - side[0]), rng.integers(0, height - side[1])
            image[y : y + side[1], x : x + side[0]] = rng.integers(0, 256, size=3)
    return image


def texture(rng: np.random.Generator, size: int) -> Sample:
    """Return a picture with nobody in it: gradient, stripes, checks or noise, smoothly lit."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(3, 40)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    patterns: list[Callable[[], FloatArray]] = [
        lambda: along,
        lambda: (np.sin(along * pitch * 6) > 0).astype(np.float32),
        lambda: ((np.sin(along * pitch * 6) > 0) ^ (np.sin(across * pitch * 6) > 0)).astype(
            np.float32
        ),
        lambda: cv2.resize(rng.random((int(pitch), int(pitch)), np.float32), (size, size)).astype(
            np.float32
        ),
    ]
    mask = patterns[int(rng.integers(len(patterns)))]()[..., None]
    first, second = rng.uniform(0, 255, (2, 3))
    noise = rng.normal(0, rng.uniform(0, 12), (size, size, 1))
    picture = np.clip(mask * first + (1 - mask) * second + noise, 0, 255).astype(np.uint8)
    return Sample(picture, np.zeros((0, 5), np.float32))


def lay_out(data_dir: Path, part: Part, out_dir: Path) -> int:
    """Link the pictures and labels of one part into OUT/images and OUT/labels; return how many."""
    for name in ("images", "labels"):
        (out_dir / name).mkdir(parents=True, exist_ok=True)
        for old in (out_dir / name).iterdir():
            if old.is_symlink():
                old.unlink()
    pictures = pictures_of(data_dir, part)
    for picture in pictures:
        label = data_dir / "labels" / f"{picture.path.stem}.txt"
        for source, folder in ((picture.path, "images"), (label, "labels")):
            (out_dir / folder / source.name).symlink_to(source.resolve())
    return len(pictures)


def main() -> None:
    """Lay out one part of the split as a folder to evaluate on."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with images/ and labels/")
    parser.add_argument("--part", choices=get_args(Part), default="test")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    count = lay_out(arguments.data, arguments.part, arguments.out)
    print(f"{count} pictures of the {arguments.part} part linked into {arguments.out}")


if __name__ == "__main__":
    main()
