import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest

from kiosk.attempt_log import AttemptLog, AttemptLogError
from kiosk.journal import Journal
from protocol import BodyError, ChainError, ProtocolError, SealKey, verify_chain, verify_seal
from protocol.bodies import StepStarted

KEY = SealKey.generate()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


def test_events_of_an_attempt_form_a_chain(journal: Journal, attempt_maker: Any) -> None:
    log = attempt_maker.begin(journal, KEY)
    for step in ("lay", "tidy"):
        log.write("step.started", {"step": step})
    assert [event.n for event in journal.events_of(log.attempt)] == [0, 1, 2]
    verify_chain(journal.events_of(log.attempt))


def test_attempts_do_not_mix(journal: Journal, attempt_maker: Any) -> None:
    one, other = attempt_maker.begin(journal, KEY), attempt_maker.begin(journal, KEY)
    one.write("step.started", {"step": "lay"})
    assert len(journal.events_of(one.attempt)) == 2
    assert len(journal.events_of(other.attempt)) == 1


def test_an_interrupted_attempt_goes_on_where_it_was(journal: Journal, attempt_maker: Any) -> None:
    attempt = attempt_maker.begin(journal, KEY).attempt
    again = AttemptLog.resume(Journal(journal.path), attempt, KEY)
    again.write("step.started", StepStarted(step="lay"))
    seal = again.seal()
    verify_seal(seal, journal.events_of(attempt), KEY.public)


def test_a_sealed_attempt_gives_the_same_seal_again(journal: Journal, attempt_maker: Any) -> None:
    log = attempt_maker.begin(journal, KEY)
    seal = log.seal()
    assert AttemptLog.resume(journal, log.attempt, SealKey.generate()).seal() == seal
    assert journal.last_seq == 2


def test_nothing_follows_a_seal(journal: Journal, attempt_maker: Any) -> None:
    log = attempt_maker.begin(journal, KEY)
    log.seal()
    with pytest.raises(AttemptLogError, match="is over"):
        log.write("step.started", {"step": "lay"})


@pytest.mark.parametrize(
    ("kind", "body"), [("attempt.voided", {"reason": "camera died"}), ("consent.refused", {})]
)
def test_nothing_follows_a_voided_or_refused_attempt(
    journal: Journal, attempt_maker: Any, kind: str, body: dict[str, object]
) -> None:
    log = attempt_maker.begin(journal, KEY)
    log.write(kind, body)
    with pytest.raises(AttemptLogError, match="is over"):
        AttemptLog.resume(journal, log.attempt, KEY).write("step.started", {"step": "lay"})


def test_open_attempts_are_those_a_crash_interrupted(journal: Journal, attempt_maker: Any) -> None:
    sealed = attempt_maker.begin(journal, KEY)
    sealed.seal()
    attempt_maker.begin(journal, KEY).write("attempt.voided", {"reason": "camera died"})
    attempt_maker.begin(journal, KEY).write("consent.refused", {})
    first, second = attempt_maker.begin(journal, KEY), attempt_maker.begin(journal, KEY)
    assert journal.open_attempts() == [first.attempt, second.attempt]


def test_a_body_the_server_would_not_take_is_not_written(
    journal: Journal, attempt_maker: Any
) -> None:
    log = attempt_maker.begin(journal, KEY)
    with pytest.raises(BodyError):
        log.write("step.finished", {"step": "lay"})
    assert (journal.last_seq, len(log.events)) == (1, 1)


def test_an_unknown_attempt_cannot_be_resumed(journal: Journal) -> None:
    with pytest.raises(AttemptLogError, match="start a new one"):
        AttemptLog.resume(journal, str(uuid.uuid4()), KEY)


def test_an_attempt_without_events_cannot_be_sealed(journal: Journal) -> None:
    with pytest.raises(AttemptLogError):
        AttemptLog(journal, str(uuid.uuid4()), KEY).seal()


@pytest.mark.parametrize("altered", [b'"step":"tidy"', b"not json"])
def test_an_event_altered_on_disk_is_found(
    journal: Journal, attempt_maker: Any, altered: bytes
) -> None:
    log = attempt_maker.begin(journal, KEY)
    log.write("step.started", {"step": "lay"})
    log.write("step.started", {"step": "lay"})
    with sqlite3.connect(journal.path) as thief:
        (body,) = thief.execute("SELECT body FROM entries WHERE position = 2").fetchone()
        forged = body.replace(b'"step":"lay"', altered)
        thief.execute("UPDATE entries SET body = ? WHERE position = 2", (forged,))
    with pytest.raises(ProtocolError) as caught:
        AttemptLog.resume(journal, log.attempt, KEY)
    assert isinstance(caught.value, ChainError) == (altered != b"not json")
