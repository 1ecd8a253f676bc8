"""Helmet and vest: worn, not worn, or a question for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import MEASURES, FrameRefused, Observation, PersonSeen

SURE = {"sure_confidence": 0.5, "margin": 0.25}
confidence = st.none() | st.floats(0, 1)


def person(
    helmet: float | None = None,
    no_helmet: float | None = None,
    vest: float | None = None,
    no_vest: float | None = None,
    frame: str = "0",
) -> PersonSeen:
    return PersonSeen(frame, [10.0, 10.0, 50.0, 120.0], helmet, no_helmet, vest, no_vest)


@pytest.mark.parametrize("measure", ["helmet_worn", "helmet_worn_share"])
@pytest.mark.parametrize(
    ("seen", "value"),
    [
        (person(helmet=0.9), 1.0),
        (person(no_helmet=0.8), 0.0),
        (person(helmet=0.9, no_helmet=0.2), 1.0),
        (person(helmet=0.1, no_helmet=0.7), 0.0),
    ],
)
def test_clear_evidence_decides(measure: str, seen: PersonSeen, value: float) -> None:
    result = MEASURES[measure]([seen], SURE)
    assert (result.value, result.U) == (value, 0.0)


@pytest.mark.parametrize(
    "seen",
    [
        person(),
        person(helmet=0.3),
        person(helmet=0.6, no_helmet=0.5),
        person(helmet=0.95, no_helmet=0.55),
        person(vest=0.9),
    ],
)
def test_weak_or_conflicting_evidence_needs_a_person(seen: PersonSeen) -> None:
    assert MEASURES["helmet_worn"]([seen], SURE).reason == "unsure_helmet"


def test_vest_has_its_own_evidence() -> None:
    assert MEASURES["vest_worn"]([person(no_helmet=0.9, vest=0.8)], SURE).value == 1.0


def test_nobody_in_the_picture_is_the_reason() -> None:
    refused: list[Observation] = [FrameRefused("0", "no_person", "Stand in front of the camera.")]
    assert MEASURES["helmet_worn"](refused, {}).reason == "no_person"


def test_share_counts_frames() -> None:
    seen = [person(helmet=0.9, frame=str(n)) for n in range(3)]
    result = MEASURES["helmet_worn_share"]([*seen, person(no_helmet=0.9, frame="3")], SURE)
    assert result.value == 0.75


def test_undecided_frames_widen_the_share() -> None:
    seen = [person(helmet=0.9, frame=str(n)) for n in range(3)]
    assert MEASURES["helmet_worn_share"]([*seen, person(frame="3")], SURE).U == 0.25


def test_mostly_undecided_frames_need_a_person() -> None:
    seen = [person(frame="0"), person(frame="1"), person(helmet=0.9, frame="2")]
    assert MEASURES["helmet_worn_share"](seen, SURE).reason == "unsure_helmet"


def test_frames_that_disagree_need_a_person_for_a_yes_or_no() -> None:
    seen = [person(helmet=0.9, frame="0"), person(no_helmet=0.9, frame="1")]
    assert MEASURES["helmet_worn"](seen, SURE).reason == "frames_disagree"


@given(helmet=confidence, no_helmet=confidence)
def test_swapping_the_evidence_swaps_the_answer(
    helmet: float | None, no_helmet: float | None
) -> None:
    one = MEASURES["helmet_worn"]([person(helmet, no_helmet)], SURE).value
    other = MEASURES["helmet_worn"]([person(no_helmet, helmet)], SURE).value
    assert other == (None if one is None else 1.0 - one)
