"""Presence and order of pieces: counted when sure, left to a person when not."""

from collections.abc import Callable

import pytest

from scenarios import MEASURES, Observation

Cover = Callable[..., list[Observation]]


def test_whole_cover_has_six_pieces(cover: Cover) -> None:
    result = MEASURES["pieces_present"](cover(), {})
    assert (result.value, result.U, result.indeterminate) == (6.0, 0.0, False)


def test_missing_piece_is_counted_and_named(cover: Cover) -> None:
    result = MEASURES["pieces_present"](cover(without=["napkin"]), {})
    assert result.value == 5.0
    assert result.detail["missing"] == ["napkin"]


def test_doubtful_piece_needs_a_person(cover: Cover) -> None:
    result = MEASURES["pieces_present"](
        cover(confidence={"fork": 0.4}), {"sure_confidence": 0.5, "doubtful_confidence": 0.25}
    )
    assert result.reason == "unsure_fork"


@pytest.mark.parametrize(("without", "value"), [([], 1.0), (["glass"], 0.0)])
def test_one_piece_is_there_or_not(cover: Cover, without: list[str], value: float) -> None:
    assert MEASURES["glass_present"](cover(without=without), {}).value == value


def test_piece_seen_in_half_of_the_frames_needs_a_person(cover: Cover) -> None:
    frames = [*cover(frame="a"), *cover(frame="b", without=["glass"])]
    assert MEASURES["glass_present"](frames, {}).reason == "unsure_glass"


def test_pack_may_ask_for_fewer_pieces(cover: Cover) -> None:
    asked = {"pieces": ["plate", "fork"], "order": ["fork", "plate"]}
    assert MEASURES["pieces_present"](cover(without=["napkin"]), asked).value == 2.0


def test_nominal_cover_is_in_order(cover: Cover) -> None:
    assert MEASURES["pieces_in_order"](cover(), {}).value == 6.0


@pytest.mark.parametrize(
    ("moved", "out"),
    [
        ({"fork": (400.0, 0.0)}, ["fork"]),
        ({"spoon": (-300.0, 0.0)}, ["spoon"]),
        ({"glass": (0.0, -150.0)}, ["glass"]),
    ],
)
def test_misplaced_piece_is_named(
    cover: Cover, moved: dict[str, tuple[float, float]], out: list[str]
) -> None:
    result = MEASURES["pieces_in_order"](cover(moved=moved), {})
    assert result.value == 5.0
    assert result.detail["out_of_place"] == out


def test_exchanged_neighbours_put_one_piece_out_of_place(cover: Cover) -> None:
    moved = {"knife": (25.0, 0.0), "spoon": (-25.0, 0.0)}
    assert MEASURES["pieces_in_order"](cover(moved=moved), {}).value == 5.0


def test_missing_piece_is_not_in_order(cover: Cover) -> None:
    assert MEASURES["pieces_in_order"](cover(without=["spoon"]), {}).value == 5.0


def test_pieces_too_close_to_call_need_a_person(cover: Cover) -> None:
    result = MEASURES["pieces_in_order"](cover(moved={"spoon": (-24.0, 0.0)}), {})
    assert result.reason == "too_close_to_call"


def test_order_needs_the_edge(cover: Cover) -> None:
    assert MEASURES["pieces_in_order"](cover(without=["edge"]), {}).reason == "no_edge"
