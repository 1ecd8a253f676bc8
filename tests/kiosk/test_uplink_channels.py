"""What the uplink says on its sockets, and when, without sockets."""

import uuid
from pathlib import Path

import pytest

from kiosk.event_channel import ANSWER_S, PAUSE_S, PING_S, WINDOW_ENTRIES, EventChannel
from kiosk.evidence import EvidenceShelf
from kiosk.evidence_channel import ANSWER_S as EVIDENCE_ANSWER_S
from kiosk.evidence_channel import EvidenceChannel
from kiosk.journal import Journal
from protocol.messages import (
    Chunk,
    Entries,
    FromKiosk,
    Have,
    Hello,
    Manifest,
    Ping,
    Receipt,
    Refused,
    Stored,
    Welcome,
)

NOW = "2026-11-22T17:42:04.123Z"
ATTEMPT = str(uuid.UUID(int=1))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


def write(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.append("event", b"x", attempt=ATTEMPT, says="test.noted")


class Events:
    """An event channel, and what it said."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.said: list[FromKiosk] = []
        self.channel = EventChannel(journal, self._say, "test")

    def _say(self, message: FromKiosk) -> bool:
        self.said.append(message)
        return True

    def welcome(self, have: int, digest: str | None = None, now: float = 0.0) -> None:
        self.channel.take(
            Welcome(
                stream=self.journal.stream.id,
                have_seq=have,
                have_digest=digest,
                sent_at=NOW,
                received_at=NOW,
            ),
            now,
        )

    def frames(self) -> list[tuple[int, int]]:
        """First sequence and number of entries of each frame said."""
        return [(m.first_seq, len(m.entries)) for m in self.said if isinstance(m, Entries)]


@pytest.fixture
def events(journal: Journal) -> Events:
    made = Events(journal)
    made.channel.connected(0.0)
    return made


def test_nothing_is_sent_before_the_server_says_what_it_has(events: Events) -> None:
    write(events.journal, 3)
    events.channel.tick(0.0)
    assert [type(message) for message in events.said] == [Hello]


def test_a_backlog_goes_64_a_frame(events: Events) -> None:
    write(events.journal, 130)
    events.welcome(0)
    events.channel.tick(0.0)
    assert events.frames() == [(1, 64), (65, 64), (129, 2)]


def test_live_entries_go_one_a_frame(events: Events) -> None:
    events.welcome(0)
    for _ in range(3):
        write(events.journal, 1)
        events.channel.tick(0.0)
    assert events.frames() == [(1, 1), (2, 1), (3, 1)]


def test_sending_goes_on_from_what_the_server_has(events: Events) -> None:
    write(events.journal, 10)
    events.welcome(4, events.journal.digest_at(4))
    events.channel.tick(0.0)
    assert events.frames() == [(5, 6)]
    assert events.journal.unsent() == 6


def test_no_more_is_under_way_than_the_window(events: Events) -> None:
    with events.journal.transaction() as connection:
        connection.executemany(
            "INSERT INTO entries (entry_kind, attempt, says, body, written_at)"
            " VALUES ('event', 'a', 'test.noted', x'00', '')",
            [() for _ in range(WINDOW_ENTRIES + 100)],
        )
    events.welcome(0)
    events.channel.tick(0.0)
    assert sum(count for _, count in events.frames()) == WINDOW_ENTRIES
    stream = events.journal.stream.id
    events.channel.take(Receipt(stream=stream, upto=WINDOW_ENTRIES), 0.0)
    events.channel.tick(0.0)
    assert events.frames()[-2:] == [(WINDOW_ENTRIES + 1, 64), (WINDOW_ENTRIES + 65, 36)]


def test_a_receipt_for_more_than_was_sent_confirms_only_what_was_sent(events: Events) -> None:
    write(events.journal, 2)
    events.welcome(0)
    events.channel.tick(0.0)
    write(events.journal, 1)
    events.channel.take(Receipt(stream=events.journal.stream.id, upto=99), 0.0)
    events.channel.tick(0.0)
    assert events.journal.stream.acknowledged == 2


def test_a_receipt_for_another_stream_confirms_nothing(events: Events) -> None:
    write(events.journal, 2)
    events.welcome(0)
    events.channel.tick(0.0)
    events.channel.take(Receipt(stream="1f" * 16, upto=2), 0.0)
    events.channel.tick(0.0)
    assert events.journal.unsent() == 2


def test_a_server_that_does_not_answer_is_greeted_again(events: Events) -> None:
    write(events.journal, 1)
    events.welcome(0)
    events.channel.tick(0.0)
    events.channel.tick(ANSWER_S + 1)
    assert isinstance(events.said[-1], Hello)
    events.welcome(0, now=ANSWER_S + 2)
    events.channel.tick(ANSWER_S + 2)
    assert events.frames() == [(1, 1), (1, 1)]


def test_a_quiet_server_is_asked_whether_it_is_there(events: Events) -> None:
    events.welcome(0)
    for now in (PING_S / 2, PING_S + 1, PING_S + 2):
        events.channel.tick(now)
    assert [type(message) for message in events.said] == [Hello, Ping]


def test_a_server_that_cannot_store_is_left_alone_for_a_while(events: Events) -> None:
    write(events.journal, 1)
    events.welcome(0)
    events.channel.tick(0.0)
    refusal = Refused(code="not_stored", problem="disk full", remedy="call")
    events.channel.take(refusal, 1.0)
    assert events.channel.trouble is not None
    events.channel.tick(1.0 + PAUSE_S / 2)
    assert len(events.said) == 2
    events.channel.tick(1.1 + PAUSE_S)
    assert isinstance(events.said[-1], Hello)
    events.welcome(0, now=5.0)
    assert events.channel.trouble is None


def test_a_server_that_has_more_than_we_wrote_makes_us_leave_the_stream(events: Events) -> None:
    write(events.journal, 3)
    events.journal.acknowledge(2)
    old = events.journal.stream.id
    events.welcome(9, "ab" * 32)
    assert events.journal.stream.id != old
    assert (events.journal.last_seq, events.journal.unsent()) == (1, 1)
    greeting = events.said[-1]
    assert isinstance(greeting, Hello)
    assert greeting.stream == events.journal.stream.id


def test_a_server_that_has_another_entry_makes_us_leave_the_stream(events: Events) -> None:
    write(events.journal, 3)
    old = events.journal.stream.id
    events.welcome(3, "ab" * 32)
    assert events.journal.stream.id != old
    assert events.journal.unsent() == 3


# --- evidence ------------------------------------------------------------------------------------


class Pieces:
    """An evidence channel over one piece of 10 bytes, in chunks of 3, and what it said."""

    def __init__(self, journal: Journal) -> None:
        self.shelf = EvidenceShelf(journal)
        self.piece = self.shelf.keep(
            b"0123456789", media_type="image/png", attempt=ATTEMPT, candidate="K7F-4Q2"
        )
        self.said: list[FromKiosk] = []
        self.channel = EvidenceChannel(self.shelf, self._say, chunk_bytes=3)

    def _say(self, message: FromKiosk) -> bool:
        self.said.append(message)
        return True

    def have(self, offset: int, credits: int = 2, now: float = 0.0) -> None:
        self.channel.take(Have(digest=self.piece.digest, offset=offset, credits=credits), now)

    def run(self, now: float = 0.0) -> None:
        while self.channel.tick(now):
            pass

    def chunks(self) -> list[bytes]:
        return [message.data for message in self.said if isinstance(message, Chunk)]


@pytest.fixture
def pieces(journal: Journal) -> Pieces:
    return Pieces(journal)


def test_the_manifest_goes_first_and_alone(pieces: Pieces) -> None:
    pieces.run()
    assert [type(message) for message in pieces.said] == [Manifest]


def test_chunks_wait_for_credit(pieces: Pieces) -> None:
    pieces.run()
    pieces.have(0)
    pieces.run()
    assert pieces.chunks() == [b"012", b"345"]
    pieces.have(3)
    pieces.run()
    assert pieces.chunks() == [b"012", b"345", b"678"]


def test_a_piece_goes_on_from_what_the_server_has(pieces: Pieces) -> None:
    pieces.run()
    pieces.have(6)
    pieces.run()
    assert pieces.chunks() == [b"678", b"9"]


def test_a_piece_waits_until_the_server_has_verified_it(pieces: Pieces) -> None:
    pieces.run()
    pieces.have(0, credits=9)
    pieces.run()
    pieces.have(9, credits=9)
    assert pieces.shelf.waiting() == (1, 10)
    pieces.channel.take(Stored(digest=pieces.piece.digest, attempt=ATTEMPT), 0.0)
    assert pieces.shelf.waiting() == (0, 0)


def test_a_piece_without_progress_is_announced_again(pieces: Pieces) -> None:
    pieces.run()
    pieces.have(0)
    pieces.run()
    pieces.run(EVIDENCE_ANSWER_S + 1)
    assert isinstance(pieces.said[-1], Manifest)


@pytest.mark.parametrize("code", ["no_manifest", "out_of_order"])
def test_a_server_that_lost_its_place_hears_the_manifest_once(pieces: Pieces, code: str) -> None:
    pieces.run()
    pieces.have(0)
    pieces.run()
    for _ in range(2):  # one for each chunk under way
        pieces.channel.take(
            Refused(code=code, problem="", remedy="", about=pieces.piece.digest), 0.0
        )
        pieces.run()
    assert sum(isinstance(message, Manifest) for message in pieces.said) == 2


def test_a_refusal_for_good_lets_the_next_piece_go(pieces: Pieces) -> None:
    pieces.run()
    pieces.channel.take(
        Refused(code="erased", problem="was erased", remedy="", about=pieces.piece.digest), 0.0
    )
    assert (pieces.shelf.waiting(), pieces.shelf.refusals()) == ((0, 0), ["was erased"])


def test_a_refusal_for_now_is_tried_again(pieces: Pieces) -> None:
    pieces.run()
    pieces.channel.take(Refused(code="not_stored", problem="disk full", remedy="call"), 0.0)
    assert pieces.channel.trouble is not None
    pieces.run(1.0)
    assert len(pieces.said) == 1
    pieces.run(10.0)
    assert isinstance(pieces.said[-1], Manifest)
