"""The decision rule and the proposals: never a pass without evidence, the same everywhere."""

import itertools
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import (
    AIScore,
    AnyObservation,
    Band,
    CameraStanding,
    FrameRefused,
    Judgement,
    Pack,
    PersonSeen,
    StepTimed,
    decide_band,
    find_packs,
    load_pack,
    propose_scores,
)

BANDS = (
    Band(id="poor", high=10, points=0),
    Band(id="fair", low=10, high=15, points=0.5),
    Band(id="good", low=15, high=25, points=1),
    Band(id="fair", low=25, high=30, points=0.5),
    Band(id="poor", low=30, points=0),
)
AT_MOST = (
    Band(id="good", high=180, points=1),
    Band(id="fair", low=180, high=240, points=0.5),
    Band(id="poor", low=240, points=0),
)
LIMITS = (10.0, 15.0, 25.0, 30.0)
numbers = st.floats(-1e6, 1e6)
spreads = st.floats(0, 1e6)
PPE = load_pack("construction/ppe_check")
TABLE = load_pack("tourism/table_setting")


def _person(**seen: float | None) -> PersonSeen:
    sure = {"helmet": 0.9, "no_helmet": None, "vest": 0.9, "no_vest": None}
    return PersonSeen(frame="photo-1", box=[10, 10, 100, 300], **{**sure, **seen})


def _scores(observations: list[AnyObservation]) -> dict[str, AIScore]:
    return {score.criterion: score for score in propose_scores(PPE, observations)}


@pytest.mark.parametrize(
    ("value", "U", "band"),
    [(20, 4, "good"), (12, 1, "fair"), (27, 2, "fair"), (3, 5, "poor"), (99, 60, "poor")],
)
def test_value_well_inside_a_band_gets_it(value: float, U: float, band: str) -> None:
    decided = decide_band(BANDS, value, U)
    assert decided is not None
    assert decided.id == band


@given(st.sampled_from(LIMITS), st.floats(-0.99, 0.99), st.floats(0.01, 2))
def test_interval_across_a_limit_decides_nothing(limit: float, off: float, U: float) -> None:
    assert decide_band(BANDS, limit + off * U, U) is None


@given(st.sampled_from(LIMITS))
def test_limit_itself_belongs_to_the_better_band(limit: float) -> None:
    decided = decide_band(BANDS, limit, 0.0)
    touching = [band for band in BANDS if limit in (band.low, band.high)]
    assert decided is max(touching, key=lambda band: band.points)


@given(numbers, spreads, spreads)
def test_more_uncertainty_never_decides_otherwise(value: float, U: float, more: float) -> None:
    sure, unsure = decide_band(BANDS, value, U), decide_band(BANDS, value, U + more)
    assert unsure is None or unsure is sure


@given(numbers, spreads, spreads)
def test_guard_band_counts_where_uncertainty_is_smaller(
    value: float, U: float, guard: float
) -> None:
    assert decide_band(BANDS, value, U, guard) is decide_band(BANDS, value, max(U, guard))


@given(numbers, numbers)
def test_fewer_points_never_for_a_better_value(first: float, second: float) -> None:
    better, worse = sorted((first, second))
    best, least = decide_band(AT_MOST, better, 0), decide_band(AT_MOST, worse, 0)
    assert best is not None
    assert least is not None
    assert best.points >= least.points


@given(numbers)
def test_every_exact_value_has_a_band(value: float) -> None:
    assert decide_band(BANDS, value, 0.0) is not None


@pytest.mark.parametrize("pack", find_packs(), ids=lambda pack: pack.id)
def test_nothing_seen_means_nothing_decided(pack: Pack) -> None:
    scores = propose_scores(pack, [])
    assert all(score.indeterminate and score.reason for score in scores)
    assert all(score.band is None and score.points is None for score in scores)


@pytest.mark.parametrize("reason", ["no_board", "too_dark", "no_person"])
def test_refused_frame_gives_its_reason_and_no_band(reason: str) -> None:
    seen = [FrameRefused(frame="photo-1", reason=reason, remedy="…")]
    scores = [s for s in propose_scores(TABLE, seen) if s.measure not in (None, "step_seconds")]
    assert {score.reason for score in scores} == {reason}
    assert all(score.band is None for score in scores)


def test_judgement_always_goes_to_a_person() -> None:
    judged = {c.id for c in TABLE.criteria if isinstance(c, Judgement)}
    scores = [s for s in propose_scores(TABLE, [StepTimed("lay", 100)]) if s.criterion in judged]
    assert {score.reason for score in scores} == {"judgement"}


def test_worn_equipment_is_proposed_as_worn() -> None:
    scores = _scores([_person()])
    assert {score.band for score in scores.values()} == {"worn"}


def test_bare_head_is_proposed_as_not_worn_and_the_vest_as_worn() -> None:
    scores = _scores([_person(helmet=None, no_helmet=0.9)])
    assert (scores["helmet_worn"].band, scores["vest_worn"].band) == ("not_worn", "worn")


@given(st.floats(0, 0.49), st.floats(0, 0.49))
def test_weak_evidence_needs_a_person(helmet: float, no_helmet: float) -> None:
    score = _scores([_person(helmet=helmet, no_helmet=no_helmet)])["helmet_worn"]
    assert score.indeterminate
    assert score.band is None


@pytest.mark.parametrize(
    ("seconds", "band", "points"),
    [(100, "in_time", 2.0), (179.4, "in_time", 2.0), (200, "late", 1.0), (300, "too_late", 0.0)],
)
def test_time_is_scored_from_the_step_clock(seconds: float, band: str, points: float) -> None:
    score = next(
        s for s in propose_scores(TABLE, [StepTimed("lay", seconds)]) if s.criterion == "time"
    )
    assert (score.band, score.points, score.unit) == (band, points, "s")


@given(st.floats(179.6, 180.4))
def test_time_across_the_limit_needs_a_person(seconds: float) -> None:
    scores = propose_scores(TABLE, [StepTimed("lay", seconds)])
    assert next(s for s in scores if s.criterion == "time").reason == "straddles_limit"


def test_contradicting_times_of_one_try_need_a_person() -> None:
    seen = [StepTimed("lay", 100), StepTimed("lay", 200)]
    score = next(s for s in propose_scores(TABLE, seen) if s.criterion == "time")
    assert score.reason == "contradicting_times"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_order_of_observations_does_not_change_scores(order: tuple[int, ...]) -> None:
    seen = [StepTimed("lay", 100), StepTimed("lay", 200, try_number=2), StepTimed("prepare", 9)]
    assert propose_scores(TABLE, [seen[i] for i in order]) == propose_scores(TABLE, seen)


def test_same_input_gives_the_same_bytes() -> None:
    seen: list[AnyObservation] = [_person(), StepTimed("show", 4.2)]
    first, second = (msgspec.json.encode(propose_scores(PPE, seen)) for _ in range(2))
    assert first == second


@given(st.randoms(use_true_random=False))
def test_scores_stand_in_the_order_of_the_pack(chance: random.Random) -> None:
    seen: list[AnyObservation] = [_person(), StepTimed("show", 4.2)]
    chance.shuffle(seen)
    assert [s.criterion for s in propose_scores(PPE, seen)] == [c.id for c in PPE.criteria]


NOT_PROVEN = CameraStanding("camera 0", "not_proven", "no_report")
PROVEN = CameraStanding("camera 0", "proven", "passed", "ab" * 32)


def test_a_camera_that_is_not_proven_decides_nothing_but_shows_its_value() -> None:
    score = _scores([_person(), NOT_PROVEN])["helmet_worn"]
    assert (score.value, score.band, score.points) == (1.0, None, None)
    assert (score.indeterminate, score.reason) == (True, "camera_not_proven")


@pytest.mark.parametrize("standing", [PROVEN, CameraStanding("clip.avi", "exempt", "rendered")])
def test_a_proven_or_exempt_camera_changes_nothing(standing: CameraStanding) -> None:
    assert _scores([_person(), standing]) == _scores([_person()])


def test_one_look_through_an_unproven_camera_withholds_the_score() -> None:
    assert _scores([_person(), PROVEN, NOT_PROVEN])["vest_worn"].indeterminate


def test_what_the_clock_measures_does_not_wait_for_the_camera() -> None:
    scores = {
        one.criterion: one for one in propose_scores(TABLE, [StepTimed("lay", 90.0), NOT_PROVEN])
    }
    assert scores["time"].band == "in_time"


def test_an_unproven_camera_that_saw_nothing_gives_the_nearer_reason() -> None:
    refused = FrameRefused(frame="photo-1", reason="no_person", remedy="stand in front of it")
    assert _scores([refused, NOT_PROVEN])["helmet_worn"].reason == "no_person"


def test_ai_score_survives_the_wire() -> None:
    scores = propose_scores(PPE, [_person()])
    assert msgspec.json.decode(msgspec.json.encode(scores), type=list[AIScore]) == scores


def test_step_time_survives_the_wire_among_other_observations() -> None:
    seen: list[AnyObservation] = [_person(), StepTimed("lay", 100)]
    assert msgspec.json.decode(msgspec.json.encode(seen), type=list[AnyObservation]) == seen
