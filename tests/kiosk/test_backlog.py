from pathlib import Path

import pytest

from kiosk.backlog import Backlog, backlog_of, everything_confirmed
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal.db")
    EvidenceShelf(made)
    return made


def write(journal: Journal, attempt: str, count: int = 1) -> None:
    for _ in range(count):
        journal.append("event", b"x", attempt=attempt, says="test.noted")


def keep(journal: Journal, content: bytes, attempt: str) -> str:
    shelf = EvidenceShelf(journal)
    return shelf.keep(content, media_type="image/png", attempt=attempt, candidate="K").digest


def test_an_attempt_waits_while_any_of_it_does(journal: Journal) -> None:
    write(journal, "a", 2)
    write(journal, "b")
    digest = keep(journal, b"1234", "a")
    journal.acknowledge(3)
    assert backlog_of(journal) == Backlog(1, 0, 1, 4, 0)
    EvidenceShelf(journal).stored(digest, "a")
    assert backlog_of(journal) == Backlog(0, 0, 0, 0, 0)


def test_an_attempt_with_entries_and_evidence_waiting_is_counted_once(journal: Journal) -> None:
    write(journal, "a", 3)
    keep(journal, b"1", "a")
    keep(journal, b"2", "b")
    assert backlog_of(journal) == Backlog(2, 3, 2, 2, 0)


def test_what_the_server_could_not_take_is_counted_apart(journal: Journal) -> None:
    journal.note_problem("s", 1, "quarantined", "not an event")
    journal.note_problem("s", 2, "forked", "this journal was copied")
    EvidenceShelf(journal).refused(keep(journal, b"1", "a"), "a", "erased")
    assert backlog_of(journal) == Backlog(0, 0, 0, 0, 2)


def test_everything_is_confirmed_only_when_evidence_is_too(journal: Journal) -> None:
    write(journal, "a")
    digest = keep(journal, b"1", "a")
    assert not everything_confirmed(journal)
    journal.acknowledge(1)
    assert not everything_confirmed(journal)
    EvidenceShelf(journal).stored(digest, "a")
    assert everything_confirmed(journal)


def test_finding_what_waits_does_not_read_what_was_sent(journal: Journal) -> None:
    queries = (
        "SELECT id FROM evidence WHERE stored_at IS NULL AND refusal IS NULL ORDER BY id LIMIT 1",
        "SELECT sum(size) FROM evidence WHERE stored_at IS NULL AND refusal IS NULL",
    )
    for query in queries:
        plan = " ".join(row[3] for row in journal.rows(f"EXPLAIN QUERY PLAN {query}"))
        assert "evidence_waiting" in plan


def test_the_last_contact_is_remembered(journal: Journal) -> None:
    assert journal.last_contact() is None
    journal.heard("2026-11-22T14:02:00.000Z")
    assert Journal(journal.path).last_contact() == "2026-11-22T14:02:00.000Z"
