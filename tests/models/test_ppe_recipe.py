import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ppe.recipe.data import Augmenter, Sample, flip, lay_out, part_of, texture, warp
from models.ppe.recipe.verdicts import verdict

SHARED = Path(os.environ.get("ACREDITA_SHARED", Path(__file__).parents[3] / "shared"))
PHOTOGRAPHS = [
    path.name.split(".rf.")[0] for path in (SHARED / "data" / "ppe" / "images").glob("*.jpg")
]


def sample(seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 60, (3, 2))
    boxes = np.concatenate([rng.integers(0, 4, (3, 1)), corner, corner + 30], axis=1)
    image = rng.integers(0, 255, (100, 120, 3), dtype=np.uint8)
    return Sample(image, boxes.astype(np.float32))


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_variants_of_a_photograph_stay_in_one_part(name: str, first: str, second: str) -> None:
    name = name.replace(".rf.", "")
    assert part_of(f"{name}.rf.{first}.jpg") == part_of(f"{name}.rf.{second}.jpg")


def test_a_seventh_of_all_photographs_is_kept_for_the_test() -> None:
    names = {*PHOTOGRAPHS, *(f"{n:05d}_jpg" for n in range(2_000))}
    parts = [part_of(name) for name in names]
    assert parts.count("test") / len(parts) >= 0.15


def test_frames_of_the_film_are_never_tested_on() -> None:
    assert {part_of(f"img{n:02d}_png.rf.x.jpg") for n in range(40)} == {"train", "aside"}


@pytest.mark.parametrize("mosaic", [True, False])
def test_augmented_boxes_lie_in_the_picture(mosaic: bool) -> None:
    augmenter = Augmenter([sample(n) for n in range(4)], seed=1)
    for _ in range(40):
        drawn = augmenter.draw(96, mosaic=mosaic)
        assert drawn.image.shape == (96, 96, 3)
        assert (drawn.boxes[:, 1:] >= 0).all()
        assert (drawn.boxes[:, 1:] <= 96).all()
        assert (drawn.boxes[:, 3:] > drawn.boxes[:, 1:3]).all()


def test_the_same_seed_draws_the_same_pictures() -> None:
    samples = [sample(n) for n in range(4)]
    first, second = (Augmenter(samples, seed=7).draw(64, mosaic=True) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.boxes, second.boxes)


def test_mirroring_twice_changes_nothing() -> None:
    one = sample(3)
    image, boxes = flip(*flip(one.image, one.boxes))
    assert np.array_equal(image, one.image)
    np.testing.assert_allclose(boxes, one.boxes, atol=1e-4)


def test_a_box_mostly_outside_is_dropped() -> None:
    one = Sample(np.zeros((50, 50, 3), np.uint8), np.asarray([[0, 0, 0, 20, 20]], np.float32))
    shifted = np.asarray([[1.0, 0, -15.0], [0, 1.0, 0]])
    assert len(warp(one, shifted, (50, 50))[1]) == 0


def test_a_texture_shows_nobody() -> None:
    assert len(texture(np.random.default_rng(0), 32).boxes) == 0


def test_a_part_is_laid_out_without_what_lay_there_before(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    for folder, ending in (("images", "jpg"), ("labels", "txt")):
        (data / folder).mkdir(parents=True)
        for n in range(30):
            (data / folder / f"{n}.{ending}").touch()
    first = lay_out(data, "train", out)
    second = lay_out(data, "test", out)
    assert first + second < 30
    assert len(list((out / "images").iterdir())) == second
    assert len(list((out / "labels").iterdir())) == second


@pytest.mark.parametrize(
    ("worn", "missing", "answer"),
    [
        (0.9, 0.1, "worn"),
        (0.1, 0.9, "not_worn"),
        (0.9, None, "worn"),
        (0.6, 0.5, "unsure"),
        (0.4, None, "unsure"),
        (None, None, "unsure"),
    ],
)
def test_a_verdict_needs_a_sure_side_and_a_margin(
    worn: float | None, missing: float | None, answer: str
) -> None:
    assert verdict(worn, missing, sure=0.5, margin=0.25) == answer
