"""How oriented pieces are matched with the truth."""

import numpy as np
import pytest

from models.detections import Detections
from models.errors import DataFolderError
from models.table_setting.evaluation import compare, parse_obb

CLASSES = ("plate", "fork", "knife", "spoon", "glass", "napkin")
FORK = np.array([[100.0, 100], [120, 100], [120, 300], [100, 300]])


def found(corners: np.ndarray, number: int = 1, confidence: float = 0.9) -> Detections:
    """One detection with these corners."""
    return Detections(
        class_names=CLASSES,
        class_id=np.array([number]),
        confidence=np.array([confidence], np.float32),
        box_px=np.array([[0, 0, 1, 1]], np.float32),
        corners_px=corners[None].astype(np.float32),
    )


@pytest.mark.parametrize(("shift", "right"), [(29.0, True), (31.0, False)])
def test_piece_is_found_within_fifteen_percent_of_its_longer_side(
    shift: float, right: bool
) -> None:
    matches = compare(found(FORK + np.array([shift, 0])), [("fork", FORK)])
    assert [m.found for m in matches] == [right]


def test_another_class_finds_nothing() -> None:
    assert [m.found for m in compare(found(FORK, number=2), [("fork", FORK)])] == [False]


def test_one_prediction_finds_one_piece() -> None:
    matches = compare(found(FORK), [("fork", FORK), ("fork", FORK)])
    assert sorted(m.found for m in matches) == [False, True]


def test_angle_error_does_not_care_which_end_is_which() -> None:
    matches = compare(found(np.roll(FORK, 2, axis=0)), [("fork", FORK)])
    assert matches[0].angle_deg == pytest.approx(0.0)


@pytest.mark.parametrize(
    "line", ["9 0 0 1 0 1 1 0 1", "1 0 0 1", "fork 0 0 1 0 1 1 0 1", "-1 0 0 1 0 1 1 0 1"]
)
def test_bad_label_is_named_with_its_line(line: str) -> None:
    with pytest.raises(DataFolderError, match="line 1"):
        parse_obb(line, CLASSES, "labels/a.txt", 640, 640)
