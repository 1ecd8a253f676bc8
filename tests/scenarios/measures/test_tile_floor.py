"""Tile floors whose faults are known, and the step that an assessor measures by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from masonry_world import Floor, observe

from scenarios import MEASURES, MeasureResult, NumberTyped
from scenarios.measures import MeasureParametersError

turned = st.floats(-12, 12)


def measured(name: str, floor: Floor, **parameters: object) -> MeasureResult:
    return MEASURES[name](observe(floor), parameters)


@settings(max_examples=20, deadline=None)
@given(width=st.floats(1, 12), turn=turned)
def test_joint_is_the_gap_between_tiles_however_the_board_lies(width: float, turn: float) -> None:
    found = measured("joint_mm", Floor(joint=width, turn_deg=turn))
    assert found.value == pytest.approx(width, abs=0.02)


def test_worst_joint_is_the_one_farthest_from_nominal() -> None:
    floor = Floor(moved=(0, 0, -2.0, 0.0))
    assert measured("joint_mm", floor, take="worst").value == pytest.approx(5.0, abs=0.02)


def test_joint_tells_where_the_worst_is() -> None:
    floor = Floor(moved=(2, 2, 0.0, -1.5))  # top right, pushed away: its lower joint is wider
    assert measured("joint_mm", floor).detail["worst_at"] == "row 1.3"


@settings(max_examples=20, deadline=None)
@given(skew=st.floats(-9, 9), turn=turned)
def test_squareness_is_how_far_columns_lean(skew: float, turn: float) -> None:
    found = measured("squareness_mm_per_m", Floor(skew=skew, turn_deg=turn))
    assert found.value == pytest.approx(skew, abs=0.03)


@settings(max_examples=10, deadline=None)
@given(turn=turned, skew=st.floats(-5, 5))
def test_straight_joints_are_aligned_even_when_skew(turn: float, skew: float) -> None:
    found = measured("joint_alignment_mm", Floor(turn_deg=turn, skew=skew))
    assert found.value == pytest.approx(0.0, abs=0.01)


def test_alignment_is_how_far_a_joint_leaves_its_line() -> None:
    # Both corners of two joints move 1 mm with the tile: each joint's middle by half of it.
    found = measured("joint_alignment_mm", Floor(moved=(1, 1, 2.0, 0.0)))
    assert found.value == pytest.approx(1.0 * 2 / 3, abs=0.02)


def test_two_rows_are_not_enough_evidence() -> None:
    assert measured("joint_mm", Floor(rows=2)).reason == "few_units"


@pytest.mark.parametrize("name", ["joint_mm", "joint_alignment_mm", "squareness_mm_per_m"])
def test_a_value_tells_the_two_places_it_lies_between(name: str) -> None:
    places = measured(name, Floor(turn_deg=9.0, moved=(0, 0, 1.0, 0.0))).detail["places_mm"]
    assert isinstance(places, list)
    corners = Floor(turn_deg=9.0).corners().reshape(-1, 2)
    low, high = corners.min(axis=0) - 5, corners.max(axis=0) + 5
    assert [bool(((low < p) & (p < high)).all()) for p in np.array(places)] == [True, True]


def test_a_tile_that_is_not_seen_leaves_the_other_joints() -> None:
    corners = Floor(joint=4.0, turn_deg=7.0).corners()[:-1]
    detail = MEASURES["joint_mm"](observe(corners), {}).detail
    assert (detail["mean"], detail["unseen"]) == (4.0, 2)


@pytest.mark.parametrize("name", ["joint_alignment_mm", "squareness_mm_per_m"])
def test_where_a_tile_is_not_seen_the_lines_are_less_sure(name: str) -> None:
    corners = Floor(turn_deg=3.0, skew=2.0).corners()
    corners += np.random.default_rng(5).normal(0, 0.6, (9, 1, 2))
    whole, part = (MEASURES[name](observe(seen), {}) for seen in (corners, corners[:-1]))
    assert (part.U or 0) > (whole.U or 9)


def test_where_three_tiles_are_not_seen_a_person_looks_at_the_lines() -> None:
    corners = np.delete(Floor().corners(), [2, 4, 6], axis=0)
    assert MEASURES["joint_alignment_mm"](observe(corners), {}).reason == "units_hidden"


def test_nobody_typed_the_lippage() -> None:
    assert measured("lippage_mm", Floor()).reason == "measured_by_hand"


def test_lippage_is_the_largest_step_typed() -> None:
    typed = [NumberTyped("0", "lippage_mm", step, 0.05) for step in (0.2, 0.7, 0.4)]
    result = MEASURES["lippage_mm"](typed, {})
    assert (result.value, result.U) == (0.7, 0.1)


def hidden_row(frames: str) -> MeasureResult:
    """Squareness of a floor of which two tiles of a row are hidden, in as many frames."""
    corners = Floor(skew=2.0).corners()
    corners[3:6, :, 1] += 0.004 * corners[3:6, :, 0]  # the middle row falls away from the others
    seen = [one for frame in frames for one in observe(corners, frame=frame, hidden=(0, 1))]
    return MEASURES["squareness_mm_per_m"](seen, {})


@pytest.mark.parametrize("frames", ["0", "01"])
@pytest.mark.filterwarnings("error")
def test_squareness_is_told_and_less_sure_where_a_row_is_hidden(frames: str) -> None:
    result = hidden_row(frames)
    assert result.value is not None, result.reason
    assert result.U is not None
    assert 2 * (measured("squareness_mm_per_m", Floor(skew=2.0)).U or 9) < result.U


def test_floors_seen_less_sharply_have_joints_less_sure() -> None:
    def joint_u(share: float) -> float:
        result = MEASURES["joint_mm"](observe(Floor()), {"joint_mm": 3.0, "alike_share": share})
        assert result.U is not None
        return result.U

    assert joint_u(2.0) > 1.1 * joint_u(0.0)


@pytest.mark.parametrize("wrong", [-1.0, float("inf"), float("nan"), "much"])
@pytest.mark.parametrize("key", ["alike_share", "most_slope_u_mm_per_m"])
def test_an_uncertainty_that_is_no_finite_size_is_refused(key: str, wrong: object) -> None:
    with pytest.raises(MeasureParametersError, match=key):
        MEASURES["joint_mm"](observe(Floor()), {"joint_mm": 3.0, key: wrong})
