"""Room: kiosk. A fresh journal from what can still be read of a damaged one, which is kept.

The kiosk must be closed. Touches the kiosk's folder: writes ``journal.db`` anew, and beside it a
copy of the damaged file that is never deleted.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from kiosk.errors import KioskError
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.journal_check import open_for_reading
from kiosk.lock import IN_USE, SENDING, FolderLock
from protocol import ProtocolError, decode_event
from protocol.keyfiles import sync_folder
from protocol.times import utc_text

_LEAST_ROW_BYTES = 64
"""No entry takes less in the file: bounds how many there can have been."""

log = structlog.get_logger()


class RepairError(KioskError):
    """The journal could not be repaired; nothing was changed."""


@dataclass(frozen=True)
class Repair:
    """What was saved: entries written anew, positions that could not be read, evidence noted.

    `kept` is the damaged file.
    """

    kept: Path
    entries: int
    lost: int
    evidence: int


def repair_journal(path: Path) -> Repair:
    """Recover what is readable into a fresh journal with a new stream id.

    The server stores once what it had already. Raises RepairError, FolderInUseError.
    """
    locks = [FolderLock(path.parent, name) for name in (IN_USE, SENDING)]
    try:
        for lock in locks:
            lock.hold()
        kept = _keep(path)
        fresh = path.with_name("journal.recovered.db")
        _remove(fresh)
        with closing(open_for_reading(kept)) as damaged:
            repair = _recover(damaged, kept, fresh)
        kept.with_name(f"{kept.name}-shm").unlink(missing_ok=True)
        _take_the_place(fresh, path)
    except (OSError, sqlite3.Error) as problem:
        raise RepairError(
            f"{path} could not be repaired: {problem}; free some space and try again"
        ) from problem
    finally:
        for lock in locks:
            lock.release()
    log.warning("journal.repaired", path=str(path), kept=str(kept), entries=repair.entries)
    return repair


def _keep(path: Path) -> Path:
    """Copy the damaged file and what SQLite has beside it, durably."""
    stamp = utc_text().replace(":", "").replace(".", "")
    kept = path.with_name(f"journal.damaged-{stamp}.db")
    for end in ("", "-wal"):
        source = path.with_name(path.name + end)
        if source.exists():
            copy = kept.with_name(kept.name + end)
            shutil.copyfile(source, copy)
            with copy.open("rb") as handle:
                os.fsync(handle.fileno())
    sync_folder(path.parent)
    return kept


def _recover(damaged: sqlite3.Connection, kept: Path, fresh: Path) -> Repair:
    journal = Journal(fresh)
    EvidenceShelf(journal)
    stream = _last_stream(damaged)
    last, written, confirmed = _last_position(damaged, kept), 0, 0
    with journal.transaction() as connection:
        for position, row in _entries(damaged, last):
            connection.execute(
                "INSERT INTO entries (entry_kind, attempt, says, body, written_at)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )
            written += 1
            if stream is not None and position < stream[1] + stream[2]:
                confirmed = written
        pieces = _recover_evidence(damaged, connection)
        pieces += _note_evidence(connection, fresh.parent / "evidence")
    # What the server confirmed need not travel again; a new stream begins behind it.
    journal.new_stream(confirmed, stream[0] if stream is not None else None)
    lost = _lost(damaged, last, written)
    journal.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    journal.close()
    return Repair(kept, written, lost, pieces)


def _last_stream(damaged: sqlite3.Connection) -> tuple[str | None, int, int] | None:
    """Kiosk, first position and confirmed count of the newest stream; None when unreadable."""
    try:
        row = damaged.execute(
            "SELECT kiosk, first_position, acknowledged FROM streams ORDER BY opened DESC LIMIT 1"
        ).fetchone()
    except sqlite3.Error:
        return None
    return row if row is None else (row[0], int(row[1]), int(row[2]))


def _last_position(damaged: sqlite3.Connection, kept: Path) -> int:
    """The highest position there may be; when the table does not say, what its size allows."""
    for query in (
        "SELECT max(position) FROM entries",
        "SELECT max(position) FROM (SELECT position FROM entries ORDER BY attempt, position)",
    ):
        try:
            ((last,),) = damaged.execute(query).fetchall()
        except sqlite3.Error:
            continue
        return int(last or 0)
    return kept.stat().st_size // _LEAST_ROW_BYTES


def _entries(damaged: sqlite3.Connection, last: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each entry that can be read, asked for by its position: a damaged page costs only its own."""
    query = (
        "SELECT entry_kind, attempt, says, body, written_at FROM entries NOT INDEXED"
        " WHERE position = ?"
    )
    for position in range(1, last + 1):
        try:
            row = damaged.execute(query, (position,)).fetchone()
        except sqlite3.Error:
            continue
        if row is not None and _is_entry(row):
            yield position, tuple(row)


def _is_entry(row: tuple[Any, ...]) -> bool:
    kind, attempt, says, body, written_at = row
    return all(isinstance(text, str) for text in (kind, attempt, says, written_at)) and isinstance(
        body, bytes
    )


def _lost(damaged: sqlite3.Connection, last: int, written: int) -> int:
    """How many positions of the damaged file could not be read, as far as it says."""
    try:
        ((known,),) = damaged.execute("SELECT max(position) FROM entries").fetchall()
    except sqlite3.Error:
        return 0
    return max(0, int(known or 0) - written)


def _recover_evidence(damaged: sqlite3.Connection, connection: sqlite3.Connection) -> int:
    """Copy the list of evidence, row by row."""
    count = 0
    query = (
        "SELECT digest, attempt, candidate, media_type, size, kept_at, stored_at, refusal"
        " FROM evidence NOT INDEXED WHERE id = ?"
    )
    try:
        ((last,),) = damaged.execute("SELECT max(id) FROM evidence").fetchall()
    except sqlite3.Error:
        return 0
    for number in range(1, int(last or 0) + 1):
        try:
            row = damaged.execute(query, (number,)).fetchone()
        except sqlite3.Error:
            continue
        if row is not None:
            connection.execute(
                "INSERT OR IGNORE INTO evidence (digest, attempt, candidate, media_type, size,"
                " kept_at, stored_at, refusal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            count += 1
    return count


def _note_evidence(connection: sqlite3.Connection, folder: Path) -> int:
    """Note pieces that events name and that lie in the folder, but that the list had lost.

    The server says so at once when it has one of them already.
    """
    candidates: dict[str, str] = {}
    count = 0
    rows = connection.execute(
        "SELECT attempt, says, body, written_at FROM entries"
        " WHERE says IN ('attempt.started', 'evidence.captured') ORDER BY position"
    ).fetchall()
    for attempt, says, data, written_at in rows:
        try:
            body = decode_event(data).body
        except ProtocolError:
            continue
        if says == "attempt.started":
            candidates[attempt] = str(body["candidate"])
        elif attempt in candidates and (folder / str(body["digest"])).is_file():
            row = (body["digest"], attempt, candidates[attempt], body["media_type"], body["size"])
            count += connection.execute(
                "INSERT OR IGNORE INTO evidence (digest, attempt, candidate, media_type, size,"
                " kept_at) VALUES (?, ?, ?, ?, ?, ?)",
                (*row, written_at),
            ).rowcount
    return count


def _take_the_place(fresh: Path, path: Path) -> None:
    """Put the fresh journal where the damaged one is; the latter's copy is durable by now."""
    for end in ("-wal", "-shm"):  # they belong to the damaged file and would spoil the fresh one
        path.with_name(path.name + end).unlink(missing_ok=True)
    fresh.replace(path)
    _remove(fresh)
    sync_folder(path.parent)


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
