"""Second looks at the picture: both sides of a narrow joint at once, and the ends of courses."""

import cv2
import numpy as np
import pytest

from models.masonry.ends import CONFIRMED, ends_again
from models.masonry.plane import View, WorkPlane
from models.masonry.seams import WORN_MM, parted, unworn
from models.masonry.unit import Placed, Unit
from models.masonry.whole_side import borne_out

VIEW = View(WorkPlane(np.eye(3)), np.zeros(2), 1.0, (640, 640))
LEFT, RIGHT = 3, 1


def box(left: float, top: float, long: float, high: float) -> np.ndarray:
    return np.array(
        [[left, top], [left + long, top], [left + long, top + high], [left, top + high]]
    )


def floor(joint: float) -> list[np.ndarray]:
    """Three by three tiles of 180 mm."""
    step = 180.0 + joint
    return [box(20.0 + step * c, 20.0 + step * r, 180.0, 180.0) for r in range(3) for c in range(3)]


def wall() -> list[np.ndarray]:
    """Five courses of two whole bricks."""
    return [box(60.0 + 225 * c, 60.0 + 75 * r, 215.0, 65.0) for r in range(5) for c in range(2)]


def drawn(units: list[np.ndarray], joint: int = 60) -> np.ndarray:
    """Bright units on a darker ground: finely, then as a lens and pixels show them."""
    fine = np.full((640 * 8, 640 * 8), (joint / 255) ** 2.2, np.float32)
    for corners in units:
        x0, y0 = np.round((corners[0] + 0.5) * 8).astype(int)
        x1, y1 = np.round((corners[2] + 0.5) * 8).astype(int)
        fine[y0:y1, x0:x1] = (180 / 255) ** 2.2
    light = cv2.resize(fine, (640, 640), interpolation=cv2.INTER_AREA)
    shown = cv2.GaussianBlur(light, (0, 0), 0.6) ** (1 / 2.2) * 255
    return np.repeat(np.round(shown).astype(np.uint8)[..., None], 3, axis=2)


def placed(corners: np.ndarray) -> Placed:
    return Unit(0.9, corners, np.full(4, 0.4), True), corners


def moved(corners: np.ndarray, side: int, by: float) -> np.ndarray:
    """Corners with the left or right side moved to the right."""
    there = corners.copy()
    there[[side, (side + 1) % 4], 0] += by
    return there


@pytest.mark.parametrize("joint", [2.0, 3.0, 4.0])
def test_two_sides_on_one_edge_are_parted(joint: float) -> None:
    true = floor(joint)
    seen = [placed(corners) for corners in true]
    seen[0] = placed(moved(true[0], RIGHT, joint))  # where the next tile begins
    again = parted(drawn(true), VIEW, seen)
    assert again[0][1][1:3, 0] == pytest.approx(true[0][1:3, 0], abs=0.4)
    assert again[1][1][[0, 3], 0] == pytest.approx(true[1][[0, 3], 0], abs=0.4)


def test_a_side_at_a_narrow_joint_that_was_not_known_is_found() -> None:
    true = floor(3.0)
    seen = [placed(corners) for corners in true]
    seen[4] = (Unit(0.9, true[4], np.array([0.4, 0.4, 0.4, 0.0]), False), true[4])
    assert parted(drawn(true), VIEW, seen)[4][0].whole


def test_sides_of_wide_joints_are_left_as_they_are() -> None:
    true = floor(10.0)
    seen = [placed(corners) for corners in true]
    seen[0] = placed(moved(true[0], RIGHT, 10.0))
    assert parted(drawn(true), VIEW, seen) == seen


def test_where_no_joint_shows_sides_stay_unknown() -> None:
    true = floor(3.0)
    seen = [placed(corners) for corners in true]
    seen[4] = (Unit(0.9, true[4], np.array([0.4, 0.4, 0.4, 0.0]), False), true[4])
    assert not parted(drawn(true, joint=180), VIEW, seen)[4][0].whole


def test_an_end_taken_inside_its_brick_is_found_on_the_line_of_ends() -> None:
    true = wall()
    seen = [placed(corners) for corners in true]
    seen[4] = placed(moved(true[4], LEFT, 4.0))
    again = ends_again(drawn(true), VIEW, seen)
    assert again[4][1][[0, 3], 0] == pytest.approx(true[4][[0, 3], 0], abs=0.4)


def test_a_brick_that_truly_ends_elsewhere_keeps_its_end() -> None:
    true = wall()
    true[4] = moved(true[4], LEFT, 4.0)
    seen = [placed(corners) for corners in true]
    again = ends_again(drawn(true), VIEW, seen)
    assert again[4][1][0, 0] == pytest.approx(true[4][0, 0], abs=0.4)


def test_ends_on_one_line_are_surer_than_one_alone() -> None:
    true = wall()
    true[4] = moved(true[4], LEFT, 4.0)
    again = ends_again(drawn(true), VIEW, [placed(corners) for corners in true])
    sigma = [again[k][0].sides_sigma_px[LEFT] for k in (0, 2, 4)]
    assert sigma == pytest.approx([0.4 * CONFIRMED, 0.4 * CONFIRMED, 0.4])


def test_an_end_that_was_not_known_is_found_with_the_others() -> None:
    true = wall()
    seen = [placed(corners) for corners in true]
    off = moved(true[4], LEFT, 3.0)
    seen[4] = (Unit(0.9, off, np.array([0.4, 0.4, 0.4, 0.0]), False), off)
    again = ends_again(drawn(true), VIEW, seen)
    assert again[4][0].whole
    assert again[4][1][[0, 3], 0] == pytest.approx(true[4][[0, 3], 0], abs=0.4)


def test_what_stands_beside_the_wall_is_given_no_end_of_it() -> None:
    true = wall()
    seen = [placed(corners) for corners in true]
    off = moved(true[4], LEFT, -20.0)
    seen[4] = (Unit(0.9, off, np.array([0.4, 0.4, 0.4, 0.0]), False), off)
    assert not ends_again(drawn(true), VIEW, seen)[4][0].whole


def test_a_side_where_the_light_changes_is_as_sure_as_before() -> None:
    true = wall()
    seen = borne_out(drawn(true), VIEW, [placed(corners) for corners in true])
    assert all(unit.whole and unit.sides_sigma_px.max() < 0.55 for unit, _ in seen)


@pytest.mark.parametrize(("by", "known"), [(0.9, True), (2.0, False)])
def test_a_side_beside_where_the_light_changes_is_less_sure_or_not_known(
    by: float, known: bool
) -> None:
    true = wall()
    seen = [placed(corners) for corners in true]
    seen[4] = placed(moved(true[4], RIGHT, by))
    found = borne_out(drawn(true), VIEW, seen)[4][0]
    assert found.whole == known
    assert not known or found.sides_sigma_px[RIGHT] > 0.6


def test_the_next_bricks_edge_is_not_taken_for_a_sides_own() -> None:
    true = floor(3.0)
    seen = borne_out(drawn(true), VIEW, [placed(corners) for corners in true])
    assert all(unit.whole for unit, _ in seen)


def test_sides_of_narrow_joints_lie_where_worn_edges_begin() -> None:
    true = floor(3.0)
    found = unworn(VIEW, [placed(corners) for corners in true])
    left, right = found[3][1], found[4][1]
    assert left[1, 0] == pytest.approx(true[3][1, 0] + WORN_MM)
    assert right[0, 0] == pytest.approx(true[4][0, 0] - WORN_MM)
    assert left[0, 0] == pytest.approx(true[3][0, 0])  # nothing is beside it
    assert found[4][0].corners_px == pytest.approx(right)


@pytest.mark.parametrize("joint", [1.0, 8.0])
def test_sides_of_wide_joints_and_of_hardly_any_stay(joint: float) -> None:
    true = floor(joint)
    found = unworn(VIEW, [placed(corners) for corners in true])
    assert np.stack([corners for _, corners in found]) == pytest.approx(np.stack(true))
