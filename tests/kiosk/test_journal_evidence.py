import errno
import hashlib
import os
import uuid
from pathlib import Path

import pytest

from kiosk.evidence import Evidence, EvidenceShelf
from kiosk.journal import DiskFullError, Journal

ATTEMPT, OTHER = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
PICTURE = b"a picture" * 1000


@pytest.fixture
def shelf(tmp_path: Path) -> EvidenceShelf:
    return EvidenceShelf(Journal(tmp_path / "journal.db"))


def keep(shelf: EvidenceShelf, content: bytes | Path = PICTURE, attempt: str = ATTEMPT) -> Evidence:
    return shelf.keep(content, media_type="image/png", attempt=attempt, candidate="K7F-4Q2")


def test_evidence_lies_under_its_digest(shelf: EvidenceShelf) -> None:
    kept = keep(shelf)
    assert kept.path.name == kept.digest == hashlib.sha256(PICTURE).hexdigest()
    assert (kept.path.read_bytes(), kept.size) == (PICTURE, len(PICTURE))


def test_a_file_is_kept_as_a_copy(shelf: EvidenceShelf, tmp_path: Path) -> None:
    clip = tmp_path / "clip.avi"
    clip.write_bytes(os.urandom(3_000_000))
    kept = keep(shelf, clip)
    assert kept.path.read_bytes() == clip.read_bytes()


def test_evidence_is_there_after_opening_again(shelf: EvidenceShelf) -> None:
    kept = keep(shelf)
    again = EvidenceShelf(Journal(shelf.journal.path))
    assert again.of(ATTEMPT) == again.unsent() == [kept]


def test_the_same_content_twice_is_kept_once(shelf: EvidenceShelf) -> None:
    assert keep(shelf) == keep(shelf)
    assert len(shelf.of(ATTEMPT)) == 1
    assert len(list(shelf.folder.iterdir())) == 1


def test_the_same_content_may_belong_to_two_attempts(shelf: EvidenceShelf) -> None:
    keep(shelf)
    keep(shelf, attempt=OTHER)
    shelf.stored(hashlib.sha256(PICTURE).hexdigest(), ATTEMPT)
    assert [waiting.attempt for waiting in shelf.unsent()] == [OTHER]


def test_stored_evidence_waits_no_more_and_stays(shelf: EvidenceShelf) -> None:
    kept = keep(shelf)
    assert shelf.waiting() == (1, len(PICTURE))
    shelf.stored(kept.digest, ATTEMPT)
    assert (shelf.waiting(), shelf.next_unsent()) == ((0, 0), None)
    assert kept.path.exists()


def test_refused_evidence_is_not_offered_again(shelf: EvidenceShelf) -> None:
    kept = keep(shelf)
    shelf.refused(kept.digest, ATTEMPT, "the bytes do not have the digest")
    assert shelf.next_unsent() is None
    assert shelf.refusals() == ["the bytes do not have the digest"]


def test_the_oldest_evidence_goes_first(shelf: EvidenceShelf) -> None:
    first = keep(shelf, b"first")
    keep(shelf, b"second")
    assert shelf.next_unsent() == first


def test_a_failed_copy_leaves_nothing(shelf: EvidenceShelf, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="cannot keep evidence"):
        keep(shelf, tmp_path / "no such clip.avi")
    assert (list(shelf.folder.iterdir()), shelf.of(ATTEMPT)) == ([], [])


def test_what_a_crash_left_half_written_is_swept_after_a_day(shelf: EvidenceShelf) -> None:
    old, new = shelf.folder / "incoming-old", shelf.folder / "incoming-new"
    for leftover in (old, new):
        leftover.write_bytes(b"half")
    os.utime(old, (0, 0))
    EvidenceShelf(shelf.journal)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_full_disk_is_said_plainly_and_keeps_nothing(
    shelf: EvidenceShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("kiosk.evidence.os.fsync", no_room)
        with pytest.raises(DiskFullError, match="full"):
            keep(shelf)
    assert (list(shelf.folder.iterdir()), shelf.of(ATTEMPT)) == ([], [])
