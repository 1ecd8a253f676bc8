"""The ledger judges on while what it judged before is not written yet."""

from typing import Any

import msgspec
import pytest

from assessor_server.intake.ledger import Delivery
from assessor_server.intake.scribe import StreamMovedError
from assessor_server.store.tables import conflicts, quarantine
from protocol import decode_event, encode_event
from protocol.messages import Conflict, Entries, Entry, Receipt

STREAM, OTHER = "0f" * 16, "1f" * 16


@pytest.fixture
def attempt(desk: Any, attempt_maker: Any) -> str:
    """A whole attempt in the desk's journal."""
    made: str = attempt_maker.whole(desk.journal, desk.key)
    return made


def entries_from(desk: Any, first: int, made: list[Entry], peer: bytes = b"peer") -> Delivery:
    return Delivery(desk.kiosk, peer, Entries(stream=STREAM, first_seq=first, entries=made))


def test_a_stream_goes_on_within_a_page(desk: Any, attempt: str) -> None:
    made = desk.written()
    answers = desk.store([entries_from(desk, 1, made[:3]), entries_from(desk, 4, made[3:])])
    assert answers == [(b"peer", Receipt(stream=STREAM, upto=5))]
    assert desk.states() == ["sealed"]


def test_what_comes_again_is_known_from_the_page(desk: Any, attempt: str) -> None:
    event = decode_event(desk.written()[1].body)
    says = {"text_digest": "ab" * 32, "language": "en"}
    forged = Entry("event", encode_event(msgspec.structs.replace(event, body=says)))
    answers = desk.store(
        [
            entries_from(desk, 1, desk.written()),
            entries_from(desk, 1, desk.written(), b"again"),
            entries_from(desk, 2, [forged], b"liar"),
        ]
    )
    (conflict,) = [message for _, message in answers if isinstance(message, Conflict)]
    assert (conflict.seq, conflict.stored_digest) == (2, desk.journal.digest_at(2))
    assert (b"again", Receipt(stream=STREAM, upto=5)) in answers
    assert (len(desk.entries()), len(desk.rows(conflicts))) == (5, 1)


def test_an_attempt_repeated_in_another_stream_is_known_from_the_page(
    desk: Any, attempt: str
) -> None:
    other = Delivery(
        desk.kiosk, b"peer", Entries(stream=OTHER, first_seq=1, entries=desk.written())
    )
    desk.store([entries_from(desk, 1, desk.written()), other, other])
    assert (len(desk.entries()), desk.rows(quarantine), desk.rows(conflicts)) == (5, [], [])
    assert desk.states() == ["sealed"]


def test_a_page_that_was_not_written_is_given_up_whole(desk: Any, attempt: str) -> None:
    desk.ledger.judge(entries_from(desk, 1, desk.written()[:3], b"one"))
    desk.ledger.judge(entries_from(desk, 4, desk.written()[3:], b"two"))
    assert desk.ledger.turn() is not None
    assert set(desk.ledger.give_up()) == {b"one", b"two"}
    assert desk.ledger.turn() is None
    assert desk.hello().have_seq == 0
    assert desk.deliver(desk.written()) == [Receipt(stream=STREAM, upto=5)]
    assert (len(desk.entries()), desk.states()) == (5, ["sealed"])


def test_a_stream_another_process_wrote_meanwhile_is_judged_anew(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written()[:2])
    late = desk.open_ledger()
    late.judge(entries_from(desk, 3, desk.written()[2:]))
    desk.deliver(desk.written()[2:], first=3)
    page = late.turn()
    page.passages.clear()  # even if no passage stood in the way
    with pytest.raises(StreamMovedError):
        desk.scribe.write(page)
    assert (len(desk.entries()), desk.states()) == (5, ["sealed"])
