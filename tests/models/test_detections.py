import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Detections

NAMES = ("helmet", "vest")


def detections(count: int) -> Detections:
    numbers = np.arange(count, dtype=np.float32)
    return Detections(
        class_names=NAMES,
        class_id=np.arange(count) % 2,
        confidence=numbers / max(count, 1),
        box_px=np.stack([numbers, numbers, numbers + 1, numbers + 1], axis=1),
        corners_px=np.tile(numbers[:, None, None], (1, 4, 2)),
        outlines_px=tuple(np.full((3, 2), n, np.float32) for n in numbers),
        points_px=tuple({"tip": np.full(2, n, np.float32)} for n in numbers),
    )


@given(st.lists(st.booleans(), max_size=8))
def test_taking_keeps_all_fields_of_a_detection_together(chosen: list[bool]) -> None:
    taken = detections(len(chosen)).take(np.asarray(chosen, np.bool_))
    wanted = [float(i) for i, keep in enumerate(chosen) if keep]
    assert taken.box_px[:, 0].tolist() == wanted
    assert taken.corners_px is not None
    assert taken.corners_px[:, 0, 0].tolist() == wanted
    assert [float(o[0, 0]) for o in taken.outlines_px or ()] == wanted
    assert [float(p["tip"][0]) for p in taken.points_px or ()] == wanted


def test_a_class_is_chosen_by_name() -> None:
    assert detections(5).of_class("vest").box_px[:, 0].tolist() == [1.0, 3.0]


def test_an_unknown_class_has_no_detections() -> None:
    assert len(detections(5).of_class("glove")) == 0


def test_detections_below_a_confidence_are_left_out() -> None:
    assert detections(4).at_least(0.5).confidence.tolist() == [0.5, 0.75]


def test_a_field_of_the_wrong_shape_is_refused_with_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"box_px must be \(2, 4\), but got \(1, 4\)"):
        Detections(
            class_names=NAMES,
            class_id=np.zeros(2, np.int64),
            confidence=np.zeros(2, np.float32),
            box_px=np.zeros((1, 4), np.float32),
        )


def test_outlines_must_be_one_for_each_detection() -> None:
    with pytest.raises(ValueError, match="outlines_px must have 1 entries, but got 0"):
        Detections(
            class_names=NAMES,
            class_id=np.zeros(1, np.int64),
            confidence=np.zeros(1, np.float32),
            box_px=np.zeros((1, 4), np.float32),
            outlines_px=(),
        )


def test_detections_print_as_class_names() -> None:
    assert repr(detections(2)) == "Detections(2: helmet 0.00, vest 0.50)"
