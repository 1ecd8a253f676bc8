"""Which pieces the failure gallery calls missed."""

import numpy as np

from models.detections import Detections
from models.table_setting.recipe.gallery import missed

SQUARE = np.array([[0, 0], [100, 0], [100, 100], [0, 100]], np.float64)


def seen(*outlines: np.ndarray, name: str = "napkin") -> Detections:
    return Detections(
        class_names=("napkin", "plate"),
        class_id=np.full(len(outlines), ("napkin", "plate").index(name), np.int64),
        confidence=np.full(len(outlines), 0.9, np.float32),
        box_px=np.zeros((len(outlines), 4), np.float32),
        outlines_px=tuple(np.asarray(one, np.float32) for one in outlines),
    )


def test_a_triangle_is_found_in_any_of_its_least_rectangles() -> None:
    triangle = np.array([[0, 0], [100, 0], [20, 100]], np.float64)
    assert missed(seen(triangle), [("napkin", SQUARE)]) == []


def test_a_piece_is_missed_where_nothing_of_its_name_lies() -> None:
    truth = [("napkin", SQUARE)]
    for found in (seen(), seen(SQUARE, name="plate"), seen(SQUARE + 60), seen(SQUARE / 3)):
        assert len(missed(found, truth)) == 1


def test_what_is_much_larger_is_not_the_piece() -> None:
    assert len(missed(seen(SQUARE * 1.3 - 15), [("napkin", SQUARE)])) == 1
