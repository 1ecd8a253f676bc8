"""The ledger judges on while what it judged before is not written yet."""

from typing import Any

import msgspec
import pytest

from assessor_server.intake.ledger import Delivery
from assessor_server.store.tables import conflicts, entries, quarantine
from protocol import decode_event, encode_event
from protocol.messages import Conflict, Entries, Entry, Receipt

STREAM = "0f" * 16


@pytest.fixture
def attempt(desk: Any, attempt_maker: Any) -> str:
    """A whole attempt in the desk's journal."""
    made: str = attempt_maker.whole(desk.journal, desk.key)
    return made


def entries_from(desk: Any, first: int, made: list[Entry], peer: bytes = b"peer") -> Delivery:
    return Delivery(desk.kiosk, peer, Entries(stream=STREAM, first_seq=first, entries=made))


def test_the_next_page_goes_on_where_an_unwritten_one_ends(desk: Any, attempt: str) -> None:
    desk.ledger.judge(entries_from(desk, 1, desk.written()[:3]))
    first = desk.ledger.turn()
    desk.ledger.judge(entries_from(desk, 4, desk.written()[3:]))
    second = desk.ledger.turn()
    for page, upto in ((first, 3), (second, 5)):
        desk.scribe.write(page)
        assert desk.ledger.written(page) == [(b"peer", Receipt(stream=STREAM, upto=upto))]
    assert desk.states() == ["sealed"]


def test_what_comes_again_is_known_from_an_unwritten_page(desk: Any, attempt: str) -> None:
    event = decode_event(desk.written()[1].body)
    says = {"text_digest": "ab" * 32, "language": "en"}
    forged = Entry("event", encode_event(msgspec.structs.replace(event, body=says)))
    desk.ledger.judge(entries_from(desk, 1, desk.written()))
    first = desk.ledger.turn()
    desk.ledger.judge(entries_from(desk, 1, desk.written(), b"again"))
    desk.ledger.judge(entries_from(desk, 2, [forged], b"liar"))
    second = desk.ledger.turn()
    for page in (first, second):
        desk.scribe.write(page)
    answers = desk.ledger.written(first) + desk.ledger.written(second)
    (conflict,) = [message for _, message in answers if isinstance(message, Conflict)]
    assert (conflict.seq, conflict.stored_digest) == (2, desk.journal.digest_at(2))
    assert (b"again", Receipt(stream=STREAM, upto=5)) in answers
    assert (len(desk.rows(entries)), len(desk.rows(conflicts))) == (5, 1)


def test_an_attempt_repeated_in_another_stream_is_known_from_an_unwritten_page(
    desk: Any, attempt: str
) -> None:
    other = Entries(stream="1f" * 16, first_seq=1, entries=desk.written())
    desk.ledger.judge(entries_from(desk, 1, desk.written()))
    first = desk.ledger.turn()
    desk.ledger.judge(Delivery(desk.kiosk, b"peer", other))
    second = desk.ledger.turn()
    for page in (first, second):
        desk.scribe.write(page)
    assert (len(desk.rows(entries)), desk.rows(quarantine), desk.states()) == (5, [], ["sealed"])


def test_what_builds_on_a_page_that_failed_is_given_up_with_it(desk: Any, attempt: str) -> None:
    desk.ledger.judge(entries_from(desk, 1, desk.written()[:3], b"one"))
    assert desk.ledger.turn() is not None
    desk.ledger.judge(entries_from(desk, 4, desk.written()[3:], b"two"))
    assert set(desk.ledger.give_up()) == {b"one", b"two"}
    assert desk.ledger.turn() is None
    assert desk.hello().have_seq == 0
    assert desk.deliver(desk.written()) == [Receipt(stream=STREAM, upto=5)]
    assert (len(desk.rows(entries)), desk.states()) == (5, ["sealed"])
