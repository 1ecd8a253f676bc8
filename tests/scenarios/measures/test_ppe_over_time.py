"""Helmet and vest through a whole test: shares of time, and the longest time without."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import (
    MEASURES,
    Band,
    FrameRefused,
    FrameTaken,
    MeasureResult,
    Observation,
    PersonSeen,
    decide_band,
)

EVERY_S = 20.0
BANDS = (Band(id="short", high=60, points=1), Band(id="long", low=60, points=0))


def seen(verdicts: str, at: Sequence[float] | None = None) -> list[Observation]:
    """One picture after the other: W worn, N not worn, ? unsure, - nobody there."""
    found: list[Observation] = []
    for number, verdict in enumerate(verdicts):
        frame = str(number)
        when = at[number] if at else number * EVERY_S
        found.append(FrameTaken(frame, "ppe", "build", when))
        if verdict == "-":
            found.append(FrameRefused(frame, "no_person", "Stand in front of the camera."))
            continue
        worn = {"W": (0.9, None), "N": (None, 0.9), "?": (0.3, 0.3)}[verdict]
        found.append(PersonSeen(frame, [0.0, 0.0, 50.0, 120.0], *worn, None, None))
    return found


def share(verdicts: str, at: Sequence[float] | None = None) -> MeasureResult:
    return MEASURES["helmet_worn_share"](seen(verdicts, at), {})


def gap(verdicts: str) -> MeasureResult:
    return MEASURES["helmet_longest_gap_s"](seen(verdicts), {})


def test_share_is_of_time_rather_than_of_pictures() -> None:
    # Ten pictures in the first second without helmet, then a quarter of an hour with it.
    times = [n / 10 for n in range(10)] + [60.0 * n for n in range(1, 16)]
    result = share("N" * 10 + "W" * 15, at=times)
    assert (result.value or 0) > 0.95


def test_pictures_at_even_times_count_alike() -> None:
    assert share("WWNW").value == 0.75


@given(st.text("WN", min_size=2, max_size=30))
def test_even_times_give_the_share_of_pictures(verdicts: str) -> None:
    result = share(verdicts)
    assert result.value == pytest.approx(verdicts.count("W") / len(verdicts), abs=0.001)


def test_a_change_between_two_pictures_widens_the_share() -> None:
    assert (share("WWNNWW").U or 0) > 0.0


def test_unsure_time_widens_the_share() -> None:
    assert share("WWW?").U == 0.25


def test_time_with_nobody_there_does_not_count() -> None:
    result = share("WW----WW")
    assert (result.value, result.U) == (1.0, 0.0)


def test_time_in_which_nobody_looked_does_not_count() -> None:
    times = [0.0, 20.0, 40.0, 4000.0, 4020.0]
    result = share("WWWNN", at=times)
    assert (result.value or 0) > 0.5


def test_share_tells_the_longest_gap() -> None:
    assert share("WNNWNW").detail["longest_gap_s"] == 40.0


def test_gap_is_the_longest_time_without() -> None:
    assert gap("WNNWNW").value == 40.0


def test_gap_may_reach_to_the_pictures_around_it() -> None:
    result = gap("WNNW")
    assert (result.value or 0) + (result.U or 0) == 60.0


def test_what_lies_between_two_pictures_nobody_saw() -> None:
    result = gap("WWWW")
    assert (result.value, result.U) == (0.0, EVERY_S)


def test_gap_may_reach_over_unsure_pictures() -> None:
    result = gap("WN??W")
    assert (result.value or 0) + (result.U or 0) == 80.0


def test_gap_without_times_needs_a_person() -> None:
    untimed = [one for one in seen("WNW") if not isinstance(one, FrameTaken)]
    assert MEASURES["helmet_longest_gap_s"](untimed, {}).reason == "no_time"


def test_gap_of_a_single_picture_needs_a_person() -> None:
    assert gap("W").reason == "no_time"


@pytest.mark.parametrize(
    ("verdicts", "band"), [("WWWWW", "short"), ("WNWW", "short"), ("WNNW", "short")]
)
def test_a_limit_on_the_longest_gap_decides(verdicts: str, band: str) -> None:
    result = gap(verdicts)
    found = decide_band(BANDS, result.value or 0.0, result.U or 0.0)
    assert found is not None
    assert found.id == band


def test_a_gap_that_straddles_the_limit_is_a_persons_to_decide() -> None:
    result = gap("WNNNW")
    assert decide_band(BANDS, result.value or 0.0, result.U or 0.0) is None


def test_observations_of_earlier_releases_still_read() -> None:
    old = (
        b'[{"kind":"person.seen","frame":"0: usb","box":[1,2,3,4],"helmet":0.9,"no_helmet":null,'
        b'"vest":null,"no_vest":null}]'
    )
    read = msgspec.json.decode(old, type=list[Observation])
    assert MEASURES["helmet_worn_share"](read, {}).value == 1.0


@given(st.text("WN?-", min_size=2, max_size=30))
def test_longest_gap_lies_within_the_test(verdicts: str) -> None:
    result = gap(verdicts)
    whole = EVERY_S * len(verdicts)
    assert 0.0 <= (result.value or 0.0) <= (result.value or 0.0) + (result.U or 0.0) <= whole


def test_what_a_model_may_mistake_now_and_then_widens_the_share() -> None:
    result = share("W" * 19 + "N")
    assert (result.value or 0) + (result.U or 0) >= 1.0


def test_an_even_answer_is_not_taken_for_mistakes() -> None:
    assert (share("W" * 10 + "N" * 10).U or 0) < 0.25


def test_a_person_seldom_seen_is_too_little_to_go_by() -> None:
    assert share("W" + "-" * 9 + "W").reason == "seldom_seen"


def test_a_single_picture_without_between_two_with_may_be_a_mistake() -> None:
    result = gap("WWNWW")
    assert (result.value or 0) - (result.U or 0) <= 0.0


def test_a_single_picture_with_between_two_without_does_not_end_the_gap_for_sure() -> None:
    result = gap("NNNWNNN")
    assert (result.value or 0) + (result.U or 0) == 140.0


def test_who_is_without_may_stay_so_out_of_sight() -> None:
    result = gap("WNN--NNW")
    assert (result.value or 0) + (result.U or 0) == 140.0


def test_time_out_of_sight_alone_is_no_gap() -> None:
    result = gap("WW----WW")
    assert (result.value, result.U) == (0.0, EVERY_S)
