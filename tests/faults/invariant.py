"""The one invariant: what was acknowledged is at the server once, in order, byte for byte."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Engine, func, select

from assessor_server.store import ServerFolder, passages, reading, tables
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import conflicts, evidence, quarantine
from assessor_server.vault import Vault
from kiosk.evidence import Evidence, EvidenceShelf
from kiosk.journal import Journal
from kiosk.uplink_state import UplinkState


@dataclass(frozen=True)
class Comparison:
    """A kiosk's journal against the server's store; everything from `lost` on must be zero."""

    entries: int
    evidence: int
    evidence_bytes: int
    lost: int
    doubled: int
    out_of_order: int


def compare(journal: Journal, engine: Engine, server: Path, *, sent: bool) -> Comparison:
    """Hold the journal against the store. `sent`: all of it is acknowledged by now.

    Otherwise only what the journal has a receipt for must be there.
    """
    written = [body for (body,) in journal.rows("SELECT body FROM entries ORDER BY position")]
    stream = journal.stream
    due = len(written) if sent else stream.position(stream.acknowledged)
    with reading(engine) as connection:
        rows = passages.all_entries(connection)
        aside = sum(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (conflicts, quarantine)
        )
    stored = Counter(row.body for row in rows)
    missing = sum(1 for body in written[:due] if body not in stored)
    pieces = [
        piece for attempt in _attempts(journal) for piece in EvidenceShelf(journal).of(attempt)
    ]
    waiting = set() if sent else {(p.attempt, p.digest) for p in EvidenceShelf(journal).unsent()}
    held = [piece for piece in pieces if (piece.attempt, piece.digest) not in waiting]
    digests = stored_digests(engine, server)
    return Comparison(
        entries=due,
        evidence=len(held),
        evidence_bytes=sum(piece.size for piece in held),
        lost=missing + aside + sum(1 for piece in held if not _is_true(piece, digests)),
        doubled=sum(count - 1 for count in stored.values()),
        out_of_order=_out_of_order(rows, written),
    )


def stored_digests(engine: Engine, server: Path) -> dict[tuple[str, str], str]:
    """Digest of what the server reads back, for every whole piece by attempt and name."""
    folder = ServerFolder(server)
    files, vault = EvidenceFiles(folder.evidence), Vault.open(folder.master_key)
    read: dict[tuple[str, str], str] = {}
    with reading(engine) as connection:
        for row in connection.execute(select(evidence).where(evidence.c.completed_at.is_not(None))):
            key = vault.existing_key(connection, row.candidate)
            content = hashlib.sha256()
            for chunk in files.chunks(row.attempt, row.digest, key):
                content.update(chunk)
            read[row.attempt, row.digest] = content.hexdigest()
    return read


def stored_counts(engine: Engine) -> tuple[int, int]:
    """How many entries and whole pieces of evidence the server has."""
    whole = select(func.count()).select_from(evidence).where(evidence.c.completed_at.is_not(None))
    with reading(engine) as connection:
        count = connection.scalar(select(func.sum(tables.passages.c.count))) or 0
        return count, connection.scalar(whole) or 0


class CountWatch:
    """Looks at the counts a kiosk shows. They may lag behind the server, never run ahead of it."""

    def __init__(self, journal: Journal, engine: Engine) -> None:
        self.checked = self.wrong = 0
        self._journal = journal
        self._engine = engine

    def look(self, state: Callable[[], UplinkState]) -> UplinkState:
        """Compare one look at the state with the journal before it and the server after it."""
        ((written,),) = self._journal.rows("SELECT count(*) FROM entries")
        ((kept,),) = self._journal.rows("SELECT count(*) FROM evidence")
        shown = state()
        stored, whole = stored_counts(self._engine)
        self.checked += 1
        self.wrong += not (
            shown.waiting_entries >= max(0, written - stored)
            and shown.waiting_evidence >= max(0, kept - whole)
            and (shown.waiting_evidence > 0 or not shown.waiting_bytes)
            and bool(shown.waiting_attempts) == (not shown.all_sent)
        )
        return shown


def _attempts(journal: Journal) -> list[str]:
    return [attempt for (attempt,) in journal.rows("SELECT DISTINCT attempt FROM evidence")]


def _is_true(piece: Evidence, digests: dict[tuple[str, str], str]) -> bool:
    return digests.get((piece.attempt, piece.digest)) == piece.digest


def _out_of_order(rows: list[passages.StoredEntry], written: list[bytes]) -> int:
    """Entries that do not come after the one they were written after, within their stream."""
    place = {body: position for position, body in enumerate(written)}
    wrong = 0
    for before, after in pairwise(rows):
        if before.stream == after.stream:
            wrong += place.get(after.body, -1) <= place.get(before.body, -1)
    return wrong
