"""A journal is checked, and what can be read of a damaged one is saved."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.journal_check import Report, check_journal
from kiosk.journal_repair import repair_journal
from kiosk.lock import FolderInUseError, FolderLock
from protocol import Event, SealKey, decode_event, digest_bytes, encode_event, verify_chain

KEY = SealKey.generate()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal.db")
    EvidenceShelf(made)
    return made


def problems(report: Report) -> str:
    return "\n".join(str(finding) for finding in report.findings)


def change(journal: Journal, statement: str, *values: object) -> None:
    with journal.transaction() as connection:
        connection.execute(statement, values)


def keep(journal: Journal, content: bytes, attempt: str) -> Path:
    shelf = EvidenceShelf(journal)
    return shelf.keep(content, media_type="image/png", attempt=attempt, candidate="K7F").path


def ruin(journal: Journal, attempt: str) -> None:
    """Overwrite the page in the middle of the file that holds an attempt's bodies."""
    journal.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    journal.close()
    data = bytearray(journal.path.read_bytes())
    at = data.rindex(f'"attempt":"{attempt}"'.encode()) // 4096 * 4096
    data[at : at + 4096] = b"\xff" * 4096
    journal.path.write_bytes(data)


def test_a_journal_as_the_kiosk_writes_it_is_sound(journal: Journal, attempt_maker: Any) -> None:
    attempt = attempt_maker.whole(journal, KEY)
    attempt_maker.begin(journal, KEY)
    keep(journal, b"picture", attempt)
    assert check_journal(journal.path) == Report((), 6, 2)


def test_a_journal_that_was_closed_can_be_checked(journal: Journal, attempt_maker: Any) -> None:
    attempt_maker.whole(journal, KEY)
    journal.close()
    assert check_journal(journal.path).sound


def test_checking_changes_nothing(journal: Journal, attempt_maker: Any) -> None:
    attempt_maker.whole(journal, KEY)
    journal.close()
    before = journal.path.read_bytes()
    check_journal(journal.path)
    assert journal.path.read_bytes() == before


def test_a_missing_journal_is_said(tmp_path: Path) -> None:
    assert "no journal" in problems(check_journal(tmp_path / "journal.db"))


def test_a_file_that_is_no_journal_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"something else entirely" * 100)
    assert "cannot be read" in problems(check_journal(tmp_path / "journal.db"))


def test_an_altered_event_breaks_its_attempt_and_no_other(
    journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, KEY)
    altered = attempt_maker.whole(journal, KEY)
    data = journal.entries_after(6, 1)[0].body
    event = decode_event(data)
    other = Event(
        **{f: getattr(event, f) for f in event.__struct_fields__} | {"at": "2020-01-01T00:00:00Z"}
    )
    change(journal, "UPDATE entries SET body = ? WHERE position = 7", encode_event(other))
    (finding,) = check_journal(journal.path).findings
    assert altered in finding.where
    assert "chain is broken at event 2" in finding.problem


def test_a_false_seal_is_said(journal: Journal, attempt_maker: Any) -> None:
    one, other = attempt_maker.whole(journal, KEY), attempt_maker.whole(journal, KEY)
    change(
        journal,
        "UPDATE entries SET body = (SELECT body FROM entries WHERE attempt = ? AND says = 'seal')"
        " WHERE attempt = ? AND says = 'seal'",
        one,
        other,
    )
    assert other in problems(check_journal(journal.path))


def test_a_missing_entry_is_said(journal: Journal, attempt_maker: Any) -> None:
    attempt_maker.whole(journal, KEY)
    change(journal, "DELETE FROM entries WHERE position = 2")
    assert "1 of 5 are missing" in problems(check_journal(journal.path))


def test_confirmations_of_entries_that_are_gone_say_a_restored_copy(
    journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, KEY)
    journal.acknowledge(9)
    assert "restored from an older copy" in problems(check_journal(journal.path))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: path.write_bytes(b"pic"), "3 bytes instead of 7"),
        (lambda path: path.write_bytes(b"PICTURE"), "altered"),
    ],
    ids=["gone", "cut short", "altered"],
)
def test_evidence_that_cannot_be_sent_is_said(
    journal: Journal, attempt_maker: Any, spoil: Any, said: str
) -> None:
    spoil(keep(journal, b"picture", attempt_maker.whole(journal, KEY)))
    assert said in problems(check_journal(journal.path))


def test_a_damaged_page_is_found(journal: Journal, attempt_maker: Any) -> None:
    attempts = [attempt_maker.whole(journal, KEY) for _ in range(12)]
    ruin(journal, attempts[5])
    report = check_journal(journal.path)
    assert not report.sound
    assert "--repair" in report.findings[0].remedy


def test_repair_saves_every_attempt_that_can_be_read(journal: Journal, attempt_maker: Any) -> None:
    attempts = [attempt_maker.whole(journal, KEY) for _ in range(12)]
    ruin(journal, attempts[5])
    damaged = journal.path.read_bytes()
    repair = repair_journal(journal.path)
    again = Journal(journal.path)
    saved = [one for one in attempts if again.seal_of(one) and len(again.events_of(one)) == 4]
    assert len(saved) >= 9
    assert all(verify_chain(again.events_of(one)) for one in saved)
    assert (repair.entries, repair.entries + repair.lost) == (again.last_seq, 60)
    assert repair.kept.read_bytes() == damaged


def test_a_repaired_journal_has_a_new_stream_behind_what_was_confirmed(
    journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, KEY)
    attempt_maker.whole(journal, KEY)
    journal.bind("kiosk-1")
    journal.acknowledge(5)
    before = journal.stream
    journal.close()
    repair_journal(journal.path)
    again = Journal(journal.path)
    assert again.stream.id != before.id
    assert (again.stream.kiosk, again.last_seq, again.unsent()) == ("kiosk-1", 5, 5)
    assert check_journal(journal.path).sound


def test_entries_not_yet_in_the_main_file_are_saved_too(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt = attempt_maker.whole(journal, KEY)
    copy = tmp_path / "after a power cut"
    copy.mkdir()
    for end in ("", "-wal"):  # nothing was closed: the entries are in the -wal file
        shutil.copy(f"{journal.path}{end}", copy / f"journal.db{end}")
    repair_journal(copy / "journal.db")
    assert len(Journal(copy / "journal.db").events_of(attempt)) == 4


def test_evidence_is_listed_again_from_the_events_that_name_it(
    journal: Journal, attempt_maker: Any
) -> None:
    log = attempt_maker.begin(journal, KEY)
    path = keep(journal, b"picture", log.attempt)
    named = {"digest": path.name, "media_type": "image/png", "size": 7, "role": "photo"}
    log.write("evidence.captured", named | {"step": "lay"})
    change(journal, "DROP TABLE evidence")
    journal.close()
    assert repair_journal(journal.path).evidence == 1
    (piece,) = EvidenceShelf(Journal(journal.path)).unsent()
    assert (piece.digest, piece.size) == (digest_bytes(b"picture"), 7)


def test_a_journal_in_use_is_not_repaired(journal: Journal) -> None:
    lock = FolderLock(journal.path.parent)
    lock.hold()
    with pytest.raises(FolderInUseError):
        repair_journal(journal.path)
    lock.release()


def test_a_journal_whose_beginning_is_destroyed_is_kept_and_left(
    journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, KEY)
    journal.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    journal.close()
    data = journal.path.read_bytes()
    journal.path.write_bytes(b"\x00" * 4096 + data[4096:])
    repair = repair_journal(journal.path)
    assert repair.kept.read_bytes()[4096:] == data[4096:]
    with sqlite3.connect(journal.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
