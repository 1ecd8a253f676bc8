"""Moving pictures of a step: what the checker lets through, and what it sends back."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from scenarios.check_animation import MOST_FRAMES, check_animation

NAME = "how.webp"


def film(
    folder: Path, greys: Sequence[int], ms: int = 100, size: tuple[int, int] = (320, 240)
) -> Path:
    (folder / "pictures").mkdir()
    # A corner that never stays the same, or Pillow would join equal frames to one.
    frames = []
    for number, grey in enumerate(greys):
        frame = Image.new("RGB", size, (grey, grey, grey))
        frame.paste((number % 256, 0, 0), (0, 0, 8, 8))
        frames.append(frame)
    first, *others = frames
    path = folder / "pictures" / NAME
    first.save(path, save_all=True, append_images=others, duration=ms, lossless=True, loop=0)
    return path


def problems(folder: Path) -> list[str]:
    return [f"{finding.problem} {finding.remedy}" for finding in check_animation(folder, NAME)]


def test_a_calm_film_is_fine(tmp_path: Path) -> None:
    film(tmp_path, [100, 105, 110, 115])
    assert problems(tmp_path) == []


def test_a_change_of_scene_is_no_flash(tmp_path: Path) -> None:
    film(tmp_path, [40, 40, 200, 200, 200, 200], ms=500)
    assert problems(tmp_path) == []


def test_a_flashing_film_is_refused(tmp_path: Path) -> None:
    film(tmp_path, [20, 220] * 6, ms=60)
    assert "flashes" in problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("greys", "ms", "size", "says"),
    [
        ([100], 100, (320, 240), "1 frames"),
        ([100] * (MOST_FRAMES + 1), 100, (320, 240), "frames"),
        ([100, 101], 20, (320, 240), "lasts 20 ms"),
        ([100] * 40, 2000, (320, 240), "lasts 80 s"),
        ([100, 101], 100, (1700, 240), "1700 × 240"),
        ([100, 101], 100, (320, 100), "only 320 × 100"),
    ],
)
def test_what_a_kiosk_cannot_show_is_refused(
    tmp_path: Path, greys: list[int], ms: int, size: tuple[int, int], says: str
) -> None:
    film(tmp_path, greys, ms, size)
    assert says in " ".join(problems(tmp_path))


@pytest.mark.parametrize("keep", [0, 20, 200])
def test_a_broken_file_is_refused(tmp_path: Path, keep: int) -> None:
    path = film(tmp_path, [100, 105, 110, 115])
    path.write_bytes(path.read_bytes()[:keep])
    assert "no readable WebP" in problems(tmp_path)[0]
