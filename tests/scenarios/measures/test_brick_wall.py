"""Brick walls whose faults are known: exact walls give exact values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from masonry_world import LENGTH, Camera, Wall, observe

from scenarios import MEASURES, MeasureResult, Observation

small = st.floats(-4, 4)
joint = st.floats(5, 16)


def measured(name: str, wall: Wall, **parameters: object) -> MeasureResult:
    return MEASURES[name](observe(wall), parameters)


def value(name: str, wall: Wall, **parameters: object) -> float:
    result = measured(name, wall, **parameters)
    assert result.value is not None, result.reason
    return result.value


@settings(max_examples=15, deadline=None)
@given(beds=st.tuples(joint, joint, joint, joint))
def test_bed_joint_is_the_mean_gap_between_courses(beds: tuple[float, ...]) -> None:
    assert value("bed_joint_mm", Wall(bed=beds)) == pytest.approx(sum(beds) / 4, abs=0.01)


def test_worst_bed_joint_is_the_one_farthest_from_nominal() -> None:
    wall = Wall(bed=(10, 13, 6, 11))
    assert value("bed_joint_mm", wall, take="worst") == pytest.approx(6.0, abs=0.01)


def test_mean_bed_joint_tells_its_worst_too() -> None:
    assert measured("bed_joint_mm", Wall(bed=(10, 14, 9, 11))).detail["worst"] == 14.0


@settings(max_examples=15, deadline=None)
@given(width=joint)
def test_head_joint_is_the_gap_between_neighbours(width: float) -> None:
    assert value("head_joint_mm", Wall(head=width)) == pytest.approx(width, abs=0.01)


@settings(max_examples=15, deadline=None)
@given(beds=st.tuples(joint, joint, joint, joint))
def test_gauge_is_four_courses_from_top_to_top(beds: tuple[float, ...]) -> None:
    expected = sum(beds) + 4 * 65
    assert value("gauge_4_courses_mm", Wall(bed=beds)) == pytest.approx(expected, abs=0.01)


@settings(max_examples=20, deadline=None)
@given(rises=st.tuples(small, small, small, small, small))
def test_level_is_the_course_farthest_from_level(rises: tuple[float, ...]) -> None:
    found = value("level_mm_per_m", Wall(rises=rises))
    assert abs(found) == pytest.approx(max(map(abs, rises)), abs=0.02)


@pytest.mark.parametrize("rise", [3.0, -3.0])
def test_level_is_positive_when_courses_rise_to_the_right(rise: float) -> None:
    assert value("level_mm_per_m", Wall(rises=(rise,) * 5)) == pytest.approx(rise, abs=0.02)


@settings(max_examples=15, deadline=None)
@given(lean=st.floats(-8, 8))
def test_plumb_is_positive_when_ends_lean_to_the_right_going_up(lean: float) -> None:
    assert value("plumb_mm_per_m", Wall(lean=lean)) == pytest.approx(lean, abs=0.02)


def test_a_leaning_camera_does_not_make_the_wall_lean() -> None:
    askew = Camera(eye=(-800.0, 300.0, 1700.0), turn_deg=(-6.0, 8.0, 9.0))
    found = MEASURES["plumb_mm_per_m"](observe(Wall(lean=2.0), askew), {})
    assert found.value == pytest.approx(2.0, abs=0.02)


@settings(max_examples=15, deadline=None)
@given(slip=st.floats(-30, 30))
def test_half_bond_is_how_far_a_course_slipped(slip: float) -> None:
    wall = Wall(slip=(0, 0, slip, 0, 0))
    assert value("half_bond_mm", wall) == pytest.approx(abs(slip), abs=0.02)


def test_half_bond_follows_the_length_of_the_bricks() -> None:
    wall = Wall()
    assert value("half_bond_mm", wall, unit_mm=LENGTH + 20) == pytest.approx(10.0, abs=0.02)


def test_straight_courses_differ_from_straight_by_nothing() -> None:
    assert value("straightness_mm", Wall(rises=(2, 1, 0, -1, -2))) == pytest.approx(0, abs=0.01)


def test_straightness_is_how_far_a_corner_stands_off_its_course() -> None:
    corners = Wall().corners()
    corners[2, :, 1] -= 6.0  # the middle brick of the lowest course, raised
    result = MEASURES["straightness_mm"](observe(corners), {})
    # The line through ten corners follows the two raised ones by a fifth.
    assert result.value == pytest.approx(6.0 * 0.8, abs=0.05)


def test_bed_joint_deviation_is_from_the_mean_of_all() -> None:
    wall = Wall(bed=(9, 9, 9, 13))
    assert value("bed_joint_deviation_mm", wall) == pytest.approx(3.0, abs=0.01)


def test_a_value_tells_where_it_was_read() -> None:
    places = measured("gauge_4_courses_mm", Wall()).detail["places_mm"]
    assert isinstance(places, list)
    assert places[0][1] - places[1][1] == pytest.approx(300.0, abs=0.1)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_boards_own_standing_widens_level(sign: float) -> None:
    wall = Wall(rises=(2.0 * sign,) * 5)
    sure = measured("level_mm_per_m", wall, board_level_u_mm_per_m=0.0)
    unsure = measured("level_mm_per_m", wall, board_level_u_mm_per_m=1.0)
    assert (unsure.U or 0) > (sure.U or 0) + 1.0


def test_boards_own_standing_does_not_widen_joints() -> None:
    wide, narrow = (
        measured("head_joint_mm", Wall(), board_level_u_mm_per_m=u).U for u in (3.0, 0.0)
    )
    assert wide == pytest.approx(narrow, abs=0.01)


def rugged(hidden: tuple[int, ...] = ()) -> MeasureResult:
    """Plumb of a wall whose courses end a little apart; of `hidden` bricks no side is known."""
    wall = Wall(slip=(0.0, 0.8, -0.6, 0.7, -0.5))
    return MEASURES["plumb_mm_per_m"](observe(wall, hidden=hidden), {"most_slope_u_mm_per_m": 99.0})


def test_an_end_that_is_not_seen_widens_plumb_as_courses_end_apart() -> None:
    every, some = rugged(), rugged(hidden=(0, 20))  # the left ends of the first and last course
    assert every.U is not None
    assert some.U is not None
    assert some.value is not None
    assert some.U > every.U + 2.0
    assert some.detail["unseen"] == 2
    assert abs(some.value - (every.value or 0)) < some.U


def test_an_end_that_is_not_seen_costs_little_where_courses_end_in_line() -> None:
    whole = MEASURES["plumb_mm_per_m"](observe(Wall()), {}).U or 0
    part = MEASURES["plumb_mm_per_m"](observe(Wall(), hidden=(0,)), {}).U or 0
    assert part < 1.7 * whole


def test_a_slope_that_is_hardly_known_is_told_to_the_person_only() -> None:
    known = MEASURES["plumb_mm_per_m"](observe(Wall(lean=3.0)), {})
    result = MEASURES["plumb_mm_per_m"](
        observe(Wall(lean=3.0)), {"most_slope_u_mm_per_m": (known.U or 0) / 2}
    )
    assert result.value is None
    assert result.reason == "too_uncertain"
    assert result.detail["about"] == known.value
    assert result.detail["about_U"] == known.U


def observed_twice() -> list[Observation]:
    seen = observe(Wall(bed=(8, 10, 12, 9)))
    return [*seen[:1], *reversed(seen[1:])]


@pytest.mark.parametrize("name", ["bed_joint_mm", "level_mm_per_m", "half_bond_mm"])
def test_order_of_units_does_not_matter(name: str) -> None:
    straight = observe(Wall(bed=(8, 10, 12, 9)))
    assert MEASURES[name](observed_twice(), {}) == MEASURES[name](straight, {})
