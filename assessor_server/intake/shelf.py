"""The shelf: what is stored, as the ledger has to know it, pages not written yet included.

Reads the store and never writes it.
"""

from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, select

from assessor_server.intake.page import Page
from assessor_server.store import reading
from assessor_server.store.tables import attempts, entries, quarantine, streams

# Statements are made once: Core finds their compiled form again without looking through them.
_STORED = [
    select(table.c.seq, table.c.digest).where(
        table.c.kiosk == bindparam("kiosk"),
        table.c.stream == bindparam("stream"),
        table.c.seq >= bindparam("first"),
        table.c.seq < bindparam("end"),
    )
    for table in (quarantine, entries)
]
_NEXT_SEQ = select(streams.c.next_seq).where(
    streams.c.kiosk == bindparam("kiosk"), streams.c.stream == bindparam("stream")
)
_STANDING = select(attempts.c.kiosk, attempts.c.state, attempts.c.seal_digest).where(
    attempts.c.id == bindparam("attempt")
)
_EVENTS = select(entries.c.n, entries.c.digest).where(
    entries.c.attempt == bindparam("attempt"), entries.c.n.is_not(None)
)
_LAST = _EVENTS.order_by(entries.c.n.desc()).limit(1)
_EVENT = _EVENTS.where(entries.c.n == bindparam("n"))
_HAS = (
    select(entries.c.seq)
    .where(entries.c.attempt == bindparam("attempt"), entries.c.digest == bindparam("digest"))
    .limit(1)
)


@dataclass(slots=True)
class Standing:
    """How far an attempt has come: owner, state, number of events, the last one's digest, and the
    digest of its seal."""

    kiosk: str
    state: str
    count: int
    head: str
    seal: str | None = None


class Shelf:
    """Reads the store; `unwritten` are the pages it does not show yet, oldest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.unwritten: list[Page] = []

    def next_seq(self, kiosk: str, stream: str) -> int:
        """The sequence a stream goes on with, 1 for a new stream."""
        for page in reversed(self.unwritten):
            if (kiosk, stream) in page.moved:
                return page.moved[kiosk, stream]
        with reading(self._engine) as connection:
            stored = connection.scalar(_NEXT_SEQ, {"kiosk": kiosk, "stream": stream})
        return 1 if stored is None else int(stored)

    def digests(self, kiosk: str, stream: str, first: int, count: int) -> dict[int, str]:
        """Digests of what is at these sequences, as entries or in quarantine."""
        place = {"kiosk": kiosk, "stream": stream, "first": first, "end": first + count}
        found: dict[int, str] = {}
        # The pages before the store: one that is written meanwhile is then seen twice, not never.
        for page in self.unwritten:
            found |= page.digests(kiosk, stream, first, count)
        with reading(self._engine) as connection:
            for query in _STORED:
                found.update({row.seq: row.digest for row in connection.execute(query, place)})
        return found

    def has(self, attempt: str, digest: str) -> bool:
        """Whether an attempt has an entry with these bytes."""
        if any(digest in page.events_of(attempt).values() for page in self.unwritten):
            return True
        with reading(self._engine) as connection:
            found = connection.scalar(_HAS, {"attempt": attempt, "digest": digest})
        return found is not None

    def event_digest(self, attempt: str, n: int) -> str | None:
        """Digest of an attempt's event `n`."""
        for page in self.unwritten:
            if n in (events := page.events_of(attempt)):
                return events[n]
        with reading(self._engine) as connection:
            row = connection.execute(_EVENT, {"attempt": attempt, "n": n}).one_or_none()
        return None if row is None else str(row.digest)

    def standing(self, attempt: str) -> Standing | None:
        """How far a written attempt has come: those of unwritten pages the ledger remembers."""
        place = {"attempt": attempt}
        with reading(self._engine) as connection:
            row = connection.execute(_STANDING, place).one_or_none()
            if row is None:
                return None
            last = connection.execute(_LAST, place).one()
        return Standing(row.kiosk, row.state, last.n + 1, last.digest, row.seal_digest)
