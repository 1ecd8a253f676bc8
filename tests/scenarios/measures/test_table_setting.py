"""Measures of a laid cover against known covers: right, honest, and silent when they must be."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import MEASURES, EdgeSeen, FrameRefused, Observation, PieceSeen, PlaneSeen
from scenarios.measures import TABLE_SETTING, MeasureParametersError, MeasureResult

Cover = Callable[..., list[Observation]]
DISTANCES = [name for name in TABLE_SETTING if name.endswith(("_mm", "_deg"))]
unhurried = settings(deadline=None, max_examples=15)


def measured(name: str, observations: list[Observation], **parameters: Any) -> MeasureResult:
    return MEASURES[name](observations, parameters)


@pytest.mark.parametrize("name", DISTANCES)
def test_nominal_cover_measures_what_it_is(
    cover: Cover, truth: Mapping[str, float], name: str
) -> None:
    result = measured(name, cover())
    assert result.value == pytest.approx(truth[name], abs=0.3)


@pytest.mark.parametrize("name", DISTANCES)
def test_uncertainty_is_neither_nothing_nor_useless(cover: Cover, name: str) -> None:
    U = measured(name, cover()).U
    assert U is not None
    assert 0.2 < U < 2.5


def test_doubt_about_where_cutlery_ends_leaves_gaps_beside_it_alone(cover: Cover) -> None:
    sure = cover()
    doubtful = [
        msgspec.structs.replace(one, ends_sigma_px=6.0)
        if isinstance(one, PieceSeen) and one.name == "knife"
        else one
        for one in sure
    ]

    def wider(name: str) -> float:
        before, after = measured(name, sure), measured(name, doubtful)
        assert before.value == after.value
        return (after.U or 0.0) / (before.U or 1.0)

    assert wider("knife_edge_mm") > 2.0
    assert wider("glass_knife_tip_mm") > 2.0
    assert wider("knife_plate_mm") < 1.2
    assert wider("fork_edge_mm") == 1.0


@unhurried
@given(x=st.floats(-12, 4), y=st.floats(-15, 60))
def test_moved_knife_is_measured_where_it_lies(
    cover: Cover, truth: Mapping[str, float], x: float, y: float
) -> None:
    observations = cover(moved={"knife": (x, y)})
    edge, gap = (measured(name, observations) for name in ("knife_edge_mm", "fork_knife_mm"))
    assert edge.value == pytest.approx(truth["knife_edge_mm"] + y, abs=0.3)
    assert gap.value == pytest.approx(truth["fork_knife_mm"] + x, abs=0.3)


@unhurried
@given(lean=st.floats(-9, 9))
def test_angle_is_the_worst_of_the_three(cover: Cover, lean: float) -> None:
    result = measured("cutlery_angle_deg", cover(leaning_deg={"fork": lean, "spoon": lean / 2}))
    assert result.value == pytest.approx(abs(lean), abs=0.25)


@pytest.mark.parametrize(("piece", "lean"), [("knife", 4.0), ("fork", -5.0), ("spoon", 3.0)])
def test_angle_names_its_piece_and_the_side_it_leans_to(
    cover: Cover, piece: str, lean: float
) -> None:
    detail = measured("cutlery_angle_deg", cover(leaning_deg={piece: lean})).detail
    assert detail["worst"] == piece
    assert detail[f"{piece}_deg"] == pytest.approx(lean, abs=0.25)


def test_glass_is_measured_to_its_foot_not_its_middle(
    cover: Cover, truth: Mapping[str, float]
) -> None:
    result = measured("glass_knife_tip_mm", cover(moved={"glass": (0.0, 10.0)}))
    assert result.value == pytest.approx(truth["glass_knife_tip_mm"] + 10.0, abs=0.5)


def test_foot_radius_comes_from_rim_points_where_they_are_reported(cover: Cover) -> None:
    observations = cover()
    glass = next(s for s in observations if isinstance(s, PieceSeen) and s.name == "glass")
    outline = glass.outline_px
    rim = {"foot_a": outline[0], "foot_b": outline[90]}
    hidden = [[x - 40, y - 60] for x, y in outline]
    with_rim = msgspec.structs.replace(
        glass, outline_px=hidden, points_px=dict(glass.points_px) | rim
    )
    result = measured(
        "glass_knife_tip_mm", [with_rim if seen is glass else seen for seen in observations]
    )
    assert result.detail["foot_radius_mm"] == pytest.approx(33.0, abs=0.4)


def test_touching_pieces_have_no_gap(cover: Cover) -> None:
    assert measured("knife_spoon_mm", cover(moved={"spoon": (-8.0, 0.0)})).value == 0.0


def test_piece_over_the_edge_has_a_negative_distance(cover: Cover) -> None:
    value = measured("knife_edge_mm", cover(moved={"knife": (0.0, -30.0)})).value
    assert value == pytest.approx(-10.0, abs=0.3)


@pytest.mark.parametrize(
    ("without", "name", "reason"),
    [
        ("knife", "knife_edge_mm", "missing_knife"),
        ("spoon", "knife_spoon_mm", "missing_spoon"),
        ("plate", "knife_plate_mm", "missing_plate"),
        ("glass", "glass_knife_tip_mm", "missing_glass"),
        ("fork", "cutlery_angle_deg", "missing_fork"),
        ("edge", "plate_edge_mm", "no_edge"),
    ],
)
def test_what_is_missing_is_the_reason(cover: Cover, without: str, name: str, reason: str) -> None:
    result = measured(name, cover(without=[without]))
    assert (result.value, result.indeterminate, result.reason) == (None, True, reason)


def test_gap_needs_no_edge(cover: Cover) -> None:
    assert measured("knife_plate_mm", cover(without=["edge"])).value is not None


@pytest.mark.parametrize("name", DISTANCES)
def test_without_the_board_nothing_is_measured(cover: Cover, name: str) -> None:
    observations = [seen for seen in cover() if not isinstance(seen, PlaneSeen)]
    assert measured(name, observations).reason == "no_board"


def test_without_any_observation_nothing_is_measured() -> None:
    assert measured("plate_edge_mm", []).reason == "no_observation"


def test_reason_of_a_refused_frame_is_passed_on() -> None:
    refused: list[Observation] = [FrameRefused("0", "blurred", "Take it again.")]
    assert measured("plate_edge_mm", refused).reason == "blurred"


def test_refused_frame_does_not_spoil_a_good_one(cover: Cover) -> None:
    refused = FrameRefused("bad", "too_dark", "More light.")
    assert measured("plate_edge_mm", [refused, *cover()]) == measured("plate_edge_mm", cover())


@pytest.mark.parametrize(
    ("piece", "stretch"), [("plate", (1.3, 1.0)), ("knife", (1.0, 2.0)), ("fork", (0.3, 0.3))]
)
def test_outline_that_its_piece_cannot_have_is_not_measured(
    cover: Cover, piece: str, stretch: tuple[float, float]
) -> None:
    observations = [
        msgspec.structs.replace(
            seen,
            outline_px=[[800 + (x - 800) * stretch[0], y * stretch[1]] for x, y in seen.outline_px],
        )
        if isinstance(seen, PieceSeen) and seen.name == piece
        else seen
        for seen in cover()
    ]
    assert measured(f"{piece}_edge_mm", observations).reason == f"unsure_{piece}"


def test_doubtful_piece_is_not_measured(cover: Cover) -> None:
    result = measured("knife_edge_mm", cover(confidence={"knife": 0.3}), sure_confidence=0.5)
    assert result.reason == "unsure_knife"


def test_two_knives_need_a_person(cover: Cover) -> None:
    second = [
        seen
        for seen in cover(moved={"knife": (80.0, 0.0)})
        if isinstance(seen, PieceSeen) and seen.name == "knife"
    ]
    assert measured("knife_edge_mm", [*cover(), *second]).reason == "several_knife"


def test_piece_found_twice_in_one_place_is_one_piece(cover: Cover) -> None:
    again = [seen for seen in cover() if isinstance(seen, PieceSeen) and seen.name == "knife"]
    assert measured("knife_edge_mm", [*cover(), *again]).value is not None


def test_median_of_frames_ignores_one_that_is_off(cover: Cover) -> None:
    frames = [*cover(frame="a"), *cover(frame="b"), *cover({"knife": (0, 40)}, frame="c")]
    assert measured("knife_edge_mm", frames).value == pytest.approx(20.0, abs=0.3)


def test_more_frames_do_not_hide_what_they_share(cover: Cover) -> None:
    many = [seen for frame in "abcdef" for seen in cover(frame=frame)]
    one, all_of_them = measured("fork_knife_mm", cover()), measured("fork_knife_mm", many)
    assert pytest.approx(one.U) == all_of_them.U


def test_frames_that_disagree_widen_the_uncertainty(cover: Cover) -> None:
    frames = [seen for n in range(5) for seen in cover({"knife": (0, 3 * n)}, frame=str(n))]
    one, spread = measured("knife_edge_mm", cover()), measured("knife_edge_mm", frames)
    assert one.U is not None
    assert spread.U is not None
    assert spread.U > 2 * one.U


def test_blurrier_outlines_are_less_sure(cover: Cover) -> None:
    sharp, soft = (measured("plate_edge_mm", cover(sigma_px=s)).U for s in (0.3, 3.0))
    assert sharp is not None
    assert soft is not None
    assert soft > 3 * sharp


@pytest.mark.parametrize("name", DISTANCES)
def test_same_observations_give_the_same_figures(cover: Cover, name: str) -> None:
    assert measured(name, cover()) == measured(name, cover())


def test_crossing_the_wire_changes_nothing(cover: Cover) -> None:
    sent = msgspec.json.encode(cover())
    kinds = PlaneSeen | PieceSeen | EdgeSeen
    received = msgspec.json.decode(sent, type=list[kinds])
    assert measured("knife_plate_mm", list(received)) == measured("knife_plate_mm", cover())


def test_wrong_parameter_is_named(cover: Cover) -> None:
    with pytest.raises(MeasureParametersError, match="plate_hight"):
        measured("plate_edge_mm", cover(), plate_hight=3)


def test_pack_may_say_how_high_its_crockery_stands(cover: Cover) -> None:
    flat = {"end": 2.0, "neck": 2.0, "tip": 2.0, "u": 0.5}
    assert measured("plate_edge_mm", cover(), plate=flat).value != pytest.approx(20.0, abs=0.3)
