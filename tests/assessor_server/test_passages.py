"""Entries in passages: what came together is one row, and every byte of it is kept."""

from typing import Any

import pytest

from assessor_server.store.passages import MOST_ENTRIES, entries_in, is_seal, joined, lines_of
from assessor_server.store.tables import passages
from protocol.messages import Entry, Receipt, Welcome


def passage_lengths(desk: Any) -> list[int]:
    return [row.count for row in desk.rows(passages)]


def long_attempt(desk: Any, attempt_maker: Any) -> list[Entry]:
    """An attempt of one event more than a passage holds."""
    log = attempt_maker.begin(desk.journal, desk.key)
    for _ in range(MOST_ENTRIES):
        log.write("step.started", {"step": "lay"})
    made: list[Entry] = []
    while more := desk.journal.entries_after(len(made)):
        made += more
    return made


def test_what_comes_together_is_one_passage(desk: Any, attempt_maker: Any) -> None:
    attempt_maker.whole(desk.journal, desk.key)
    desk.deliver(desk.written())
    (row,) = desk.rows(passages)
    assert (row.first_seq, row.count, row.first_n) == (1, 5, 0)
    assert [entry.n for entry in entries_in(row)] == [0, 1, 2, 3, None]


def test_what_comes_alone_is_a_passage_of_one(desk: Any, attempt_maker: Any) -> None:
    attempt_maker.whole(desk.journal, desk.key)
    for seq, entry in enumerate(desk.written(), 1):
        desk.deliver([entry], first=seq)
    assert passage_lengths(desk) == [1] * 5
    assert [row.first_n for row in desk.rows(passages)] == [0, 1, 2, 3, 4]


def test_each_attempt_has_passages_of_its_own(desk: Any, attempt_maker: Any) -> None:
    for _ in range(2):
        attempt_maker.whole(desk.journal, desk.key)
    desk.deliver(desk.written())
    assert passage_lengths(desk) == [5, 5]


def test_an_entry_put_aside_ends_a_passage(desk: Any, attempt_maker: Any) -> None:
    attempt_maker.whole(desk.journal, desk.key)
    made = desk.written()
    desk.deliver([*made[:2], Entry("event", b"poison"), *made[2:]])
    assert [(row.first_seq, row.count) for row in desk.rows(passages)] == [(1, 2), (4, 3)]


def test_a_passage_has_an_end(desk: Any, attempt_maker: Any) -> None:
    made = long_attempt(desk, attempt_maker)
    assert desk.deliver(made) == [Receipt(stream="0f" * 16, upto=MOST_ENTRIES + 1)]
    assert passage_lengths(desk) == [MOST_ENTRIES, 1]


@pytest.mark.parametrize("seq", [1, 3, MOST_ENTRIES, MOST_ENTRIES + 1])
def test_each_entry_of_a_passage_is_found_by_its_sequence(
    desk: Any, attempt_maker: Any, seq: int
) -> None:
    made = long_attempt(desk, attempt_maker)
    desk.deliver(made)
    forged = Entry("event", made[seq - 1].body + b" ")
    conflict, _ = desk.deliver([forged], first=seq)
    assert conflict.stored_digest == desk.journal.digest_at(seq)


def test_a_welcome_names_the_last_entry_whatever_it_is(desk: Any, attempt_maker: Any) -> None:
    attempt_maker.whole(desk.journal, desk.key)
    desk.deliver(desk.written()[:4])
    for upto in (4, 5):
        welcome = desk.hello()
        assert isinstance(welcome, Welcome)
        assert (welcome.have_seq, welcome.have_digest) == (upto, desk.journal.digest_at(upto))
        desk.deliver(desk.written()[4:], first=5)


def test_lines_are_the_entries_as_they_came(desk: Any, attempt_maker: Any) -> None:
    attempt_maker.begin(desk.journal, desk.key).write(
        "attempt.voided", {"reason": 'line\nends \u2028 and {"attempt":\r}'}
    )
    bodies = [entry.body for entry in desk.written()]
    assert lines_of(joined(bodies)) == bodies
    assert not any(is_seal(line) for line in bodies)
