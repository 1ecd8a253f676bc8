"""Go and no-go: coverage of U, median and p95 error against the tolerance, refused photos."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.proving.figures import MeasureFigures, faults_of, figures_of, least_covered
from kiosk.proving.trial import PhotoTrial, Reading, camera_criteria, tolerances
from scenarios import load_pack

MEASURE = "plate_edge_mm"
TRUTH = 20.0


def trials(
    errors: list[float | None], U: float = 1.0, *, refused: int = 0, layings: int = 5
) -> list[PhotoTrial]:
    """One photo for each error (None: not measured), and some refused ones."""
    made = []
    for number, error in enumerate(errors):
        value = None if error is None else TRUTH + error
        reading = Reading(value, None if error is None else U, None, TRUTH)
        made.append(PhotoTrial(f"{number}.jpg", str(number % layings), None, {MEASURE: reading}))
    nothing = {MEASURE: Reading(None, None, "blurred", TRUTH)}
    return [*made, *(PhotoTrial(f"r{n}.jpg", "1", "blurred", nothing) for n in range(refused))]


def figures(made: list[PhotoTrial], tolerance: float = 5.0) -> MeasureFigures:
    return figures_of(made, {MEASURE: tolerance}, {MEASURE: "mm"})[MEASURE]


def faults(made: list[PhotoTrial], bar_mm: float | None = 100.0) -> list[str]:
    return faults_of(made, {MEASURE: figures(made)}, bar_mm)


SMALL: list[float | None] = [0.3, -0.4, 0.1, -0.2] * 5


def test_small_errors_within_an_honest_u_are_go() -> None:
    found = figures(trials(SMALL))
    assert (found.verdict, found.coverage, found.readings) == ("go", 1.0, 20)
    assert faults(trials(SMALL)) == []


def test_figures_are_those_of_the_errors() -> None:
    errors = list(np.linspace(-2, 2, 21))
    found = figures(trials(errors, U=3.0))
    assert found.median_error == pytest.approx(np.median(np.abs(errors)), abs=1e-3)
    assert found.p95_error == pytest.approx(np.percentile(np.abs(errors), 95), abs=1e-3)
    assert (found.bias, found.median_u) == (0.0, 3.0)


@pytest.mark.parametrize(("outside", "verdict"), [(3, "go"), (4, "no_go")])
def test_u_may_miss_as_often_as_chance_allows(outside: int, verdict: str) -> None:
    errors: list[float | None] = [1.5] * outside + [0.1] * (20 - outside)
    found = figures(trials(errors, U=0.5))
    assert found.verdict == verdict
    assert found.reason == ("passed" if verdict == "go" else "U_too_small")


def test_a_u_larger_than_the_tolerance_leaves_it_to_a_person() -> None:
    found = figures(trials([4.0] * 20, U=6.0))
    assert (found.verdict, found.reason) == ("person", "U_too_large")


@pytest.mark.parametrize("errors", [[2.0] * 20, [0.1] * 18 + [5.5] * 2])
def test_errors_too_large_for_the_tolerance_are_no_go(errors: list[float | None]) -> None:
    found = figures(trials(errors, U=4.9 if errors[0] == 2.0 else 4.99))
    assert found.verdict == "no_go"


def test_a_measure_often_missing_is_for_a_person() -> None:
    found = figures(trials([*SMALL[:14], *[None] * 6]))
    assert (found.verdict, found.reason) == ("person", "often_missing")


def test_the_ruler_is_not_blamed_on_the_camera() -> None:
    assert figures(trials([0.5] * 20, U=0.1)).coverage == 1.0


def test_what_nobody_measured_is_for_a_person() -> None:
    made = [PhotoTrial("1.jpg", "1", None, {MEASURE: Reading(20.0, 1.0, None, None)})]
    assert figures(made).reason == "no_truth"


@pytest.mark.parametrize(
    ("made", "bar", "fault"),
    [
        (trials(SMALL[:19]), 100.0, "few_photos"),
        (trials(SMALL, layings=1), 100.0, "few_layings"),
        (trials(SMALL, refused=6), 100.0, "many_refused"),
        (trials(SMALL), None, "bar_not_measured"),
        (trials(SMALL), 97.0, "wrong_scale"),
        (trials(SMALL), 100.6, "wrong_scale"),
        (trials([3.0] * 20), 100.0, "measure_no_go"),
        (trials(SMALL, U=9.0), 100.0, "no_measure_go"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_reason_to_refuse_is_named(
    made: list[PhotoTrial], bar: float | None, fault: str
) -> None:
    assert fault in faults(made, bar)


def test_where_no_board_is_needed_nobody_measures_its_bar() -> None:
    made = trials(SMALL)
    assert faults_of(made, {MEASURE: figures(made)}, None, needs_board=False) == []


def test_a_few_refused_photos_do_not_matter() -> None:
    assert faults(trials(SMALL, refused=4)) == []


@settings(deadline=None)
@given(st.integers(1, 60))
def test_an_honest_u_is_seldom_disbelieved(count: int) -> None:
    hits = np.random.default_rng(count).binomial(count, 0.95, size=4000)
    assert np.mean(hits < least_covered(count)) < 0.035


def test_a_u_half_as_large_as_the_errors_need_is_found_out() -> None:
    chance = np.random.default_rng(7)
    found = [
        figures(trials(list(chance.normal(0, 2.0, 20)), U=2.0), tolerance=20.0).verdict
        for _ in range(50)
    ]
    assert found.count("no_go") >= 40


def test_the_narrower_side_of_the_packs_tolerance_counts() -> None:
    found = tolerances(load_pack("tourism/table_setting"))
    assert found["knife_spoon_mm"] == 3.0
    assert found["cutlery_angle_deg"] == 3.0
    assert found["pieces_present"] == 0.5


def test_only_what_the_camera_decides_is_tried() -> None:
    assert "step_seconds" not in camera_criteria(load_pack("tourism/table_setting"))


def test_what_is_watched_over_time_no_photo_can_try() -> None:
    tried = camera_criteria(load_pack("construction/brick_wall"))
    assert "bed_joint_mm" in tried
    assert "helmet_longest_gap_s" not in tried
