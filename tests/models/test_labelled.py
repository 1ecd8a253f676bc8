from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import DataFolderError
from models.labelled import parse_yolo, read_labelled

CLASSES = ("helmet", "vest")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    for name in ("one", "two"):
        cv2.imwrite(str(tmp_path / "images" / f"{name}.png"), np.zeros((8, 8, 3), np.uint8))
    (tmp_path / "labels" / "one.txt").write_text("1 0.5 0.5 0.5 1.0\n\n")
    return tmp_path


def test_a_line_becomes_a_box_from_corner_to_corner(folder: Path) -> None:
    one = read_labelled(folder, CLASSES)[0]
    assert one.class_id.tolist() == [1]
    assert one.box.tolist() == [[0.25, 0.0, 0.75, 1.0]]


def test_a_picture_without_labels_is_background(folder: Path) -> None:
    two = read_labelled(folder, CLASSES)[1]
    assert two.box.shape == (0, 4)


def test_a_folder_without_images_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="images/ and labels/"):
        read_labelled(tmp_path, CLASSES)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    with pytest.raises(DataFolderError, match="holds no pictures"):
        read_labelled(tmp_path, CLASSES)


@pytest.mark.parametrize(
    "line",
    ["2 0.5 0.5 0.1 0.1", "-1 0.5 0.5 0.1 0.1", "0.5 0.5 0.5 0.1 0.1", "0 0.5 0.5 1.2 0.1",
     "0 0.5 0.5 0.1", "0 0.5 0.5 0.1 nan", "helmet 0.5 0.5 0.1 0.1"],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_named(line: str) -> None:
    with pytest.raises(DataFolderError, match=r"labels\.txt, line 2"):
        parse_yolo(f"0 0.5 0.5 0.1 0.1\n{line}\n", 2, "labels.txt")


def read_or_complain(text: str) -> np.ndarray | str:
    try:
        return parse_yolo(text, 2, "labels.txt")[1]
    except DataFolderError as error:
        return str(error)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_by_line(text: str) -> None:
    answer = read_or_complain(text)
    if isinstance(answer, str):
        assert answer.startswith("labels.txt, line")
    else:
        assert ((answer >= 0) & (answer <= 1)).all()
