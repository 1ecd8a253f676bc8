"""What counts as evidence of a wall: whole courses, still frames, nobody in front."""

import msgspec
import numpy as np
import pytest
from masonry_world import Camera, Wall, observe

from scenarios import (
    MEASURES,
    FrameRefused,
    FrameTaken,
    MeasureResult,
    Observation,
    PersonSeen,
    PlaneSeen,
    UnitSeen,
)

BEDS = (8.0, 10.0, 12.0, 9.0)
FROM_THE_LEFT = Camera(eye=(-900.0, 200.0, 1900.0), turn_deg=(4.0, 6.0, 0.0))
FROM_THE_RIGHT = Camera(eye=(-200.0, 0.0, 2000.0), turn_deg=(0.0, -14.0, 0.0))


def measured(seen: list[Observation], name: str = "bed_joint_mm") -> MeasureResult:
    return MEASURES[name](seen, {})


def person_at(seen: list[Observation], share: float) -> PersonSeen:
    """Somebody whose box reaches over a share of the wall from the left."""
    corners = [point for unit in seen if isinstance(unit, UnitSeen) for point in unit.corners_px]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    return PersonSeen(seen[0].frame, [0.0, 0.0, left + share * (right - left), 1200.0], *[None] * 4)


def test_no_board_is_the_reason() -> None:
    seen = [one for one in observe(Wall()) if not isinstance(one, PlaneSeen)]
    assert measured(seen).reason == "no_board"


def test_refused_frames_give_their_reason() -> None:
    assert measured([FrameRefused("0", "blurred", "Hold still.")]).reason == "blurred"


def test_no_bricks_are_few_units() -> None:
    assert measured(observe(Wall())[:1]).reason == "few_units"


def test_unsure_bricks_do_not_count() -> None:
    assert measured(observe(Wall(), confidence=0.3)).reason == "few_units"


def test_four_courses_are_too_few() -> None:
    wall = Wall(rises=(0.0,) * 4, slip=(0.0,) * 4, bed=(10.0,) * 3)
    assert measured(observe(wall)).reason == "few_courses"


@pytest.mark.parametrize("missing", [(3, 3), (2, 2), (3, 1), (2, 5), (1, 5)])
@pytest.mark.parametrize(
    ("name", "value"),
    [("bed_joint_mm", 9.75), ("head_joint_mm", 10.0), ("level_mm_per_m", 2.0),
     ("gauge_4_courses_mm", 299.0)],
)  # fmt: skip
def test_one_brick_that_is_not_seen_leaves_the_others(
    missing: tuple[int, int], name: str, value: float
) -> None:
    wall = Wall(bed=BEDS, rises=(2.0,) * 5, without=[missing])
    assert measured(observe(wall), name).value == pytest.approx(value, abs=0.05)


def test_the_worst_place_may_be_at_a_brick_that_is_not_seen() -> None:
    slips = (0.0, 3.0, 0.0, 2.0, 0.0)
    whole, part = (
        measured(observe(Wall(slip=slips, without=w)), "half_bond_mm") for w in ([], [(3, 3)])
    )
    assert (part.U or 0) > (whole.U or 9)


def test_a_hidden_joint_of_a_course_that_slipped_slipped_with_it() -> None:
    slips = (0.0, 3.0, 0.0, 2.0, 0.0)
    whole, part = (
        measured(observe(Wall(slip=slips, without=w)), "half_bond_mm") for w in ([], [(5, 3)])
    )
    assert part.value == pytest.approx(whole.value or 0, abs=0.05)
    assert (part.U or 9) < 1.5 * (whole.U or 0)


def test_an_end_that_is_not_seen_leaves_the_other_ends() -> None:
    seen = observe(Wall(lean=3.0, without=[(3, 1)]))
    assert measured(seen, "plumb_mm_per_m").value == pytest.approx(3.0, abs=0.05)


def test_many_bricks_that_are_not_seen_need_a_person() -> None:
    without = [(1, 2), (2, 3), (3, 3), (4, 1), (4, 4), (5, 3)]
    assert measured(observe(Wall(without=without))).reason == "units_hidden"


def test_a_brick_beyond_the_end_of_its_course_does_not_count() -> None:
    wall = Wall(bed=BEDS).corners()
    beyond = wall[14:15] + np.array([235.0, 0.0])
    seen = [*observe(Wall(bed=BEDS)), *observe(beyond)[1:]]
    assert measured(seen).value == pytest.approx(9.75, abs=0.01)


@pytest.mark.parametrize("name", ["bed_joint_mm", "head_joint_mm", "level_mm_per_m"])
def test_mostly_hidden_bricks_need_a_person(name: str) -> None:
    seen = observe(Wall(), hidden=range(0, 25, 2))
    assert measured(seen, name).reason == "units_hidden"


def test_the_mean_joint_is_less_sure_when_one_is_hidden() -> None:
    wall = Wall(slip=(0, 3, 0, 0, 0)).corners()
    wall[7, :, 0] += 4.0  # joints of 14 and 6 mm beside it
    whole, part = observe(wall), observe(wall, hidden=[20])
    own = {"side_u_mm": 0.0, "head_side_u_mm": 0.0}  # without what all joints share
    seen, hidden = (MEASURES["head_joint_mm"](one, own).U for one in (whole, part))
    assert seen is not None
    assert hidden is not None
    assert hidden > seen


def test_the_worst_joint_may_be_a_hidden_one() -> None:
    corners = Wall().corners()
    corners[:, :, 0] += np.random.default_rng(3).normal(0, 2, (len(corners), 1))
    worst = {"take": "worst"}
    whole, part = (
        MEASURES["head_joint_mm"](observe(corners, hidden=hidden), worst) for hidden in ([], [20])
    )
    assert (part.U or 0) > (whole.U or 9)


def test_frames_that_show_much_less_do_not_count_beside_whole_ones() -> None:
    seen = [*observe(Wall(), frame="0", hidden=range(3, 9)), *observe(Wall(), frame="1")]
    assert measured(seen).detail["left_out"] == ["units_hidden"]


def test_frames_that_hide_different_bricks_show_all_of_them_together() -> None:
    wall = Wall(bed=BEDS)
    wrong = wall.corners() + np.where(np.arange(25) == 20, 5.0, 0.0)[:, None, None]
    seen = [*observe(wall, frame="0", hidden=[3]), *observe(wrong, frame="1", hidden=[20])]
    result = measured(seen, "head_joint_mm")
    alone = measured(observe(wall), "head_joint_mm")
    assert (result.detail["unseen"], result.detail["frames"]) == (0, 2)
    assert result.value == pytest.approx(alone.value, abs=0.01)


def test_a_spare_brick_beside_the_wall_does_not_matter() -> None:
    wall = Wall(bed=BEDS).corners()
    spare = wall[:1] + np.array([300.0, 20.0])
    with_spare = [*observe(Wall(bed=BEDS)), *observe(spare)[1:]]
    assert measured(with_spare).value == pytest.approx(9.75, abs=0.01)


def test_a_brick_found_twice_counts_once() -> None:
    seen = observe(Wall(bed=BEDS))
    again = msgspec.structs.replace(seen[5], confidence=0.6)
    assert measured([*seen, again]).value == measured(seen).value


def test_a_person_before_the_wall_makes_the_frame_not_count() -> None:
    seen = observe(Wall())
    assert measured([*seen, person_at(seen, 0.3)]).reason == "person_in_front"


def test_a_person_beside_the_wall_does_not_matter() -> None:
    seen = observe(Wall())
    beside = person_at(seen, -0.1)
    assert measured([*seen, beside]).reason is None


def test_frames_that_show_much_less_do_not_count() -> None:
    whole = observe(Wall(bed=BEDS), frame="0")
    behind = [(course, brick) for course in (2, 3, 4) for brick in (2, 3)]
    hand = observe(Wall(bed=BEDS, without=behind), frame="1")
    result = measured([*hand, *whole])
    assert (result.detail["frame"], result.detail["left_out"]) == ("0", ["units_hidden"])


def test_a_frame_that_lies_elsewhere_does_not_count() -> None:
    still = [one for n in "012" for one in observe(Wall(bed=BEDS), frame=n)]
    moved = observe(Wall(bed=BEDS), frame="3", moved_mm=(12.0, 4.0))
    assert measured([*still, *moved]).detail["left_out"] == ["moved"]


def test_two_frames_that_disagree_need_a_person() -> None:
    seen = [*observe(Wall(), frame="0"), *observe(Wall(), frame="1", moved_mm=(15.0, 15.0))]
    assert measured(seen).reason == "frames_disagree"


def test_a_still_camera_is_no_surer_for_looking_again() -> None:
    once = measured(observe(Wall(lean=3.0)), "plumb_mm_per_m")
    often = [one for n in "0123" for one in observe(Wall(lean=3.0), frame=n)]
    assert pytest.approx(once.U) == measured(often, "plumb_mm_per_m").U


def test_other_points_of_view_make_plumb_surer() -> None:
    wall = Wall(lean=3.0)
    cameras = (Camera(), FROM_THE_LEFT, FROM_THE_RIGHT)
    alone = [measured(observe(wall, camera), "plumb_mm_per_m").U or 0 for camera in cameras]
    seen = [one for n, camera in enumerate(cameras) for one in observe(wall, camera, str(n))]
    assert (measured(seen, "plumb_mm_per_m").U or 9) < min(alone)


def test_what_all_frames_share_is_not_averaged_away() -> None:
    wall = Wall(lean=3.0)
    given = {"board_level_u_mm_per_m": 2.0}
    cameras = (Camera(), FROM_THE_LEFT, FROM_THE_RIGHT)
    seen = [one for n, camera in enumerate(cameras) for one in observe(wall, camera, str(n))]
    assert (MEASURES["plumb_mm_per_m"](seen, given).U or 0) > 3.0


def test_frames_that_differ_widen_the_uncertainty() -> None:
    walls = [Wall(bed=(10.0, 10.0, 10.0, 10.0 + extra)) for extra in (-3.0, 0.0, 3.0)]
    seen = [one for n, wall in enumerate(walls) for one in observe(wall, frame=str(n))]
    assert (measured(seen).U or 0) > (measured(observe(Wall())).U or 0)


def test_frames_of_another_sight_do_not_matter() -> None:
    elsewhere: list[Observation] = [
        FrameTaken("p", "ppe", "dress"),
        FrameRefused("p", "no_person", "Stand in front of the camera."),
    ]
    assert measured([*elsewhere, FrameRefused("0", "no_board", "Show it.")]).reason == "no_board"


def test_same_observations_give_the_same_figures() -> None:
    seen = observe(Wall(bed=BEDS, lean=1.0))
    assert measured(seen, "plumb_mm_per_m") == measured(list(seen), "plumb_mm_per_m")
