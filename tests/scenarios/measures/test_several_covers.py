"""A table laid for several: the cover beside the board is scored, or a person has to say which."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pytest

from scenarios import MEASURES, Observation, PieceSeen, PlaneSeen
from scenarios.geometry import sample_plane
from scenarios.measures import TABLE_SETTING

Cover = Callable[..., list[Observation]]
DISTANCES = [name for name in TABLE_SETTING if name.endswith(("_mm", "_deg"))]
SEATS = ((0.0, 0.0), (-720.0, 0.0), (0.0, -700.0), (-720.0, -700.0))
"""Four covers, mm on the board's plane (x right, y towards the person): the first is the own one;
the others lie away from the board, whose corner is the origin."""


def moved(observations: Sequence[Observation], seat: tuple[float, float]) -> list[PieceSeen]:
    """The pieces of a cover as they look when it is laid elsewhere on the same table."""
    plane = next(o for o in observations if isinstance(o, PlaneSeen))
    planes = sample_plane(plane, draws=0)

    def shifted(points: list[list[float]]) -> list[list[float]]:
        table = planes.to_table(np.array(points, np.float64), 0.0)[0] + np.array(seat)
        pixels: list[list[float]] = planes.to_pixels(table).tolist()
        return pixels

    return [
        msgspec.structs.replace(
            one,
            outline_px=shifted(one.outline_px),
            points_px={name: shifted([at])[0] for name, at in one.points_px.items()},
        )
        for one in observations
        if isinstance(one, PieceSeen)
    ]


def table_of(cover: Cover, seats: Sequence[tuple[float, float]]) -> list[Observation]:
    """The nominal cover, and one more at each further seat."""
    own = cover()
    return [*own, *(piece for seat in seats for piece in moved(own, seat))]


@pytest.mark.parametrize("name", DISTANCES)
def test_a_cover_of_a_table_of_four_measures_as_if_it_were_alone(cover: Cover, name: str) -> None:
    alone, among = (MEASURES[name](seen, {}) for seen in (cover(), table_of(cover, SEATS[1:])))
    assert among.value == alone.value
    assert among.U == alone.U


@pytest.mark.parametrize("name", ["pieces_present", "pieces_in_order"])
def test_the_pieces_of_other_covers_are_not_counted(cover: Cover, name: str) -> None:
    assert MEASURES[name](table_of(cover, SEATS[1:]), {}).value == 6.0


def test_a_piece_missing_from_the_own_cover_is_not_borrowed_from_the_next(cover: Cover) -> None:
    own = cover(without=["spoon"])
    table = [*own, *moved(cover(), SEATS[1])]
    assert MEASURES["pieces_present"](table, {}).detail["missing"] == ["spoon"]


def test_two_covers_as_near_to_the_board_need_a_person(cover: Cover) -> None:
    rest = [one for one in cover() if not isinstance(one, PieceSeen)]
    # The board's middle lies 90 mm right of the plane's origin, the nominal plate on it.
    left, right = (moved(cover(), (seat, 0.0)) for seat in (-270.0, 450.0))
    assert MEASURES["plate_edge_mm"]([*rest, *left, *right], {}).reason == "several_plate"


def test_two_plates_of_one_cover_need_a_person(cover: Cover) -> None:
    plates = [one for one in moved(cover(), (-300.0, 0.0)) if one.name == "plate"]
    assert MEASURES["plate_edge_mm"]([*cover(), *plates], {}).reason == "several_plate"
