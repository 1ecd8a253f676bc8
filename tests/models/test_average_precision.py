import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.average_precision import Ranked, average_precision, match_boxes, precision_recall


def ranked(confidence: list[float], right: list[bool], truths: int) -> Ranked:
    return Ranked(np.asarray(confidence, np.float32), np.asarray(right, np.bool_), truths)


def coco_by_hand(confidence: list[float], right: list[bool], truths: int) -> float:
    """At each of 101 recall levels, the best precision at that recall or more."""
    order = sorted(range(len(right)), key=lambda i: -np.float32(confidence[i]))
    curve, hits = [], 0
    for place, index in enumerate(order, start=1):
        hits += right[index]
        curve.append((hits / truths, hits / place))
    levels = np.linspace(0, 1, 101)
    return float(np.mean([max((p for r, p in curve if r >= level), default=0) for level in levels]))


@st.composite
def rankings(draw: st.DrawFn) -> tuple[list[float], list[bool], int]:
    right = draw(st.lists(st.booleans(), max_size=20))
    confidence = draw(
        st.lists(
            st.integers(0, 10_000).map(lambda n: n / 10_000),
            min_size=len(right),
            max_size=len(right),
            unique=True,
        )
    )
    return confidence, right, max(1, sum(right) + draw(st.integers(0, 5)))


@given(rankings())
def test_average_precision_is_the_one_defined_by_coco(
    case: tuple[list[float], list[bool], int],
) -> None:
    assert average_precision(ranked(*case)) == pytest.approx(coco_by_hand(*case))


def test_finding_everything_and_nothing_else_is_perfect() -> None:
    assert average_precision(ranked([0.9, 0.3], [True, True], 2)) == pytest.approx(1.0)


def test_finding_half_is_worth_half() -> None:
    assert average_precision(ranked([0.9], [True], 2)) == pytest.approx(51 / 101)


def test_nothing_to_find_has_no_average_precision() -> None:
    assert average_precision(ranked([0.9], [False], 0)) is None


def test_finding_nothing_is_worth_nothing() -> None:
    assert average_precision(ranked([], [], 3)) == 0.0


def test_a_second_detection_of_one_thing_is_wrong() -> None:
    boxes = np.asarray([[0, 0, 10, 10], [0, 0, 10, 10]], np.float32)
    assert match_boxes(boxes, boxes[:1], 0.5).tolist() == [True, False]


def test_a_detection_takes_the_free_thing_it_overlaps_most() -> None:
    true = np.asarray([[0, 0, 10, 10], [2, 0, 12, 10]], np.float32)
    found = np.asarray([[2, 0, 12, 10], [1, 0, 11, 10]], np.float32)
    assert match_boxes(found, true, 0.5).tolist() == [True, True]


def test_a_detection_half_beside_the_thing_is_wrong() -> None:
    true, found = (np.asarray([b], np.float32) for b in ((0, 0, 10, 10), (5, 0, 15, 10)))
    assert not match_boxes(found, true, 0.5).any()


def test_precision_and_recall_count_what_reaches_the_threshold() -> None:
    case = ranked([0.9, 0.6, 0.5, 0.2], [True, False, True, True], 5)
    assert precision_recall(case, 0.5) == (pytest.approx(2 / 3), pytest.approx(2 / 5))


def test_precision_of_nothing_shown_is_unknown() -> None:
    assert precision_recall(ranked([0.1], [True], 1), 0.5) == (None, 0.0)
