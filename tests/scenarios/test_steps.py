"""Walking through the steps of a test."""

import pytest

from scenarios import StepError, StepTimed, Walk, load_pack
from scenarios.steps import step_seconds

STEPS = load_pack("tourism/table_setting").steps


def test_walk_shows_every_step_once_and_ends() -> None:
    walk, seen = Walk(STEPS), []
    while walk.step is not None:
        seen.append(walk.step.id)
        walk = walk.on()
    assert seen == [step.id for step in STEPS]


def test_steps_may_be_done_again_as_often_as_allowed() -> None:
    walk = Walk(STEPS, position=2)
    assert walk.again().again().retries_left == 0


def test_one_retry_too_many_is_refused() -> None:
    with pytest.raises(StepError, match="no retry left"):
        Walk(STEPS, position=0).again()


def test_next_step_begins_with_its_first_try() -> None:
    assert Walk(STEPS, position=1, try_number=3).on().try_number == 1


def test_nothing_follows_the_last_step() -> None:
    with pytest.raises(StepError, match="Finish the attempt"):
        Walk(STEPS, position=len(STEPS)).on()


def test_time_left_never_falls_below_zero() -> None:
    walk = Walk(STEPS, position=1)
    assert (walk.seconds_left(80), walk.seconds_left(9999)) == (400, 0)


def test_step_without_a_limit_has_no_time_left() -> None:
    assert Walk(STEPS).seconds_left(10) is None


def test_last_try_is_the_one_timed() -> None:
    times = [StepTimed("lay", 90, try_number=2), StepTimed("lay", 200), StepTimed("show", 5)]
    assert step_seconds(times, "lay").value == 90


def test_step_that_was_not_timed_is_indeterminate() -> None:
    assert step_seconds([StepTimed("show", 5)], "lay").reason == "no_time"
