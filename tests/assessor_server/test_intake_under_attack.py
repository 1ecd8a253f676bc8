"""One kiosk that babbles, lies or floods: one error each, counted and logged once, and everybody
else served as if nothing were."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from intake_with_log import log_of, main_with_log
from sqlalchemy import func, select

from assessor_server.enrolment import revoke_kiosk
from assessor_server.intake.events_desk import IDLE_TALK_AT_ONCE
from assessor_server.intake.ledger import Delivery, Unreadable
from assessor_server.intake.pairing_desk import TRIES_AT_ONCE
from assessor_server.intake.scribe import KEPT_FRAMES
from assessor_server.measured import Picture, read_picture
from assessor_server.store import ServerFolder, reading
from assessor_server.store.tables import conflicts, passages, quarantine
from kiosk.identity import Identity
from kiosk.journal import Journal
from protocol.curve import CurveKeys
from protocol.messages import PREFIX, Entries, Entry, Hello, Ping, Pong, Receipt, Refused, Welcome

STREAM, NOW = "0f" * 16, "2026-11-22T17:42:04.123Z"
HELLO = Hello(stream=STREAM, last_seq=0, sent_at=NOW)

OpenWire = Callable[[Identity, int], Any]


@pytest.fixture
def intake(server: Any) -> Iterator[Any]:
    """A running intake whose log can be read."""
    try:
        server.start(main_with_log)
        yield server
    finally:
        if server.process is not None and server.process.is_alive():
            server.kill()


@pytest.fixture
def identity(intake: Any, tmp_path: Path) -> Identity:
    paired: Identity = intake.pair(tmp_path / "kiosk")
    return paired


@pytest.fixture
def attacker(intake: Any, wire: OpenWire, tmp_path: Path) -> Any:
    """An enrolled kiosk that has gone bad."""
    return wire(intake.pair(tmp_path / "attacker", "bad desk"), intake.ports["port"])


@pytest.fixture
def honest(intake: Any, identity: Identity, wire: OpenWire) -> Any:
    return wire(identity, intake.ports["port"])


@pytest.fixture
def written(tmp_path: Path, identity: Identity, attempt_maker: Any) -> Entries:
    """A whole attempt of the honest kiosk, as the frame that carries it."""
    journal = Journal(tmp_path / "kiosk" / "journal.db")
    attempt_maker.whole(journal, identity.seal_key)
    return Entries(stream=STREAM, first_seq=1, entries=journal.entries_after(0))


def picture(intake: Any) -> Picture:
    """What the intake has counted, once it has had time to say so."""
    time.sleep(2.5)
    seen = read_picture(ServerFolder(intake.directory).intake_picture)
    assert seen is not None
    return seen


def counted(seen: Picture, name: str, label: str = "") -> float:
    return sum(value for counter, key, value in seen.counters if (counter, key) == (name, label))


def log_lines(intake: Any, event: str) -> int:
    return log_of(intake.directory).read_text().count(event)


def test_a_flood_of_hellos_is_passed_over_and_the_others_are_served(
    intake: Any, attacker: Any, honest: Any, written: Entries
) -> None:
    for _ in range(5 * IDLE_TALK_AT_ONCE):
        attacker.say(HELLO)
    assert isinstance(honest.ask(written), Receipt)
    seen = picture(intake)
    assert counted(seen, "passed_over") >= 3 * IDLE_TALK_AT_ONCE
    assert counted(seen, "refused", "too_many") == 1
    assert log_lines(intake, "kiosk.sends_too_much") == 1


def test_a_flood_of_one_bad_frame_is_kept_once_and_logged_once(
    intake: Any, attacker: Any, honest: Any, written: Entries
) -> None:
    for _ in range(50):
        attacker.say(b"junk")
    assert isinstance(honest.ask(written), Receipt)
    assert counted(picture(intake), "refused", "bad_frame") == 50
    assert len(intake.rows(quarantine)) == 1
    assert log_lines(intake, "frame.unreadable") == 1


def test_unreadable_frames_of_one_kiosk_are_not_kept_without_end(desk: Any) -> None:
    for start in range(0, KEPT_FRAMES + 100, 100):
        frames = [f"junk {n}".encode() for n in range(start, start + 100)]
        desk.store([Delivery(desk.kiosk, b"p", Unreadable(one, "junk")) for one in frames])
    assert len(desk.rows(quarantine)) == KEPT_FRAMES


def test_a_forged_sequence_stores_nothing_and_says_where_to_go_on(
    intake: Any, attacker: Any, honest: Any, written: Entries
) -> None:
    forged = Entries(stream=STREAM, first_seq=2**61, entries=written.entries)
    answer = attacker.ask(forged)
    assert isinstance(answer, Welcome)
    assert answer.have_seq == 0
    assert intake.entries() == []
    assert isinstance(honest.ask(written), Receipt)


def test_a_replay_with_another_body_is_a_conflict_and_changes_nothing(
    intake: Any, honest: Any, written: Entries
) -> None:
    honest.ask(written)
    before = intake.entries()
    for n in range(3):
        honest.say(Entries(stream=STREAM, first_seq=1, entries=[Entry("event", b"%d" % n)]))
        honest.hear()  # the conflict
        honest.hear()  # the receipt
    assert intake.entries() == before
    assert len(intake.rows(conflicts)) == 3
    assert counted(picture(intake), "conflicts") == 3


@pytest.mark.parametrize(
    "bomb",
    [
        PREFIX + b"\x82\xa1m\xa7entries\xa7entries" + b"\x91" * 200_000,
        PREFIX + b"\x82\xa1m\xa7entries\xa7entries\xdd\xff\xff\xff\xff",
        PREFIX + b"\xdf\xff\xff\xff\xff",
        PREFIX + b"\x82\xa1m\xa5hello\xa6stream\xdb\xff\xff\xff\xff",
    ],
    ids=["nested", "4 billion entries", "4 billion keys", "a text of 4 GB"],
)
def test_a_bomb_is_refused_as_one_bad_frame(
    attacker: Any, honest: Any, written: Entries, bomb: bytes
) -> None:
    refusal = attacker.ask(bomb)
    assert isinstance(refusal, Refused)
    assert refusal.code == "bad_frame"
    assert isinstance(honest.ask(written), Receipt)


def test_an_event_nested_without_end_is_quarantined(attacker: Any) -> None:
    nested = b'{"attempt":' + b"[" * 100_000
    attacker.say(Entries(stream=STREAM, first_seq=1, entries=[Entry("event", nested)]))
    assert "not an event" in attacker.hear().reason
    assert attacker.hear() == Receipt(stream=STREAM, upto=1)


def test_a_kiosk_with_many_connections_keeps_only_the_last_few(
    intake: Any, identity: Identity, wire: OpenWire
) -> None:
    lines = [wire(identity, intake.ports["port"]) for _ in range(6)]
    for one in lines:
        assert isinstance(one.ask(Ping(sent_at=NOW)), Pong)
    assert counted(picture(intake), "cut_off", "too_many_lines") >= 1


def test_a_revoked_kiosk_that_goes_on_is_cut_off_within_a_second(
    intake: Any, identity: Identity, honest: Any, written: Entries
) -> None:
    honest.ask(HELLO)
    revoke_kiosk(intake.engine, identity.kiosk)
    time.sleep(1.0)
    refusal = honest.ask(written)
    assert isinstance(refusal, Refused)
    assert refusal.code == "revoked"
    assert intake.entries() == []
    for _ in range(2 * IDLE_TALK_AT_ONCE):
        honest.say(HELLO)
    assert counted(picture(intake), "cut_off", "revoked") >= 1


def test_a_kiosk_that_vanishes_before_its_receipt_finds_everything_stored(
    intake: Any, identity: Identity, honest: Any, wire: OpenWire, written: Entries, tmp_path: Path
) -> None:
    """The connection ends while the commit waits: there is nobody left to acknowledge to."""
    other = wire(intake.pair(tmp_path / "other"), intake.ports["port"])
    assert isinstance(honest.ask(HELLO), Welcome)
    blocker = sqlite3.connect(ServerFolder(intake.directory).database, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    honest.say(written)
    time.sleep(0.5)
    honest.socket.close(linger=0)
    time.sleep(0.5)
    blocker.execute("ROLLBACK")
    assert isinstance(other.ask(HELLO), Welcome)
    with reading(intake.engine) as connection:
        stored = connection.execute(select(func.sum(passages.c.count))).scalar_one()
    assert stored == len(written.entries)
    again = wire(identity, intake.ports["port"]).ask(HELLO)
    assert isinstance(again, Welcome)
    assert again.have_seq == len(written.entries)


def test_codes_cannot_be_tried_out_at_the_pairing_port(
    intake: Any, identity: Identity, wire: OpenWire
) -> None:
    stranger = replace(identity, curve=CurveKeys.generate())
    guessing = wire(stranger, intake.ports["pairing-port"])
    answers = [guessing.ask(HELLO) for _ in range(TRIES_AT_ONCE)]
    assert {answer.code for answer in answers} == {"bad_frame"}
    assert guessing.ask(HELLO).code == "too_many"
    guessing.say(HELLO)
    assert guessing.silent(0.5)


def test_a_kiosks_lag_and_clock_are_known(intake: Any, identity: Identity, honest: Any) -> None:
    honest.ask(Hello(stream=STREAM, last_seq=40, sent_at=NOW, clock_offset_s=-2.5))
    (line,) = picture(intake).kiosks
    assert (line.kiosk, line.lag, line.clock_offset_s) == (identity.kiosk, 40, -2.5)


def test_a_clean_stop_folds_the_log_in_and_keeps_everything(
    intake: Any, honest: Any, written: Entries
) -> None:
    assert isinstance(honest.ask(written), Receipt)
    assert intake.stop() == 0
    wal = Path(f"{ServerFolder(intake.directory).database}-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    assert len(intake.entries()) == len(written.entries)
