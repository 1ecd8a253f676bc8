"""Every seed is as hard as another: shown by candidates made of code, of several skills."""

from statistics import correlation, mean, pstdev

import msgspec
import pytest

from scenarios import (
    AnyObservation,
    Outcome,
    Pack,
    PersonSeen,
    Rating,
    StepTimed,
    combine,
    find_packs,
    propose_scores,
)
from scenarios.plays.dice import Dice
from scenarios.plays.simulated import EXPERT, NOVICE, Simulated

PLAYED = [pack for pack in find_packs() if pack.plays]
SEEDS = range(50)


def observed(pack: Pack, seed: int, skill: float, luck: int = 0) -> list[AnyObservation]:
    """What a kiosk would write of a candidate who is dressed for the site."""
    seen: list[AnyObservation] = [PersonSeen("photo", [0, 0, 9, 9], 0.9, 0.0, 0.9, 0.0)]
    for step, play in pack.plays_by_step.items():
        candidate = Simulated(step, seed, skill, luck)
        seen += [*candidate.play(play, "play"), StepTimed(step, candidate.seconds)]
    return seen


def outcome(pack: Pack, seed: int, skill: float, luck: int = 0) -> Outcome:
    """What comes of it when people rate as proposed, and a level between two as the lower one."""
    scores = propose_scores(pack, observed(pack, seed, skill, luck))
    ratings = {}
    for criterion, score in zip(pack.criteria, scores, strict=True):
        level = str(int(score.value)) if score.measure == "dialogue_level" and score.value else "0"
        worst = criterion.choices[-1].band if criterion.kind == "measurement" else level
        ratings[criterion.id] = Rating(criterion.id, score.band or worst)
    return combine(pack, ratings)


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: pack.id)
def test_the_expert_passes_and_the_novice_does_not_whatever_the_seed(pack: Pack) -> None:
    assert all(outcome(pack, seed, EXPERT).share == 1.0 for seed in SEEDS)
    assert all(outcome(pack, seed, EXPERT).passed for seed in SEEDS)
    assert [seed for seed in SEEDS if outcome(pack, seed, NOVICE).passed] == []


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: pack.id)
@pytest.mark.parametrize("skill", [0.5, 0.8])
def test_no_seed_is_easier_than_another(pack: Pack, skill: float) -> None:
    lucks = range(40)
    marks = {seed: [outcome(pack, seed, skill, luck).share for luck in lucks] for seed in range(12)}
    every = [share for shares in marks.values() for share in shares]
    # Means of 40 scatter by chance: 3.5 of their standard errors hold all of 12 but once in 180.
    allowed = 3.5 * pstdev(every) / len(lucks) ** 0.5
    assert max(abs(mean(shares) - mean(every)) for shares in marks.values()) < allowed


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: pack.id)
def test_who_knows_more_scores_more(pack: Pack) -> None:
    dice = Dice(4)
    skills = [dice.share() for _ in range(150)]
    shares = [
        mean(outcome(pack, seed, skill, luck).share for luck in range(4))
        for seed, skill in enumerate(skills)
    ]
    assert correlation(skills, shares) >= 0.9


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: pack.id)
def test_the_server_scores_the_same_from_the_same_seed(pack: Pack) -> None:
    for seed in SEEDS:
        seen = observed(pack, seed, 0.6)
        written = msgspec.json.encode(seen)
        read = msgspec.json.decode(written, type=list[AnyObservation])
        assert propose_scores(pack, read) == propose_scores(pack, seen)
