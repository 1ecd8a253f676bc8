"""Scenes: what the seed decides, what the candidate does, what it is worth."""

import pytest

from scenarios import Acted, AIScore, Pack, PlayBegun, PlayError, Scene, StepTimed, propose_scores
from scenarios.plays import run_scene, set_up_scene

SEED = 3


def scene_of(pack: Pack) -> Scene:
    (scene,) = pack.plays.values()
    assert isinstance(scene, Scene)
    return scene


def act(kind: str, on: str, *choices: str) -> Acted:
    return Acted("walk", 1.0, kind, on, list(choices))  # type: ignore[arg-type]


def scores(pack: Pack, *acts: Acted, seed: int = SEED) -> dict[str, AIScore]:
    seen = [PlayBegun("walk", "scenes/workshop.toml", seed), *acts, StepTimed("walk", 100.0)]
    return {score.criterion: score for score in propose_scores(pack, seen)}


@pytest.fixture
def wrong(scene_pack: Pack) -> str:
    """What is wrong with this seed."""
    (name,) = set_up_scene(scene_of(scene_pack), SEED).wrong
    return name


def right(pack: Pack, name: str) -> tuple[str, ...]:
    return scene_of(pack).thing(name).right


def test_the_same_seed_gives_the_same_scene(scene_pack: Pack) -> None:
    scene = scene_of(scene_pack)
    assert set_up_scene(scene, 9) == set_up_scene(scene, 9)


def test_every_thing_of_a_group_is_wrong_with_some_seed_and_never_more(scene_pack: Pack) -> None:
    drawn = [set_up_scene(scene_of(scene_pack), seed).wrong for seed in range(50)]
    assert {len(wrong) for wrong in drawn} == {1}
    assert frozenset.union(*drawn) == {"cable", "box"}


def test_what_is_found_and_done_right_earns_all(scene_pack: Pack, wrong: str) -> None:
    found = scores(
        scene_pack, act("report", wrong), act("choose", wrong, *right(scene_pack, wrong))
    )
    assert {name: score.band for name, score in found.items()} == {
        "found": "all_found",
        "alarms": "none",
        "action": "all_right",
        "time": "in_time",
    }
    assert found["found"].U == 0.0


def test_what_is_right_and_reported_is_a_false_alarm(scene_pack: Pack) -> None:
    found = scores(scene_pack, act("report", "extinguisher"))
    assert (found["alarms"].value, found["found"].band) == (1.0, "missed")


def test_a_report_taken_back_counts_for_nothing(scene_pack: Pack) -> None:
    found = scores(scene_pack, act("report", "extinguisher"), act("clear", "extinguisher"))
    assert found["alarms"].value == 0.0


def test_half_of_the_right_action_is_not_the_right_one(scene_pack: Pack, wrong: str) -> None:
    half = right(scene_pack, wrong)[:1]
    found = scores(scene_pack, act("report", wrong), act("choose", wrong, *half))
    assert found["action"].band == "missed"


def test_action_without_a_report_counts_for_nothing(scene_pack: Pack, wrong: str) -> None:
    found = scores(scene_pack, act("choose", wrong, *right(scene_pack, wrong)))
    assert found["action"].value == 0.0


def test_nothing_done_is_nothing_found_once_the_scene_was_shown(scene_pack: Pack) -> None:
    assert scores(scene_pack)["found"].value == 0.0


def test_a_scene_that_was_never_shown_goes_to_a_person(scene_pack: Pack) -> None:
    found = propose_scores(scene_pack, [StepTimed("walk", 10.0)])
    assert {s.reason for s in found if s.measure != "step_seconds"} == {"not_played"}


def test_acts_of_another_scene_decide_nothing(scene_pack: Pack) -> None:
    found = scores(scene_pack, act("report", "crane"))
    assert found["found"].reason == "contradicting_acts"
    with pytest.raises(PlayError, match="crane"):
        run_scene(scene_of(scene_pack), SEED, [act("report", "crane")])


def test_a_step_begun_again_begins_anew(scene_pack: Pack, wrong: str) -> None:
    begun = PlayBegun("walk", "scenes/workshop.toml", SEED)
    seen = [begun, act("report", wrong), begun, StepTimed("walk", 9.0)]
    (found,) = [s for s in propose_scores(scene_pack, seen) if s.criterion == "found"]
    assert found.value == 0.0
