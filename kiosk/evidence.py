"""Room: kiosk. Evidence on the kiosk's disk: pictures and clips under their digest, until stored.

A file is whole and durable before the journal names it. Touches one folder and the journal's file.
"""

import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from kiosk.journal import DiskFullError, Journal, JournalError
from kiosk.journal_tables import database_of
from protocol.keyfiles import sync_folder
from protocol.messages import MAX_EVIDENCE_BYTES, Manifest
from protocol.times import utc_text

if TYPE_CHECKING:
    import sqlite_utils

# However much was sent before, finding what waits costs only what waits.
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS evidence_waiting ON evidence (id, size, attempt)"
    " WHERE stored_at IS NULL AND refusal IS NULL",
    "CREATE INDEX IF NOT EXISTS evidence_refused ON evidence (id) WHERE refusal IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS evidence_removable ON evidence (id)"
    " WHERE stored_at IS NOT NULL AND removed_at IS NULL",
)
_MADE_LAST = "evidence_removable"
"""Table and indexes are made in one transaction: where this one is, all are."""
_READ_BYTES = 1024 * 1024
_SWEEP_AFTER_S = 24 * 3600

log = structlog.get_logger()


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence of an attempt; `size` in bytes, `digest` of the file's content."""

    digest: str
    size: int
    media_type: str
    attempt: str
    candidate: str
    path: Path

    def manifest(self) -> Manifest:
        """What the server is told before the first chunk."""
        return Manifest(
            digest=self.digest,
            size=self.size,
            media_type=self.media_type,
            attempt=self.attempt,
            candidate=self.candidate,
        )


class EvidenceShelf:
    """The folder of evidence beside a journal (``evidence/`` in the journal's folder)."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.folder = journal.path.parent / "evidence"
        with _told_plainly(self.folder):
            self.folder.mkdir(exist_ok=True)
            self._sweep()
        if not journal.has(_MADE_LAST):
            with journal.transaction() as connection:
                _create_table(database_of(connection))

    def keep(
        self, content: bytes | Path, *, media_type: str, attempt: str, candidate: str
    ) -> Evidence:
        """Keep bytes, or a copy of a file, durably; the same content twice is kept once.

        Raises DiskFullError or JournalError; then nothing is kept.
        """
        try:
            digest, size = self._store(content)
        except DiskFullError as problem:
            if not self.journal.reserve.spend(str(problem)):
                raise
            digest, size = self._store(content)
        evidence = Evidence(digest, size, media_type, attempt, candidate, self.folder / digest)
        with self.journal.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO evidence (digest, attempt, candidate, media_type, size,"
                " kept_at) VALUES (?, ?, ?, ?, ?, ?)",
                (digest, attempt, candidate, media_type, size, utc_text()),
            )
        self.journal.changed()
        return evidence

    def of(self, attempt: str) -> list[Evidence]:
        """All evidence of an attempt, in the order it was kept."""
        return self._listed(
            "SELECT digest, size, media_type, attempt, candidate FROM evidence"
            " WHERE attempt = ? ORDER BY id",
            attempt,
        )

    def unsent(self) -> list[Evidence]:
        """Evidence the server has not confirmed, oldest first."""
        return self._listed(
            "SELECT digest, size, media_type, attempt, candidate FROM evidence"
            " WHERE stored_at IS NULL AND refusal IS NULL ORDER BY id"
        )

    def next_unsent(self) -> Evidence | None:
        """The piece to send next."""
        waiting = self._listed(
            "SELECT digest, size, media_type, attempt, candidate FROM evidence"
            " WHERE stored_at IS NULL AND refusal IS NULL ORDER BY id LIMIT 1"
        )
        return waiting[0] if waiting else None

    def waiting(self) -> tuple[int, int]:
        """How many pieces, and how many bytes, wait for the server's word."""
        ((pieces, size),) = self.journal.rows(
            "SELECT count(*), ifnull(sum(size), 0) FROM evidence"
            " WHERE stored_at IS NULL AND refusal IS NULL"
        )
        return int(pieces), int(size)

    def stored(self, digest: str, attempt: str) -> None:
        """Take the server's word that it has this evidence, whole and verified."""
        with self.journal.transaction() as connection:
            connection.execute(
                "UPDATE evidence SET stored_at = ? WHERE digest = ? AND attempt = ?",
                (utc_text(), digest, attempt),
            )

    def refused(self, digest: str, attempt: str, problem: str) -> None:
        """Keep the server's reason for not taking this evidence; it is not offered again."""
        with self.journal.transaction() as connection:
            connection.execute(
                "UPDATE evidence SET refusal = ? WHERE digest = ? AND attempt = ?",
                (problem, digest, attempt),
            )

    def refusals(self) -> list[str]:
        """Reasons of all refused evidence."""
        rows = self.journal.rows("SELECT refusal FROM evidence WHERE refusal IS NOT NULL")
        return [reason for (reason,) in rows]

    def make_room(self, needed: int) -> bool:
        """Delete the oldest evidence that the server has, until `needed` bytes are free.

        False when that does not suffice. What the server has not confirmed is never deleted.
        """
        while (free := shutil.disk_usage(self.folder).free) < needed:
            oldest = self.journal.rows(
                "SELECT id, digest, size FROM evidence WHERE stored_at IS NOT NULL"
                " AND removed_at IS NULL ORDER BY id LIMIT 1"
            )
            if not oldest:
                return False
            ((number, digest, size),) = oldest
            self._remove(number, digest)
            log.info("evidence.removed", digest=digest, size=size, free=free)
        return True

    def _remove(self, number: int, digest: str) -> None:
        """Note first, delete then: a crash between the two costs space, never evidence."""
        with self.journal.transaction() as connection:
            connection.execute(
                "UPDATE evidence SET removed_at = ? WHERE id = ?", (utc_text(), number)
            )
            ((needed,),) = connection.execute(
                "SELECT count(*) FROM evidence WHERE digest = ? AND stored_at IS NULL", (digest,)
            ).fetchall()
        if not needed:
            with _told_plainly(self.folder):
                (self.folder / digest).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what crashes left half written; a day old, so that nobody is still writing it."""
        for leftover in self.folder.glob("incoming-*"):
            if time.time() - leftover.stat().st_mtime > _SWEEP_AFTER_S:
                leftover.unlink(missing_ok=True)

    def _store(self, content: bytes | Path) -> tuple[str, int]:
        incoming = self.folder / f"incoming-{secrets.token_hex(8)}"
        with _told_plainly(self.folder):
            try:
                digest, size = _write_durably(incoming, content)
                incoming.rename(self.folder / digest)
            finally:
                incoming.unlink(missing_ok=True)
            sync_folder(self.folder)
        return digest, size

    def _listed(self, query: str, *values: object) -> list[Evidence]:
        return [
            Evidence(digest, size, media_type, attempt, candidate, self.folder / digest)
            for digest, size, media_type, attempt, candidate in self.journal.rows(query, *values)
        ]


def _write_durably(path: Path, content: bytes | Path) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    with path.open("xb") as handle:
        for block in _blocks(content):
            size += len(block)
            if size > MAX_EVIDENCE_BYTES:
                raise JournalError(f"evidence is over {MAX_EVIDENCE_BYTES} bytes; record less")
            hasher.update(block)
            handle.write(block)
        handle.flush()
        os.fsync(handle.fileno())
    return hasher.hexdigest(), size


def _blocks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as handle:
        while block := handle.read(_READ_BYTES):
            yield block


def _create_table(database: "sqlite_utils.Database") -> None:
    database["evidence"].create(
        {
            "id": int,
            "digest": str,
            "attempt": str,
            "candidate": str,
            "media_type": str,
            "size": int,
            "kept_at": str,
            "stored_at": str,
            "refusal": str,
            "removed_at": str,
        },
        pk="id",
        not_null={"digest", "attempt", "candidate", "media_type", "size", "kept_at"},
        if_not_exists=True,
    )
    table = database["evidence"]
    if "removed_at" not in table.columns_dict:  # a journal of an earlier release
        table.add_column("removed_at", str)
    table.create_index(["digest", "attempt"], unique=True, if_not_exists=True)
    table.create_index(["attempt"], if_not_exists=True)
    for index in _INDEXES:
        database.execute(index)


@contextmanager
def _told_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(f"the disk with {folder} is full; free some space") from problem
        raise JournalError(f"cannot keep evidence in {folder}: {problem}; check it") from problem
