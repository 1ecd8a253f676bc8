"""One transaction of the intake: rows are gathered and written together. Touches the four tables
of what arrived: entries, conflicts, quarantine, streams.
"""

from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from assessor_server.store.bulk import insert_rows
from assessor_server.store.tables import conflicts, entries, quarantine, streams
from protocol import digest_bytes

KEPT_FRAME_BYTES = 16 * 1024  # enough to see what it was; a babbling kiosk must not fill the disk
KEPT_FRAMES = 1_000
"""Unreadable frames kept for each kiosk: 16 MB at most; later ones are only counted."""

_ENTRY = (
    "kiosk",
    "stream",
    "seq",
    "received_at",
    "entry_kind",
    "attempt",
    "n",
    "body",
    "digest",
)
_ASIDE = ("kiosk", "stream", "seq", "received_at", "reason", "body", "digest")

# Statements are made once: Core finds their compiled form again without looking through them.
_STORED = {
    table: select(table.c.seq, table.c.digest).where(
        table.c.kiosk == bindparam("kiosk"),
        table.c.stream == bindparam("stream"),
        table.c.seq >= bindparam("first"),
        table.c.seq < bindparam("end"),
    )
    for table in (quarantine, entries)
}
_NEXT_SEQ = select(streams.c.next_seq).where(
    streams.c.kiosk == bindparam("kiosk"), streams.c.stream == bindparam("stream")
)
_MOVE = upsert(streams)
_MOVE = _MOVE.on_conflict_do_update(
    index_elements=["kiosk", "stream"], set_={"next_seq": _MOVE.excluded.next_seq}
)
_FRAMES_OF = (
    quarantine.c.kiosk == bindparam("kiosk"),
    quarantine.c.stream.is_(None),
    quarantine.c.seq.is_(None),
)
_FRAME_KNOWN = (
    select(quarantine.c.id).where(*_FRAMES_OF, quarantine.c.digest == bindparam("digest")).limit(1)
)
_FRAMES_KEPT = select(func.count()).select_from(quarantine).where(*_FRAMES_OF)


class Page:
    """Rows of one transaction. Reading entries from it first writes what was gathered."""

    def __init__(self, connection: Connection, now: str) -> None:
        self.connection = connection
        self.now = now
        self.kept = 0
        """Entries written so far."""
        self._entries: list[tuple[Any, ...]] = []
        self._aside: list[tuple[Any, ...]] = []

    def written(self) -> Connection:
        """Write what was gathered; the connection then sees all of it."""
        if self._entries:
            insert_rows(self.connection, entries, _ENTRY, self._entries)
            self.kept += len(self._entries)
            self._entries = []
        if self._aside:
            insert_rows(self.connection, quarantine, _ASIDE, self._aside)
            self._aside = []
        return self.connection

    def keep_entry(
        self,
        place: tuple[str, str, int],
        entry_kind: str,
        attempt: str,
        n: int | None,
        body: bytes,
        digest: str,
    ) -> None:
        """Keep an entry that fits; `place` is kiosk, stream, sequence."""
        self._entries.append((*place, self.now, entry_kind, attempt, n, body, digest))

    def keep_aside(
        self, kiosk: str, stream: str | None, seq: int | None, body: bytes, reason: str
    ) -> None:
        """Quarantine something that cannot be stored as an entry."""
        self._aside.append((kiosk, stream, seq, self.now, reason, body, digest_bytes(body)))

    def keep_frame_aside(self, kiosk: str, frame: bytes, reason: str) -> None:
        """Quarantine the beginning of a frame nobody can read: each once, and not for ever."""
        frame = frame[:KEPT_FRAME_BYTES]
        connection, place = self.written(), {"kiosk": kiosk}
        known = connection.scalar(_FRAME_KNOWN, place | {"digest": digest_bytes(frame)})
        if known is None and connection.execute(_FRAMES_KEPT, place).scalar_one() < KEPT_FRAMES:
            self.keep_aside(kiosk, None, None, frame, reason)

    def keep_conflict(self, place: tuple[str, str, int], body: bytes) -> None:
        """Keep other bytes that claim a place already taken; the same ones once."""
        kiosk, stream, seq = place
        row = {
            "kiosk": kiosk,
            "stream": stream,
            "seq": seq,
            "received_at": self.now,
            "body": body,
            "digest": digest_bytes(body),
        }
        self.connection.execute(upsert(conflicts).values(row).on_conflict_do_nothing())

    def digests(self, kiosk: str, stream: str, first: int, count: int) -> dict[int, str]:
        """Digests of what is stored at these sequences, as entries or in quarantine."""
        connection = self.written()
        place = {"kiosk": kiosk, "stream": stream, "first": first, "end": first + count}
        found: dict[int, str] = {}
        for query in _STORED.values():
            found.update({row.seq: row.digest for row in connection.execute(query, place)})
        return found

    def has(self, attempt: str, digest: str) -> bool:
        """Whether an attempt has an entry with these bytes."""
        found = self.written().scalar(
            select(entries.c.seq)
            .where(entries.c.attempt == attempt, entries.c.digest == digest)
            .limit(1)
        )
        return found is not None

    def next_seq(self, kiosk: str, stream: str) -> int:
        """The sequence the stream goes on with, 1 for a new stream."""
        stored = self.connection.scalar(_NEXT_SEQ, {"kiosk": kiosk, "stream": stream})
        return 1 if stored is None else int(stored)

    def set_next_seq(self, kiosk: str, stream: str, next_seq: int) -> None:
        """Note how far a stream goes now."""
        self.connection.execute(_MOVE, {"kiosk": kiosk, "stream": stream, "next_seq": next_seq})
