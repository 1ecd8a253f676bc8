import errno
import os
import shutil
import threading
from pathlib import Path

import pytest

from kiosk.evidence import EvidenceShelf
from kiosk.journal import DiskFullError, Journal
from kiosk.lock import FolderInUseError, FolderLock
from kiosk.reserve import NoRoomError, Reserve

MIB = 1024 * 1024


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


@pytest.fixture
def shelf(journal: Journal) -> EvidenceShelf:
    return EvidenceShelf(journal)


def keep(shelf: EvidenceShelf, content: bytes, attempt: str = "a") -> Path:
    kept = shelf.keep(content, media_type="image/png", attempt=attempt, candidate="K7F-4Q2")
    shelf.stored(kept.digest, attempt)
    return kept.path


def test_space_held_back_is_really_taken_from_the_disk(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    reserve.hold(needed=2 * MIB, reserve=MIB)
    assert reserve.held == MIB
    assert reserve.path.stat().st_blocks * 512 >= MIB


def test_held_space_is_let_go_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    reserve.hold(needed=MIB, reserve=MIB)
    assert (reserve.release(), reserve.release(), reserve.held) == (True, False, 0)


def test_what_a_crash_left_held_counts_as_free(tmp_path: Path) -> None:
    Reserve(tmp_path).hold(needed=MIB, reserve=MIB)
    Reserve(tmp_path).hold(needed=MIB, reserve=MIB)
    assert Reserve(tmp_path).held == MIB


def test_without_room_nothing_is_held_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    with pytest.raises(NoRoomError, match="free some space"):
        reserve.hold(needed=2**62)
    assert reserve.held == 0


def test_a_disk_that_fills_while_space_is_taken_leaves_nothing_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(NoRoomError, match="free some space"):
        Reserve(tmp_path).hold(needed=MIB)
    assert Reserve(tmp_path).held == 0


def test_an_entry_that_finds_the_disk_full_takes_the_reserve(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.reserve.hold(needed=MIB, reserve=MIB)
    insert = journal._insert

    def full_while_held(row: tuple[object, ...]) -> int:
        if journal.reserve.held:
            raise DiskFullError("the disk is full; free some space")
        return insert(row)

    monkeypatch.setattr(journal, "_insert", full_while_held)
    assert journal.append("event", b"x", attempt="a", says="test.noted") == 1
    assert journal.reserve.held == 0


def test_evidence_that_finds_the_disk_full_takes_the_reserve(
    shelf: EvidenceShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = shelf.journal.reserve
    reserve.hold(needed=MIB, reserve=MIB)
    sync = os.fsync

    def full_while_held(descriptor: int) -> None:
        if reserve.held:
            raise OSError(errno.ENOSPC, "full")
        sync(descriptor)

    monkeypatch.setattr("kiosk.evidence.os.fsync", full_while_held)
    assert keep(shelf, b"picture").read_bytes() == b"picture"


def test_room_is_made_from_the_oldest_evidence_the_server_has(
    shelf: EvidenceShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = keep(shelf, b"old"), keep(shelf, b"new")
    usage = shutil.disk_usage(shelf.folder)
    free = lambda _: usage._replace(free=0 if old.exists() else MIB)  # noqa: E731
    monkeypatch.setattr("kiosk.evidence.shutil.disk_usage", free)
    assert shelf.make_room(MIB)
    assert (old.exists(), new.exists()) == (False, True)


def test_evidence_the_server_lacks_is_never_deleted(shelf: EvidenceShelf) -> None:
    waiting = shelf.keep(b"w", media_type="image/png", attempt="a", candidate="K7F-4Q2")
    sent = keep(shelf, b"s")
    assert not shelf.make_room(2**62)
    assert (waiting.path.exists(), sent.exists()) == (True, False)


def test_a_picture_two_attempts_share_stays_while_one_still_needs_it(shelf: EvidenceShelf) -> None:
    shared = keep(shelf, b"same", attempt="a")
    shelf.keep(b"same", media_type="image/png", attempt="b", candidate="K7F-4Q2")
    assert not shelf.make_room(2**62)
    assert shared.exists()


def test_a_journal_of_an_earlier_release_gains_what_it_lacks(
    journal: Journal, shelf: EvidenceShelf
) -> None:
    for index in ("evidence_waiting", "evidence_refused", "evidence_removable"):
        journal.rows(f"DROP INDEX {index}")
    journal.rows("ALTER TABLE evidence DROP COLUMN removed_at")
    again = EvidenceShelf(journal)
    keep(again, b"picture")
    assert not again.make_room(2**62)


def test_a_folder_is_worked_with_by_one_program_at_a_time(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.hold()
    with pytest.raises(FolderInUseError, match="close it first"):
        second.hold()
    first.release()
    second.hold()
    second.release()


def test_who_may_wait_gets_the_folder_when_it_becomes_free(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.hold()
    threading.Timer(0.2, first.release).start()
    second.hold(within_s=30.0)
    second.release()
