"""One transaction of the intake: rows are gathered and written together. Touches the four tables
of what arrived: entries, conflicts, quarantine, streams.
"""

from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from assessor_server.store.tables import conflicts, entries, quarantine, streams
from protocol import digest_bytes

KEPT_FRAME_BYTES = 16 * 1024  # enough to see what it was; a babbling kiosk must not fill the disk


class Page:
    """Rows of one transaction. Reading from it first writes what was gathered."""

    def __init__(self, connection: Connection, now: str) -> None:
        self.connection = connection
        self.now = now
        self._rows: dict[Table, list[dict[str, Any]]] = {entries: [], quarantine: []}

    def written(self) -> Connection:
        """Write what was gathered; the connection then sees all of it."""
        for table, rows in self._rows.items():
            if rows:
                self.connection.execute(insert(table), rows)
                rows.clear()
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
        kiosk, stream, seq = place
        self._rows[entries].append(
            {
                "kiosk": kiosk,
                "stream": stream,
                "seq": seq,
                "received_at": self.now,
                "entry_kind": entry_kind,
                "attempt": attempt,
                "n": n,
                "body": body,
                "digest": digest,
            }
        )

    def keep_aside(
        self, kiosk: str, stream: str | None, seq: int | None, body: bytes, reason: str
    ) -> None:
        """Quarantine something that cannot be stored as an entry."""
        self._rows[quarantine].append(
            {
                "kiosk": kiosk,
                "stream": stream,
                "seq": seq,
                "received_at": self.now,
                "reason": reason,
                "body": body,
                "digest": digest_bytes(body),
            }
        )

    def keep_frame_aside(self, kiosk: str, frame: bytes, reason: str) -> None:
        """Quarantine the beginning of a frame nobody can read; the same one again is not kept."""
        frame = frame[:KEPT_FRAME_BYTES]
        known = self.written().scalar(
            select(quarantine.c.id)
            .where(
                quarantine.c.kiosk == kiosk,
                quarantine.c.stream.is_(None),
                quarantine.c.digest == digest_bytes(frame),
            )
            .limit(1)
        )
        if known is None:
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
        found: dict[int, str] = {}
        for table in (quarantine, entries):
            rows = connection.execute(
                select(table.c.seq, table.c.digest).where(
                    table.c.kiosk == kiosk,
                    table.c.stream == stream,
                    table.c.seq >= first,
                    table.c.seq < first + count,
                )
            )
            found.update({row.seq: row.digest for row in rows})
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
        stored = self.connection.scalar(
            select(streams.c.next_seq).where(streams.c.kiosk == kiosk, streams.c.stream == stream)
        )
        return 1 if stored is None else stored

    def set_next_seq(self, kiosk: str, stream: str, next_seq: int) -> None:
        """Note how far a stream goes now."""
        row = {"kiosk": kiosk, "stream": stream, "next_seq": next_seq}
        self.connection.execute(
            upsert(streams)
            .values(row)
            .on_conflict_do_update(index_elements=["kiosk", "stream"], set_={"next_seq": next_seq})
        )
