"""Who is answered, and whose turn it is: rules without sockets."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_server.intake.patience import CUT_EVERY, REMEMBERED, Once, Patience, Verdict
from assessor_server.intake.turns import AT_ONCE, MOST_CREDITS, SLOW_S, TURN_CHUNKS, Turns


def test_a_burst_is_answered_and_then_warned_once() -> None:
    patience = Patience(burst=3, per_s=1)
    verdicts = [patience.spend("k", 0.0) for _ in range(5)]
    assert verdicts == [Verdict.ANSWER] * 3 + [Verdict.WARN, Verdict.SILENCE]


def test_a_flood_is_cut_off_again_and_again() -> None:
    patience = Patience(burst=1, per_s=0)
    verdicts = [patience.spend("k", 0.0) for _ in range(1 + 2 * CUT_EVERY)]
    assert verdicts.count(Verdict.CUT) == 2


def test_who_waits_is_answered_again() -> None:
    patience = Patience(burst=2, per_s=1)
    for _ in range(10):
        patience.spend("k", 0.0)
    assert patience.spend("k", 5.0) is Verdict.ANSWER


def test_one_peers_flood_costs_no_other_anything() -> None:
    patience = Patience(burst=2, per_s=1)
    for _ in range(100):
        patience.spend("flooding", 0.0)
    assert patience.spend("quiet", 0.0) is Verdict.ANSWER


def test_a_million_keys_do_not_fill_the_memory() -> None:
    patience = Patience(burst=1, per_s=1)
    for n in range(REMEMBERED + 50):
        patience.spend(str(n), 0.0)
    assert len(patience._purses) == REMEMBERED


def test_a_fault_is_said_once() -> None:
    once = Once()
    assert [once.first("k", "bad"), once.first("k", "bad"), once.first("k", "worse")] == [
        True,
        False,
        True,
    ]


@given(st.lists(st.floats(0, 0.5), max_size=300))
def test_never_more_is_answered_than_burst_and_rate_allow(pauses: list[float]) -> None:
    patience, now, answered = Patience(burst=5, per_s=2), 0.0, 0
    for pause in pauses:
        now += pause
        answered += patience.spend("k", now) is Verdict.ANSWER
    assert answered <= 5 + 2 * now + 1


def test_a_lone_kiosk_has_all_credits() -> None:
    turns = Turns()
    assert turns.ask("a", 0.0) == 0
    assert (turns.next(0.0), turns.credits) == (["a"], MOST_CREDITS)


def test_only_a_few_send_at_once_and_with_fewer_credits() -> None:
    turns = Turns()
    for n in range(3 * AT_ONCE):
        turns.ask(str(n), 0.0)
    assert len(turns.next(0.0)) == AT_ONCE
    assert turns.credits == 1


def test_a_turn_ends_when_others_wait() -> None:
    turns = Turns()
    for n in range(AT_ONCE + 1):
        turns.ask(str(n), 0.0)
    turns.next(0.0)
    granted = [turns.ask("0", 0.0) for _ in range(TURN_CHUNKS)]
    assert granted[-1] == 0
    assert turns.next(0.0) == [str(AT_ONCE)]


def test_a_kiosk_on_a_weak_line_holds_nobody_up() -> None:
    turns = Turns()
    for n in range(AT_ONCE + 1):
        turns.ask(str(n), 0.0)
    turns.next(0.0)
    assert turns.next(SLOW_S / 2) == []
    assert turns.next(SLOW_S) == [str(AT_ONCE)]


@pytest.mark.parametrize("kiosks", [1, AT_ONCE, 20])
def test_everyone_gets_through(kiosks: int) -> None:
    """Each has ten chunks to send and sends when it may; nobody is forgotten."""
    turns, left = Turns(), {str(n): 10 for n in range(kiosks)}
    for kiosk in left:
        turns.ask(kiosk, 0.0)
    may: set[str] = set()
    for step in count():
        assert step < 100 * kiosks
        now = step * 0.01
        may.update(turns.next(now))
        if not may:
            break
        kiosk = may.pop()
        left[kiosk] -= 1
        if left[kiosk] == 0:
            turns.leave(kiosk)
        elif turns.ask(kiosk, now):
            may.add(kiosk)
    assert set(left.values()) == {0}
