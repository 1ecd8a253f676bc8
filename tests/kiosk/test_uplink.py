import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessor_server.enrolment import revoke_kiosk
from assessor_server.store.tables import attempts, conflicts, evidence, quarantine
from kiosk.evidence import EvidenceShelf
from kiosk.identity import Identity
from kiosk.journal import Journal
from kiosk.uplink import Uplink
from kiosk.uplink_state import UplinkState
from protocol import SealKey
from protocol.curve import CurveKeys

WAIT_S = 30.0  # generous: a loaded machine is slow, and a wait ends as soon as it may


@pytest.fixture
def identity(intake: Any, tmp_path: Path) -> Identity:
    paired: Identity = intake.pair(tmp_path / "kiosk")
    return paired


@pytest.fixture
def journal(identity: Identity, tmp_path: Path) -> Journal:
    return Journal(tmp_path / "kiosk" / "journal.db")


def until(uplink: Uplink, reached: Callable[[UplinkState], object]) -> UplinkState:
    deadline = time.monotonic() + WAIT_S
    while not reached(state := uplink.state()):
        assert time.monotonic() < deadline, state
        time.sleep(0.02)
    return state


def drain(journal: Journal, identity: Identity) -> None:
    with Uplink(journal, identity) as uplink:
        assert uplink.wait_until_sent(WAIT_S), uplink.state()


def stored_order(intake: Any) -> list[tuple[str, int | None]]:
    rows = sorted(intake.entries(), key=lambda row: (row.stream, row.seq))
    return [(row.attempt, row.n) for row in rows]


def written_order(*made: str) -> list[tuple[str, int | None]]:
    return [(attempt, n) for attempt in made for n in (0, 1, 2, 3, None)]


def test_a_backlog_arrives_whole_and_in_order(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    made = [attempt_maker.whole(journal, identity.seal_key) for _ in range(30)]
    drain(journal, identity)
    assert stored_order(intake) == written_order(*made)


def test_what_is_written_while_connected_goes_at_once(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    with Uplink(journal, identity) as uplink:
        until(uplink, lambda state: state.connected)
        attempt = attempt_maker.whole(journal, identity.seal_key)
        assert uplink.wait_until_sent(WAIT_S)
    assert [(row.id, row.state) for row in intake.rows(attempts)] == [(attempt, "sealed")]


def test_nothing_is_called_sent_without_a_receipt(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    intake.kill()
    attempt_maker.whole(journal, identity.seal_key)
    with Uplink(journal, identity) as uplink:
        assert not uplink.wait_until_sent(0.5)
        state = until(uplink, lambda state: state.problem)
    assert (state.waiting_attempts, state.waiting_entries, state.last_contact) == (1, 5, None)
    assert "does not answer" in str(state.problem)
    assert "nothing is lost" in str(state.remedy)


def test_sending_goes_on_by_itself_when_the_server_is_back(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    with Uplink(journal, identity) as uplink:
        first = attempt_maker.whole(journal, identity.seal_key)
        assert uplink.wait_until_sent(WAIT_S)
        intake.kill()
        second = attempt_maker.whole(journal, identity.seal_key)
        intake.start()
        assert uplink.wait_until_sent(WAIT_S), uplink.state()
        assert uplink.state().problem is None
    assert stored_order(intake) == written_order(first, second)


def test_all_that_was_sent_is_counted(
    identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    attempt = attempt_maker.whole(journal, identity.seal_key)
    EvidenceShelf(journal).keep(
        b"picture", media_type="image/png", attempt=attempt, candidate="K7F-4Q2"
    )
    with Uplink(journal, identity) as uplink:
        assert uplink.wait_until_sent(WAIT_S)
        state = uplink.state()
    assert state.all_sent
    assert (state.waiting_attempts, state.waiting_bytes) == (0, 0)
    assert state.last_contact is not None
    assert abs(state.clock_offset_s or 0.0) < 5


def test_a_key_the_server_does_not_know_is_told_with_its_remedy(
    identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    stranger = replace(identity, curve=CurveKeys.generate())
    attempt_maker.whole(journal, identity.seal_key)
    with Uplink(journal, stranger) as uplink:
        state = until(uplink, lambda state: state.problem)
    assert "does not let this kiosk in" in str(state.problem)
    assert "new pairing code" in str(state.remedy)
    assert state.waiting_entries == 5


def test_a_server_with_another_key_gets_nothing(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, identity.seal_key)
    elsewhere = replace(identity, server_key=CurveKeys.generate().public)
    with Uplink(journal, elsewhere) as uplink:
        state = until(uplink, lambda state: state.code not in (None, "bad_line"))
    assert "another key" in str(state.problem)
    assert intake.entries() == []


def test_a_revoked_kiosk_is_told_while_connected(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    with Uplink(journal, identity) as uplink:
        until(uplink, lambda state: state.connected)
        revoke_kiosk(intake.engine, identity.kiosk)
        time.sleep(1.5)  # the allow-list is refreshed every second
        attempt_maker.whole(journal, identity.seal_key)
        state = until(uplink, lambda state: state.problem)
    assert "revoked" in str(state.problem)
    assert (state.waiting_entries, intake.entries()) == (5, [])


def test_a_revoked_kiosk_sends_after_pairing_anew(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt_maker.whole(journal, identity.seal_key)
    drain(journal, identity)
    revoke_kiosk(intake.engine, identity.kiosk)
    shutil.move(tmp_path / "kiosk" / "keys", tmp_path / "old keys")
    anew = intake.pair(tmp_path / "kiosk")
    attempt = attempt_maker.whole(journal, anew.seal_key)
    drain(journal, anew)
    assert (intake.rows(quarantine), len(intake.entries())) == ([], 10)
    assert [row.kiosk for row in intake.rows(attempts) if row.id == attempt] == [anew.kiosk]


def test_a_restored_journal_loses_nothing_it_writes_afterwards(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    first = attempt_maker.whole(journal, identity.seal_key)
    drain(journal, identity)
    journal.close()
    backup = tmp_path / "backup.db"
    shutil.copy(journal.path, backup)
    journal = Journal(journal.path)
    second = attempt_maker.whole(journal, identity.seal_key)
    drain(journal, identity)
    journal.close()
    shutil.copy(backup, journal.path)
    restored = Journal(journal.path)
    third = attempt_maker.whole(restored, identity.seal_key)
    drain(restored, identity)
    assert {row.id for row in intake.rows(attempts)} == {first, second, third}
    assert {row.state for row in intake.rows(attempts)} == {"sealed"}
    assert len(intake.entries()) == 15
    assert len({row.stream for row in intake.entries()}) == 2


def test_a_cloned_journal_sends_what_its_twin_did_not(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt_maker.whole(journal, identity.seal_key)
    drain(journal, identity)
    journal.close()
    copied = tmp_path / "twin" / "journal.db"
    copied.parent.mkdir()
    shutil.copy(journal.path, copied)
    twin = Journal(copied)
    journal = Journal(journal.path)
    with Uplink(journal, identity) as one, Uplink(twin, identity) as other:
        for uplink in (one, other):
            until(uplink, lambda state: state.connected)
        for book in (journal, twin, journal, twin):
            attempt_maker.whole(book, identity.seal_key)
        assert one.wait_until_sent(WAIT_S)
        assert other.wait_until_sent(WAIT_S)
    assert [row.state for row in intake.rows(attempts)] == ["sealed"] * 5
    assert len(intake.entries()) == 25
    assert journal.problems() or twin.problems()
    assert intake.rows(conflicts)


def test_a_server_restored_from_a_backup_gets_the_rest_again(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    store = intake.directory / "server" / "acredita.db"
    attempt_maker.whole(journal, identity.seal_key)
    drain(journal, identity)
    intake.stop()
    intake.engine.dispose()
    shutil.copy(store, tmp_path / "backup.db")
    intake.start()
    attempt_maker.whole(journal, identity.seal_key)
    drain(journal, identity)
    intake.stop()
    intake.engine.dispose()
    for leftover in store.parent.glob("acredita.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", store)
    intake.start()
    with Uplink(journal, identity) as uplink:
        until(uplink, lambda state: state.connected)
        assert uplink.wait_until_sent(WAIT_S)
    assert [row.state for row in intake.rows(attempts)] == ["sealed", "sealed"]


def test_an_entry_the_server_cannot_take_is_noted_and_the_queue_goes_on(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    journal.append("event", b"poison", attempt="?", says="?")
    attempt = attempt_maker.whole(journal, identity.seal_key)
    with Uplink(journal, identity) as uplink:
        assert uplink.wait_until_sent(WAIT_S), uplink.state()
        assert uplink.state().set_aside == 1
    (problem,) = journal.problems()
    assert (problem.what, problem.seq) == ("quarantined", 1)
    assert [(row.seq, row.body) for row in intake.rows(quarantine)] == [(1, b"poison")]
    assert [(row.id, row.state) for row in intake.rows(attempts)] == [(attempt, "sealed")]


def test_a_seal_by_another_key_breaks_the_attempt(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, SealKey.generate())
    drain(journal, identity)
    assert [row.state for row in intake.rows(attempts)] == ["broken"]
    assert "not this kiosk's" in intake.rows(quarantine)[0].reason


def test_evidence_goes_on_where_it_was_when_the_server_comes_back(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    attempt = attempt_maker.whole(journal, identity.seal_key)
    clip = os.urandom(6_000_000)
    EvidenceShelf(journal).keep(clip, media_type="video/mp4", attempt=attempt, candidate="K7F-4Q2")
    with Uplink(journal, identity, chunk_bytes=16_384) as uplink:
        folder = intake.directory / "server" / "evidence"
        until(uplink, lambda _: sum(f.stat().st_size for f in folder.rglob("*.sealed")) > 500_000)
        intake.kill()
        before = sum(file.stat().st_size for file in folder.rglob("*.sealed"))
        intake.start()
        assert uplink.wait_until_sent(WAIT_S), uplink.state()
    (row,) = intake.rows(evidence)
    assert (row.stored_bytes, row.completed_at is not None) == (len(clip), True)
    assert 500_000 < before < 6_000_000


def test_evidence_altered_on_the_kiosk_is_refused_and_the_rest_goes_on(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    attempt = attempt_maker.whole(journal, identity.seal_key)
    shelf = EvidenceShelf(journal)
    described = {"media_type": "image/png", "attempt": attempt, "candidate": "K7F-4Q2"}
    shelf.keep(b"true picture", **described).path.write_bytes(b"fake picture")
    shelf.keep(b"another", **described)
    shelf.keep(b"a picture cut short", **described).path.write_bytes(b"a pic")
    shelf.keep(b"a picture that is gone", **described).path.unlink()
    drain(journal, identity)
    assert [row.size for row in intake.rows(evidence) if row.completed_at] == [len(b"another")]
    assert len(shelf.refusals()) == 3
