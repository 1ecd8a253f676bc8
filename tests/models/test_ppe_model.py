import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import DataFolderError, Model, evaluate, load_model
from models.ppe.person import nearest_person
from models.ppe.recipe.data import lay_out, texture

SHARED = Path(os.environ.get("ACREDITA_SHARED", Path(__file__).parents[3] / "shared"))
PHOTOGRAPHS = SHARED / "data" / "ppe"
EXAMPLES = sorted((SHARED / "data" / "examples").rglob("*.jpg"))
NOBODY = [*range(12), *EXAMPLES]


@pytest.fixture(scope="module")
def ppe() -> Model:
    return load_model("ppe")


def without_a_person(source: int | Path) -> np.ndarray:
    if isinstance(source, int):
        return texture(np.random.default_rng(1000 + source), 480).image
    image = cv2.imread(str(source))
    assert image is not None
    return image


@pytest.mark.parametrize("source", NOBODY, ids=str)
def test_no_person_is_found_where_none_is(ppe: Model, source: int | Path) -> None:
    image = without_a_person(source)
    assert nearest_person(ppe.find(image), (image.shape[1], image.shape[0])) is None


@pytest.mark.parametrize("size", [(33, 900), (1, 1), (1080, 1920)], ids=str)
def test_any_size_of_picture_is_seen(ppe: Model, size: tuple[int, int]) -> None:
    found = ppe.find(np.full((*size, 3), 90, np.uint8))
    assert found.box_px.shape == (len(found), 4)
    assert (found.box_px <= [size[1], size[0]] * 2).all()


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Two textures: one labelled as if a helmet were there, one without a label file."""
    for name in ("images", "labels"):
        (tmp_path / name).mkdir()
    for n in range(2):
        image = texture(np.random.default_rng(n), 200 + 60 * n).image
        cv2.imwrite(str(tmp_path / "images" / f"{n}.png"), image)
    (tmp_path / "labels" / "0.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    return tmp_path


def test_evaluation_gives_the_mean_over_the_classes_that_occur(drawn: Path) -> None:
    figures = evaluate("ppe", drawn)
    assert figures["pictures"] == 2
    assert figures["map50"] == 0.0
    classes = figures["classes"]
    assert isinstance(classes, dict)
    assert classes["helmet"]["truths"] == 1
    assert classes["vest"]["ap50"] is None


def test_a_file_that_is_no_picture_is_named(drawn: Path) -> None:
    (drawn / "images" / "broken.jpg").write_text("no picture")
    with pytest.raises(DataFolderError, match=r"broken\.jpg cannot be read"):
        evaluate("ppe", drawn)


if PHOTOGRAPHS.is_dir():

    def test_the_card_s_promise_holds_on_photographs_kept_out_of_training(tmp_path: Path) -> None:
        lay_out(PHOTOGRAPHS, "test", tmp_path)
        map50 = evaluate("ppe", tmp_path)["map50"]
        assert isinstance(map50, float)
        assert map50 >= 0.70
