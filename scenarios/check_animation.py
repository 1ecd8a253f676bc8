"""Room: scenarios. Whether a step's moving pictures can be shown, and hurt nobody."""

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageSequence

from scenarios.check_pictures import (
    MAX_PICTURE_BYTES,
    MIN_SIDE_PX,
    check_picture_size,
    picture_file,
)
from scenarios.findings import Finding
from scenarios.toml_file import read_bytes

MAX_SIDE_PX = 1600
MOST_FRAMES = 150
LEAST_FRAME_MS = 40
LONGEST_MS = 60_000
FLASH = 0.1
"""A change of the mean brightness (0 to 1) that counts as half a flash (WCAG 2.2, 2.3.1)."""
MOST_FLASHES = 3
"""Flashes in a second that people with photosensitive epilepsy must not be shown."""


def is_animation(name: str) -> bool:
    """Whether a picture's name is that of moving pictures."""
    return name.endswith(".webp")


def check_animation(folder: Path, name: str) -> Iterator[Finding]:
    """Yield what is wrong with an animation; a missing one is reported when the pack is read."""
    file = picture_file(name)
    data = read_bytes(folder, file, MAX_PICTURE_BYTES)
    if isinstance(data, Finding):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["WEBP"]) as film:
                faults = list(check_picture_size(file, film.size, MIN_SIDE_PX, MAX_SIDE_PX))
                yield from faults or _check_frames(file, film)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        yield Finding(file, "", f"it is no readable WebP ({error})", "Save it again.")


def _check_frames(file: str, film: Image.Image) -> Iterator[Finding]:
    count = getattr(film, "n_frames", 1)
    if not 2 <= count <= MOST_FRAMES:
        remedy = f"Give 2 to {MOST_FRAMES}; one that stands still is a `picture`."
        yield Finding(file, "", f"it has {count} frames", remedy)
        return
    times, lights = [], []
    for frame in ImageSequence.Iterator(film):
        frame.load()  # WebP knows a frame's time once it is decoded
        times.append(int(frame.info.get("duration", 0)))
        grey = frame.convert("L")
        lights.append(sum(level * n for level, n in enumerate(grey.histogram())) / 255)
        lights[-1] /= grey.width * grey.height
    if min(times) < LEAST_FRAME_MS:
        remedy = f"Show each for {LEAST_FRAME_MS} ms or more: a weak kiosk draws no faster."
        yield Finding(file, "", f"a frame lasts {min(times)} ms", remedy)
    if sum(times) > LONGEST_MS:
        remedy = f"Make it {LONGEST_MS // 1000} s at most, or make two steps of it."
        yield Finding(file, "", f"it lasts {sum(times) / 1000:.0f} s", remedy)
    if _flashes(times, lights) > MOST_FLASHES:
        remedy = f"Brightness may go up and down {MOST_FLASHES} times a second at most."
        yield Finding(file, "", "it flashes, which can make people ill", remedy)


def _flashes(times: list[int], lights: list[float]) -> int:
    """The most flashes in any second: pairs of opposite changes of brightness."""
    changes, at, last, up = list[int](), 0, lights[0], None
    for time, light in zip(times, lights[1:] + lights[:1], strict=True):
        at += time
        if abs(light - last) < FLASH:
            continue
        if up is None or (light > last) != up:
            up = light > last
            changes.append(at)
        last = light
    most = max((sum(0 <= later - at < 1000 for later in changes) for at in changes), default=0)
    return most // 2
