"""Units from the network's maps: split ones put together, doubtful ones said to be so."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models import ModelNotFoundError
from models.masonry.cores import Rough
from models.masonry.fragments import common_size, put_together
from models.masonry.grid import grid_units
from models.masonry.plane import View, WorkPlane
from models.masonry.recipe.targets import make_maps
from models.masonry.second_look import looked_again
from models.masonry.shape import CELL
from models.masonry.unit import Placed, Unit, alike, doubted, most_off
from models.training import train_model


def box(left: float, top: float, long: float, high: float = 65.0) -> np.ndarray:
    return np.array(
        [[left, top], [left + long, top], [left + long, top + high], [left, top + high]]
    )


def wall(courses: int = 4) -> list[np.ndarray]:
    """Half-brick courses of 215 × 65 units, 10 apart; odd ones begin with a half."""
    units = []
    for course in range(courses):
        lengths = [102.5, 215.0, 215.0] if course % 2 else [215.0, 215.0, 102.5]
        left = 20.0
        for long in lengths:
            units.append(box(left, 20.0 + 75.0 * course, long))
            left += long + 10.0
    return units


def maps_of(units: list[np.ndarray]) -> np.ndarray:
    """What a perfect network answers, cells of a view of 640 × 640 px."""
    return make_maps(np.stack(units), 640 // CELL)


def placed(corners: np.ndarray) -> Placed:
    return Unit(0.9, corners, np.full(4, 0.4), True), corners


def sorted_corners(units: list[Rough]) -> np.ndarray:
    return np.stack(sorted((u.corners for u in units), key=lambda c: (round(c[0, 1]), c[0, 0])))


def test_lines_of_a_wall_give_its_units() -> None:
    found = sorted_corners(grid_units(maps_of(wall())))
    expected = np.stack(sorted(wall(), key=lambda c: (round(c[0, 1]), c[0, 0])))
    assert found == pytest.approx(expected, abs=3.0)


def test_units_without_cores_are_still_found_between_their_lines() -> None:
    maps = maps_of(wall())
    maps[1] = 0.0
    assert len(grid_units(maps)) == 12


def test_empty_maps_have_no_units() -> None:
    assert grid_units(np.zeros((6, 200, 300), np.float32)) == []


def test_parts_of_a_split_unit_become_one() -> None:
    units = [Rough(corners, 0.9) for corners in wall()]
    halves = [Rough(box(20.0, 20.0, 120.0), 0.9), Rough(box(138.0, 20.0, 97.0), 0.9)]
    together = put_together([*halves, *units[1:]], np.zeros((6, 300, 400), np.float32))
    assert len(together) == len(units)


def test_parts_with_a_side_between_them_stay_two() -> None:
    units = [Rough(corners, 0.9) for corners in wall()[1:]]
    pair = [box(20.0, 20.0, 100.0), box(130.0, 20.0, 105.0)]
    kept = put_together([*(Rough(c, 0.9) for c in pair), *units], maps_of([*pair, *wall()[1:]]))
    assert len(kept) == len(units) + 2


def test_common_size_is_that_of_most() -> None:
    assert common_size([215.0, 214.0, 216.0, 102.0, 430.0]) == pytest.approx(215.0)


def test_two_units_seen_as_one_are_left_out() -> None:
    units = [placed(corners) for corners in wall()]
    double = placed(box(20.0, 320.0, 440.0))
    assert len(alike([*units, double])) == len(units)


def test_regular_units_are_not_doubted() -> None:
    assert all(unit.whole for unit in doubted([placed(corners) for corners in wall()]))


def test_short_unit_between_others_is_not_whole() -> None:
    corners = wall()
    corners[1:2] = [box(245.0, 20.0, 100.0), box(355.0, 20.0, 105.0)]
    short = doubted([placed(c) for c in corners])[1]
    assert (short.whole, short.sides_sigma_px.tolist()) == (False, [0.4, 0.0, 0.4, 0.0])


def test_end_off_the_line_of_ends_is_not_known() -> None:
    corners = wall()
    corners[2] = box(470.0, 20.0, 114.0)  # a cut end that seems 11.5 mm longer than it is
    doubt = doubted([placed(c) for c in corners])
    assert [unit.sides_sigma_px[1] for unit in doubt].count(0.0) == 1
    assert doubt[2].sides_sigma_px[1] == 0.0


def test_what_ends_off_the_line_with_no_end_known_is_left_out() -> None:
    units = [placed(corners) for corners in wall()]
    beside = box(-90.0, 20.0, 100.0)
    units.append((Unit(0.7, beside, np.array([0.4, 0.0, 0.4, 0.0]), False), beside))
    assert len(doubted(units)) == len(wall())


def test_model_without_a_recipe_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="masonry"):
        train_model("no_such_model", tmp_path)


def floor() -> list[np.ndarray]:
    """Three by three tiles of 180, their joints 6 wide."""
    return [
        box(20.0 + 186.0 * c, 20.0 + 186.0 * r, 180.0, 180.0) for r in range(3) for c in range(3)
    ]


def test_a_line_seen_in_the_other_rows_is_believed_in_all() -> None:
    maps = maps_of(floor())
    maps[2:, 10:95, 95:205] *= 0.5  # a pattern hides the sides in the first row
    assert len(grid_units(maps)) == 9


def test_sides_of_neighbours_on_one_edge_are_not_known() -> None:
    corners = wall()
    corners[0] = box(20.0, 20.0, 225.0)  # its right side lies where the next unit begins
    first, second = doubted([placed(c) for c in corners])[:2]
    assert (first.sides_sigma_px[1], second.sides_sigma_px[3]) == (0.0, 0.0)


def test_units_that_differ_widely_are_doubted_later() -> None:
    assert most_off(np.array([215.0, 215.1, 214.9, 215.0]), 215.0) == 2.5
    assert most_off(np.array([212.0, 215.0, 218.0, 214.0]), 215.0) == 5.0


def drawn(units: list[np.ndarray]) -> np.ndarray:
    """Bright units on dark mortar, softened as a lens does."""
    picture = np.full((640, 640, 3), 60, np.uint8)
    for corners in units:
        cv2.fillPoly(picture, [np.round(corners * 16).astype(np.int32)], (180,) * 3, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(picture, (0, 0), 1.0)


def test_a_second_look_finds_the_side_that_was_not_seen() -> None:
    view = View(WorkPlane(np.eye(3)), np.zeros(2), 1.0, (640, 640))
    units = [placed(corners) for corners in wall()]
    hidden = Unit(0.9, wall()[1], np.array([0.4, 0.0, 0.4, 0.4]), False)
    units[1] = (hidden, wall()[1] + [[0, 0], [6, 0], [6, 0], [0, 0]])
    again, corners = looked_again(drawn(wall()), view, units)[1]
    assert again.whole
    assert corners[1, 0] == pytest.approx(wall()[1][1, 0], abs=0.8)  # drawn half a pixel wider


def test_a_second_look_at_plain_mortar_finds_nothing() -> None:
    view = View(WorkPlane(np.eye(3)), np.zeros(2), 1.0, (640, 640))
    units = [placed(corners) for corners in wall()]
    units[1] = (Unit(0.9, wall()[1], np.array([0.4, 0.0, 0.4, 0.4]), False), wall()[1])
    plain = np.full((640, 640, 3), 90, np.uint8)
    assert not looked_again(plain, view, units)[1][0].whole
