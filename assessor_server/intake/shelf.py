"""The shelf: what is stored, as the ledger has to know it, the page that is filled just now
included. Reads the store and never writes it.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, bindparam, select

from assessor_server.intake.page import Page
from assessor_server.store import looking_up
from assessor_server.store.passages import MOST_ENTRIES, is_seal, lines_of
from assessor_server.store.tables import attempts, passages, quarantine, streams
from protocol import GENESIS, digest_bytes

# Statements are made once: Core finds their compiled form again without looking through them.
_ASIDE = select(quarantine.c.seq, quarantine.c.digest).where(
    quarantine.c.kiosk == bindparam("kiosk"),
    quarantine.c.stream == bindparam("stream"),
    quarantine.c.seq >= bindparam("first"),
    quarantine.c.seq < bindparam("end"),
)
_PASSAGES = select(passages.c.first_seq, passages.c.body).where(
    passages.c.kiosk == bindparam("kiosk"),
    passages.c.stream == bindparam("stream"),
    passages.c.first_seq > bindparam("first") - MOST_ENTRIES,
    passages.c.first_seq < bindparam("end"),
    passages.c.first_seq + passages.c.count > bindparam("first"),
)
_NEXT_SEQ = select(streams.c.next_seq).where(
    streams.c.kiosk == bindparam("kiosk"), streams.c.stream == bindparam("stream")
)
_STANDING = select(attempts.c.kiosk, attempts.c.state, attempts.c.seal_digest).where(
    attempts.c.id == bindparam("attempt")
)
_UP_TO = (
    select(passages.c.first_n, passages.c.body)
    .where(passages.c.attempt == bindparam("attempt"), passages.c.first_n <= bindparam("n"))
    .order_by(passages.c.first_n.desc())
    .limit(1)
)
_LAST_N = 2**31


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
    """Reads the store; `page` is what it does not show yet."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self.page: Page | None = None

    @property
    def _store(self) -> Connection:
        """Opened when it is needed: the one who judges need not be who made the shelf."""
        if self._kept is None:
            self._kept = looking_up(self._engine)
        return self._kept

    def next_seq(self, kiosk: str, stream: str) -> int:
        """The sequence a stream goes on with, 1 for a new stream."""
        if self.page is not None and (moved := self.page.moved.get((kiosk, stream))):
            return moved.after
        stored = self._store.scalar(_NEXT_SEQ, {"kiosk": kiosk, "stream": stream})
        return 1 if stored is None else int(stored)

    def digests(self, kiosk: str, stream: str, first: int, count: int) -> dict[int, str]:
        """Digests of what is at these sequences, as entries or in quarantine."""
        end = first + count
        place = {"kiosk": kiosk, "stream": stream, "first": first, "end": end}
        found = {row.seq: row.digest for row in self._store.execute(_ASIDE, place)}
        for row in self._store.execute(_PASSAGES, place):
            for seq, line in enumerate(lines_of(row.body), row.first_seq):
                if first <= seq < end:
                    found[seq] = digest_bytes(line)
        if self.page is not None:
            unwritten = self.page.bodies(kiosk, stream, first, count)
            found |= {seq: digest_bytes(body) for seq, body in unwritten.items()}
        return found

    def event_digest(self, attempt: str, n: int) -> str | None:
        """Digest of an attempt's event `n`."""
        if self.page is not None and (unwritten := self.page.event(attempt, n)) is not None:
            return digest_bytes(unwritten)
        row = self._store.execute(_UP_TO, {"attempt": attempt, "n": n}).one_or_none()
        lines = [] if row is None else lines_of(row.body)[n - row.first_n :]
        return digest_bytes(lines[0]) if lines else None

    def standing(self, attempt: str) -> Standing | None:
        """How far a written attempt has come: those of the page the ledger remembers."""
        row = self._store.execute(_STANDING, {"attempt": attempt}).one_or_none()
        if row is None:
            return None
        last = self._store.execute(_UP_TO, {"attempt": attempt, "n": _LAST_N}).one()
        events = [line for line in lines_of(last.body) if not is_seal(line)]
        # a seal may stand alone; then nothing follows, and the last event is not asked for
        head = digest_bytes(events[-1]) if events else GENESIS
        return Standing(row.kiosk, row.state, last.first_n + len(events), head, row.seal_digest)
