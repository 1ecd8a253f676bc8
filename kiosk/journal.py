"""Room: kiosk. The journal: every entry is durable here before anything else happens with it.

One SQLite file, WAL with synchronous=FULL. Entries are never deleted: after the server's receipt
they still serve to show and to replay an attempt. Touches the file it is given and nothing else.
"""

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from kiosk.journal_tables import MADE_LAST, create_tables, database_of
from kiosk.reserve import NoRoomError, Reserve
from protocol import Event, Seal, decode_event, decode_seal, digest_bytes
from protocol.messages import MAX_ENTRIES, MAX_ENTRIES_BYTES, Entry
from protocol.times import utc_text

ENDING_EVENTS = ("consent.refused", "attempt.voided")
"""Events after which an attempt is over without a seal."""


class JournalError(KioskError):
    """The journal cannot be read or written."""


class DiskFullError(JournalError, NoRoomError):
    """There is no room left to write anything down."""


@dataclass(frozen=True)
class Stream:
    """What the server knows this journal as: sequence 1 is the entry at `first_position`."""

    id: str
    kiosk: str | None
    first_position: int
    acknowledged: int

    def position(self, seq: int) -> int:
        """Where entry `seq` of this stream lies in the journal."""
        return self.first_position + seq - 1


@dataclass(frozen=True)
class Problem:
    """An entry the server could not take as it was: `what` is "conflict" or "quarantined".

    "forked" says that the journal was restored or copied; what it held went out as a new stream.
    """

    at: str
    stream: str
    seq: int
    what: str
    detail: str


class Journal:
    """What the kiosk has written down. One object may be shared by threads, the file by processes:
    the kiosk writes entries, its uplink what the server confirmed.

    `append` returns when the entry would survive a power cut. Raises JournalError when the file is
    damaged or cannot be written, DiskFullError when there is no room.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reserve = Reserve(path.parent)
        self._lock = threading.RLock()
        self._listener: Callable[[], None] | None = None
        self._version: int | None = None
        with _told_plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=10
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            with self.transaction():
                if not self.has(MADE_LAST):
                    create_tables(database_of(self._connection))
                self._stream = self._newest_stream() or self._open_stream(None, 1)

    def close(self) -> None:
        """Close the file. Nothing is lost by not calling it."""
        with self._lock:
            self._connection.close()

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call `listener` whenever there is more to send; it must be quick and thread-safe."""
        self._listener = listener

    def changed(self) -> None:
        """Tell the listener that there is more to send."""
        if self._listener is not None:
            self._listener()

    # --- writing -------------------------------------------------------------------------------

    def append(self, entry_kind: str, body: bytes, *, attempt: str, says: str) -> int:
        """Write one entry down, durably, and return its sequence number in the stream.

        `entry_kind` is "event" or "seal"; `says` the event's kind, or "seal".
        """
        row = (entry_kind, attempt, says, body, utc_text())
        first = self.stream.first_position  # before: once written, nothing here may fail
        try:
            position = self._insert(row)
        except DiskFullError as problem:
            if not self.reserve.spend(str(problem)):
                raise
            position = self._insert(row)
        self.changed()
        return position - first + 1

    def acknowledge(self, upto: int) -> None:
        """Take the server's word that it has everything up to `upto`.

        The server's word also counts when it has less than before (restored from a backup): then
        the rest is waiting to be sent again.
        """
        with self.transaction():
            self._connection.execute(
                "UPDATE streams SET acknowledged = ? WHERE id = ?", (upto, self.stream.id)
            )
            self._write_contact(utc_text())
            self._stream = self._newest_stream() or self.stream

    def heard(self, at: str) -> None:
        """Remember when the server was last heard; receipts do so by themselves."""
        with self.transaction():
            self._write_contact(at)

    def new_stream(self, after: int, kiosk: str | None) -> Stream:
        """Go on under a new stream id, with the entries after sequence `after` as its first.

        Needed when this journal was restored or cloned, or the kiosk was paired anew.
        """
        with self.transaction():
            self._stream = self._open_stream(kiosk, self.stream.position(after + 1))
            return self.stream

    def bind(self, kiosk: str) -> Stream:
        """Make sure that the stream belongs to this enrolled kiosk; return it."""
        with self._lock:
            if self.stream.kiosk is None:
                with self.transaction():
                    self._connection.execute(
                        "UPDATE streams SET kiosk = ? WHERE id = ?", (kiosk, self.stream.id)
                    )
                    self._stream = self._newest_stream() or self.stream
            elif self.stream.kiosk != kiosk:
                self.new_stream(self.stream.acknowledged, kiosk)
            return self.stream

    def note_problem(self, stream: str, seq: int, what: str, detail: str) -> None:
        """Keep what the server said about an entry it could not take (once for each answer)."""
        with self.transaction():
            self._connection.execute(
                "INSERT OR IGNORE INTO problems (at, stream, seq, what, detail)"
                " VALUES (?, ?, ?, ?, ?)",
                (utc_text(), stream, seq, what, detail),
            )

    # --- reading -------------------------------------------------------------------------------

    @property
    def stream(self) -> Stream:
        """The stream in use, as it stands in the file now: another process may have moved it."""
        with self._lock, _told_plainly(self.path):
            version = self._data_version()
            if version != self._version:
                self._stream = self._newest_stream() or self._stream
                self._version = version
            return self._stream

    @property
    def last_seq(self) -> int:
        """Sequence number of the newest entry, 0 when there is none in this stream."""
        ((position,),) = self.rows("SELECT ifnull(max(position), 0) FROM entries")
        return max(0, int(position) - self.stream.first_position + 1)

    def unsent(self) -> int:
        """How many entries wait for the server's receipt."""
        return self.last_seq - self.stream.acknowledged

    def last_contact(self) -> str | None:
        """When the server was last heard (UTC text); None when it never was."""
        rows = self.rows("SELECT at FROM contact")
        return rows[0][0] if rows else None

    def entries_after(self, seq: int, limit: int = MAX_ENTRIES) -> list[Entry]:
        """The next entries to send after `seq`: at most `limit`, and no more than fit a frame."""
        found: list[Entry] = []
        size = 0
        query = "SELECT entry_kind, body FROM entries WHERE position > ? ORDER BY position LIMIT ?"
        position = self.stream.position(seq)
        with self._lock, _told_plainly(self.path):
            # Row by row: what no longer fits is not read, or large entries are read many times.
            for kind, body in self._connection.execute(query, (position, limit)):
                size += len(body)
                if found and size > MAX_ENTRIES_BYTES:
                    break
                found.append(Entry(kind, body))
        return found

    def digest_at(self, seq: int) -> str | None:
        """Digest of the bytes of entry `seq`; None when there is no such entry."""
        rows = self.rows("SELECT body FROM entries WHERE position = ?", self.stream.position(seq))
        return digest_bytes(rows[0][0]) if rows else None

    def events_of(self, attempt: str) -> list[Event]:
        """All events of an attempt, in order. Raises EventError when one was altered on disk."""
        rows = self.rows(
            "SELECT body FROM entries WHERE attempt = ? AND entry_kind = 'event' ORDER BY position",
            attempt,
        )
        return [decode_event(body) for (body,) in rows]

    def seal_of(self, attempt: str) -> Seal | None:
        """The seal of an attempt; None while it is open."""
        rows = self.rows(
            "SELECT body FROM entries WHERE attempt = ? AND entry_kind = 'seal'", attempt
        )
        return decode_seal(rows[0][0]) if rows else None

    def open_attempts(self) -> list[str]:
        """Attempts that are neither sealed nor ended, oldest first: what a crash interrupted."""
        rows = self.rows(
            "SELECT attempt FROM entries GROUP BY attempt"
            " HAVING sum(entry_kind = 'seal' OR says IN (?, ?)) = 0 ORDER BY min(position)",
            *ENDING_EVENTS,
        )
        return [attempt for (attempt,) in rows]

    def problems(self) -> list[Problem]:
        """What the server could not take, oldest first."""
        rows = self.rows("SELECT at, stream, seq, what, detail FROM problems ORDER BY id")
        return [Problem(*row) for row in rows]

    # --- the file ------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it is durable at the end, or (on an exception) none of it."""
        with self._lock, _told_plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            committed = False
            try:
                yield self._connection
                self._connection.execute("COMMIT")
                committed = True
            finally:
                if not committed:
                    self._version = None  # the stream is what the file says, not what was to be
                if self._connection.in_transaction:  # not committed; a full disk ends it by itself
                    self._connection.execute("ROLLBACK")

    def rows(self, query: str, *values: object) -> list[Any]:
        """Read rows (tuples) of this file's tables."""
        with self._lock, _told_plainly(self.path):
            return self._connection.execute(query, values).fetchall()

    def has(self, name: str) -> bool:
        """Whether the file has this table or index."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ?", name))

    def _insert(self, row: tuple[object, ...]) -> int:
        with self.transaction():
            cursor = self._connection.execute(
                "INSERT INTO entries (entry_kind, attempt, says, body, written_at)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )
            position = cursor.lastrowid
        assert position is not None  # noqa: S101 - an INSERT always has a row id
        return position

    def _write_contact(self, at: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO contact (id, at) VALUES (1, ?)", (at,))

    def _data_version(self) -> int:
        """A number that changes when another connection has written; costs microseconds."""
        ((version,),) = self._connection.execute("PRAGMA data_version").fetchall()
        return int(version)

    def _newest_stream(self) -> Stream | None:
        rows = self.rows(
            "SELECT id, kiosk, first_position, acknowledged FROM streams"
            " ORDER BY opened DESC LIMIT 1"
        )
        return Stream(*rows[0]) if rows else None

    def _open_stream(self, kiosk: str | None, first_position: int) -> Stream:
        stream = Stream(secrets.token_hex(16), kiosk, first_position, 0)
        self._connection.execute(
            "INSERT INTO streams (id, kiosk, first_position, acknowledged, opened_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (stream.id, kiosk, first_position, 0, utc_text()),
        )
        return stream


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as problem:
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise DiskFullError(
                f"the disk with {path} is full; free some space, nothing written so far is lost"
            ) from problem
        raise JournalError(
            f"cannot use the journal {path}: {problem}; check the disk, and call support before "
            "deleting anything"
        ) from problem
    except OSError as problem:
        raise JournalError(f"cannot use the journal {path}: {problem}; check the disk") from problem
