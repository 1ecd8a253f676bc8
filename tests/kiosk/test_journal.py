import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from kiosk.backlog import backlog_of
from kiosk.evidence import EvidenceShelf
from kiosk.journal import DiskFullError, Journal, JournalError
from protocol import digest_bytes
from protocol.messages import MAX_ENTRIES, MAX_ENTRIES_BYTES

ATTEMPT = str(uuid.UUID(int=1))


def write(journal: Journal, count: int = 1, body: bytes = b"x", attempt: str = ATTEMPT) -> int:
    seq = 0
    for _ in range(count):
        seq = journal.append("event", body, attempt=attempt, says="test.noted")
    return seq


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


def test_sequences_count_from_one_without_gaps(journal: Journal) -> None:
    assert [write(journal) for _ in range(3)] == [1, 2, 3]


def test_an_entry_is_there_after_opening_again(journal: Journal) -> None:
    write(journal, body=b"kept")
    again = Journal(journal.path)
    assert (again.last_seq, again.entries_after(0)[0].body) == (1, b"kept")


def test_the_stream_keeps_its_id(journal: Journal) -> None:
    assert Journal(journal.path).stream == journal.stream


def test_what_another_process_confirmed_counts_at_once(journal: Journal) -> None:
    write(journal, 3)
    uplink = Journal(journal.path)
    uplink.acknowledge(2)
    assert (journal.stream.acknowledged, journal.unsent()) == (2, 1)


def test_a_stream_that_another_process_opened_is_the_one_in_use(journal: Journal) -> None:
    write(journal, 3)
    uplink = Journal(journal.path)
    opened = uplink.new_stream(after=2, kiosk="k1")
    assert journal.stream == opened
    assert (journal.last_seq, write(journal)) == (1, 2)


def test_what_the_kiosk_wrote_meanwhile_is_there_to_send(journal: Journal) -> None:
    uplink = Journal(journal.path)
    write(journal, 2, body=b"new")
    assert [entry.body for entry in uplink.entries_after(0)] == [b"new", b"new"]


def test_every_commit_is_flushed_to_the_disk(journal: Journal) -> None:
    assert journal.rows("PRAGMA synchronous") == [(2,)]
    assert journal.rows("PRAGMA journal_mode") == [("wal",)]


WRITER = """
import sys
from pathlib import Path
from kiosk.journal import Journal
journal = Journal(Path(sys.argv[1]))
while True:
    print(journal.append("event", b"x", attempt="a", says="test.noted"), flush=True)
"""


def test_what_was_appended_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    seen = [int(writer.stdout.readline()) for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    rest, _ = writer.communicate()
    returned = seen + [int(line) for line in rest.split()]
    assert Journal(path).last_seq >= max(returned)
    assert returned == list(range(1, len(returned) + 1))


def test_entries_wait_until_the_receipt_and_stay_after_it(journal: Journal) -> None:
    write(journal, 5)
    journal.acknowledge(3)
    assert (journal.unsent(), len(journal.entries_after(0))) == (2, 5)


def test_the_receipt_is_remembered(journal: Journal) -> None:
    write(journal, 2)
    journal.acknowledge(2)
    assert Journal(journal.path).unsent() == 0


def test_attempts_waiting_are_counted_once_each(journal: Journal) -> None:
    for attempt in ("a", "b", "c"):
        write(journal, 2, attempt=attempt)
    journal.acknowledge(3)
    EvidenceShelf(journal)
    assert backlog_of(journal).attempts == 2


def test_a_draining_frame_holds_at_most_64_entries(journal: Journal) -> None:
    write(journal, MAX_ENTRIES + 1)
    assert len(journal.entries_after(0)) == MAX_ENTRIES


def test_a_frame_is_closed_before_its_bodies_are_too_large(journal: Journal) -> None:
    write(journal, 3, body=b"x" * (MAX_ENTRIES_BYTES // 2))
    assert len(journal.entries_after(0)) == 2


def test_a_large_entry_travels_alone(journal: Journal) -> None:
    write(journal, 2, body=b"x" * (MAX_ENTRIES_BYTES + 1))
    assert len(journal.entries_after(0)) == 1


def test_a_new_stream_begins_with_what_was_not_acknowledged(journal: Journal) -> None:
    for body in (b"1", b"2", b"3"):
        write(journal, body=body)
    old = journal.stream
    journal.new_stream(2, "kiosk")
    assert journal.stream.id != old.id
    assert (journal.last_seq, journal.unsent()) == (1, 1)
    assert journal.entries_after(0)[0].body == b"3"
    assert write(journal) == 2


def test_a_new_stream_is_remembered(journal: Journal) -> None:
    write(journal, 3)
    journal.new_stream(1, "kiosk")
    again = Journal(journal.path)
    assert (again.stream, again.last_seq) == (journal.stream, 2)


def test_the_stream_stays_with_the_kiosk_it_belongs_to(journal: Journal) -> None:
    stream = journal.stream.id
    journal.bind("kiosk one")
    assert journal.bind("kiosk one").id == stream


def test_a_kiosk_paired_anew_opens_a_stream_of_its_own(journal: Journal) -> None:
    journal.bind("kiosk one")
    write(journal, 3)
    journal.acknowledge(2)
    fresh = journal.bind("kiosk two")
    assert (fresh.kiosk, journal.last_seq, journal.unsent()) == ("kiosk two", 1, 1)


def test_the_server_may_have_less_than_it_confirmed(journal: Journal) -> None:
    write(journal, 5)
    journal.acknowledge(5)
    journal.acknowledge(2)
    assert journal.unsent() == 3


def test_the_digest_of_an_entry_is_that_of_its_bytes(journal: Journal) -> None:
    write(journal, body=b"kept")
    assert (journal.digest_at(1), journal.digest_at(2)) == (digest_bytes(b"kept"), None)


def test_a_listener_hears_of_every_entry(journal: Journal) -> None:
    heard: list[int] = []
    journal.listen(lambda: heard.append(journal.last_seq))
    write(journal, 2)
    journal.listen(None)
    write(journal)
    assert heard == [1, 2]


def test_a_problem_is_kept_once(journal: Journal) -> None:
    for _ in range(2):
        journal.note_problem(journal.stream.id, 3, "quarantined", "not an event")
    (problem,) = journal.problems()
    assert (problem.seq, problem.what, problem.detail) == (3, "quarantined", "not an event")


def test_a_full_disk_is_said_plainly_and_loses_nothing(journal: Journal) -> None:
    write(journal, body=b"kept")
    journal.rows("PRAGMA max_page_count=1")  # no larger than it is
    with pytest.raises(DiskFullError, match="free some space"):
        write(journal, body=b"x" * 200_000)
    journal.rows("PRAGMA max_page_count=1000000")
    assert write(journal, body=b"after") == 2
    assert [entry.body for entry in journal.entries_after(0)] == [b"kept", b"after"]


def test_a_file_that_is_no_journal_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"something else entirely" * 100)
    with pytest.raises(JournalError, match="call support"):
        Journal(tmp_path / "journal.db")


def test_a_journal_held_by_a_broken_program_is_said_plainly(journal: Journal) -> None:
    journal.rows("PRAGMA busy_timeout=1")
    other = sqlite3.connect(journal.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="locked"):
        write(journal)
    other.execute("ROLLBACK")
    assert write(journal) == 1
