"""Dialogues: how they turn, what is said, what it is worth."""

import pytest

from scenarios import Acted, AIScore, Dialogue, Pack, PlayBegun, PlayError, propose_scores
from scenarios.plays import run_dialogue, set_up_dialogue

STEP, FILE = "talk", "dialogues/counter.toml"


def dialogue_of(pack: Pack) -> Dialogue:
    (dialogue,) = pack.plays.values()
    assert isinstance(dialogue, Dialogue)
    return dialogue


def say(node: str, choice: str, at_s: float = 5.0) -> Acted:
    return Acted(STEP, at_s, "say", node, [choice])


def scores(pack: Pack, seed: int, *acts: Acted) -> dict[str, AIScore]:
    return {s.criterion: s for s in propose_scores(pack, [PlayBegun(STEP, FILE, seed), *acts])}


def seed_of(pack: Pack, wish: str) -> int:
    return next(
        seed for seed in range(99) if set_up_dialogue(dialogue_of(pack), seed).turns["wish"] == wish
    )


def test_each_turn_is_taken_by_some_seed(dialogue_pack: Pack) -> None:
    turns = {set_up_dialogue(dialogue_of(dialogue_pack), seed).turns["wish"] for seed in range(30)}
    assert turns == {"broken", "wrong_size"}


def test_choices_stand_in_another_order_for_another_candidate(dialogue_pack: Pack) -> None:
    dialogue = dialogue_of(dialogue_pack)
    orders = {set_up_dialogue(dialogue, seed).orders["arrives"] for seed in range(30)}
    assert orders == {("greet", "wait"), ("wait", "greet")}


def test_who_greets_and_listens_earns_all(dialogue_pack: Pack) -> None:
    seed = seed_of(dialogue_pack, "broken")
    found = scores(dialogue_pack, seed, say("arrives", "greet"), say("broken", "listen", 20.0))
    assert {name: score.band for name, score in found.items()} == {
        "greeted": "in_time",
        "listening": "3",
    }
    assert (found["greeted"].value, found["greeted"].U) == (10.0, 0.5)


def test_what_takes_long_at_a_desk_counts_as_long(dialogue_pack: Pack) -> None:
    seed = seed_of(dialogue_pack, "broken")
    run = run_dialogue(dialogue_of(dialogue_pack), seed, [say("arrives", "wait", 4.0)])
    assert run.said[-1].desk_s == 94.0


def test_what_never_happened_is_late(dialogue_pack: Pack) -> None:
    seed = seed_of(dialogue_pack, "wrong_size")
    found = scores(dialogue_pack, seed, say("arrives", "wait"), say("wrong_size", "refuse"))
    assert found["greeted"].band == "late"
    assert found["listening"].band == "0"


def test_a_conversation_cut_short_is_not_timed(dialogue_pack: Pack) -> None:
    seed = seed_of(dialogue_pack, "broken")
    found = scores(dialogue_pack, seed, say("arrives", "wait"))
    assert found["greeted"].reason == "not_finished"


def test_what_cannot_follow_is_refused(dialogue_pack: Pack) -> None:
    with pytest.raises(PlayError, match="cannot follow"):
        run_dialogue(dialogue_of(dialogue_pack), 0, [say("thanks", "greet")])


def test_texts_know_who_came(dialogue_pack: Pack) -> None:
    setup = set_up_dialogue(dialogue_of(dialogue_pack), 0)
    assert setup.fill("Llega {guest}.") == "Llega Sra. Gómez."
