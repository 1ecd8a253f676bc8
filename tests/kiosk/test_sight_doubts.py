"""What a model is surer of than it may be: too small a plate, and a piece seen twice."""

import msgspec
import pytest

from kiosk.sight.doubts import doubtful_if_small, once_each
from scenarios import PieceSeen
from scenarios.measures.parameters import TableParameters


def piece(name: str, x: float, y: float, wide: float, high: float, sure: float) -> PieceSeen:
    outline = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]]
    return PieceSeen("0", name, sure, outline, {}, 1.0)


def test_a_piece_seen_twice_counts_once_as_surely_as_it_was_seen() -> None:
    first, again = piece("knife", 100, 50, 20, 220, 0.65), piece("knife", 103, 58, 19, 215, 0.9)
    fork = piece("fork", 100, 50, 20, 220, 0.5)
    assert once_each([first, fork, again]) == [fork, again]
    assert once_each([again, again]) == [again]


@pytest.mark.parametrize(
    "other",
    [
        piece("fork", 135, 50, 20, 220, 0.8),  # beside it
        piece("fork", 98, 190, 20, 220, 0.8),  # half under it
        piece("fork", 100, 50, 20, 90, 0.8),  # a small one upon a large one
    ],
)
def test_two_pieces_stay_two(other: PieceSeen) -> None:
    first = piece("fork", 100, 50, 20, 220, 0.9)
    assert once_each([first, other]) == [first, other]


def test_a_piece_without_area_is_like_no_other() -> None:
    line = piece("fork", 100, 50, 0, 220, 0.8)
    assert once_each([line, line]) == [line, line]


def test_what_is_too_small_for_a_plate_is_left_to_a_person() -> None:
    plate = piece("plate", 0, 0, 90, 90, 0.9)
    doubtful = doubtful_if_small(plate, 90.0)
    parameters = TableParameters()
    assert parameters.doubtful_confidence < doubtful.confidence < parameters.sure_confidence
    assert msgspec.structs.replace(doubtful, confidence=0.9) == plate
    assert doubtful_if_small(plate, 140.0) == plate
    faint = msgspec.structs.replace(plate, confidence=0.25)
    assert doubtful_if_small(faint, 90.0) == faint
