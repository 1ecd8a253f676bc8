"""The pass rule over human ratings."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import Criterion, Outcome, Pack, Rating, RatingError, combine, load_pack

TABLE = load_pack("tourism/table_setting")
PPE = load_pack("construction/ppe_check")


def _rate(pack: Pack, place: int, **bands: str) -> dict[str, Rating]:
    """Rate every criterion with its best (0) or worst (-1) choice, but for those given."""
    return {c.id: Rating(c.id, bands.get(c.id, c.choices[place].band)) for c in pack.criteria}


def _random(pack: Pack, chance: random.Random) -> dict[str, Rating]:
    return {c.id: Rating(c.id, chance.choice(c.choices).band) for c in pack.criteria}


def test_best_ratings_pass_with_all_marks() -> None:
    assert combine(TABLE, _rate(TABLE, 0)) == Outcome(20.0, 20.0, 1.0, True, [], [])


def test_worst_ratings_fail_and_name_the_critical_criterion() -> None:
    outcome = combine(TABLE, _rate(TABLE, -1))
    assert not outcome.passed
    assert outcome.failed_critical == ["pieces_present"]


def test_failed_critical_criterion_fails_whatever_the_total() -> None:
    outcome = combine(TABLE, _rate(TABLE, 0, pieces_present="missing"))
    assert outcome.share == 0.85
    assert not outcome.passed


def test_no_helmet_fails_though_the_vest_is_worn() -> None:
    outcome = combine(PPE, _rate(PPE, 0, helmet_worn="not_worn"))
    assert (outcome.passed, outcome.failed_critical) == (False, ["helmet_worn"])


def test_attempt_that_reaches_the_cut_exactly_has_passed() -> None:
    poor = dict.fromkeys(["knife_edge", "fork_edge", "knife_spoon", "fork_knife"], "poor")
    outcome = combine(TABLE, _rate(TABLE, 0, **poor, time="too_late"))
    assert (outcome.share, outcome.passed) == (0.7, True)


def test_attempt_just_below_the_cut_has_not_passed() -> None:
    poor = dict.fromkeys(["knife_edge", "fork_edge", "knife_spoon", "fork_knife"], "poor")
    outcome = combine(TABLE, _rate(TABLE, 0, **poor, time="too_late", cutlery_angle="fair"))
    assert not outcome.passed


def test_levels_of_a_judgement_earn_thirds() -> None:
    outcome = combine(TABLE, _rate(TABLE, 0, hygiene="2", dropped="1"))
    assert outcome.total == float(20 - Fraction(2, 3) - Fraction(4, 3))


@given(st.randoms(use_true_random=False))
def test_unrated_criterion_never_passes_and_is_named(chance: random.Random) -> None:
    ratings = _rate(TABLE, 0)
    gone = chance.sample(sorted(ratings), chance.randint(1, len(ratings)))
    for name in gone:
        del ratings[name]
    outcome = combine(TABLE, ratings)
    assert not outcome.passed
    assert outcome.missing == [c.id for c in TABLE.criteria if c.id in gone]


@given(st.randoms(use_true_random=False))
def test_order_of_ratings_does_not_matter(chance: random.Random) -> None:
    ratings = _random(TABLE, chance)
    shuffled = dict(chance.sample(list(ratings.items()), len(ratings)))
    assert combine(TABLE, shuffled) == combine(TABLE, ratings)


def _better(criterion: Criterion, band: str) -> str:
    bands = [choice.band for choice in criterion.choices]
    return bands[max(0, bands.index(band) - 1)]


@given(st.randoms(use_true_random=False), st.sampled_from(TABLE.criteria))
def test_better_rating_never_makes_the_outcome_worse(
    chance: random.Random, criterion: Criterion
) -> None:
    ratings = _random(TABLE, chance)
    before = combine(TABLE, ratings)
    ratings[criterion.id] = Rating(criterion.id, _better(criterion, ratings[criterion.id].band))
    after = combine(TABLE, ratings)
    assert after.total >= before.total
    assert after.passed >= before.passed


def test_unknown_criterion_is_refused_with_a_suggestion() -> None:
    with pytest.raises(RatingError, match='Did you mean "plate_edge"'):
        combine(TABLE, {"plate_egde": Rating("plate_egde", "good")})


def test_rating_filed_under_another_criterion_is_refused() -> None:
    with pytest.raises(RatingError, match="knife_edge"):
        combine(TABLE, {"plate_edge": Rating("knife_edge", "good")})


@pytest.mark.parametrize(("criterion", "band"), [("plate_edge", "3"), ("hygiene", "good")])
def test_band_of_another_kind_is_refused(criterion: str, band: str) -> None:
    with pytest.raises(RatingError, match="cannot be rated"):
        combine(TABLE, {criterion: Rating(criterion, band)})
