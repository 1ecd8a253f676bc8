"""Room: kiosk. A journal's entries as JSON lines, for people and other programs. Reads only."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal, JournalError
from protocol import digest_bytes

_AT_ONCE = 256


def open_journal(path: Path) -> Journal:
    """Open a journal that exists. Raises JournalError when there is none."""
    if not path.is_file():
        raise JournalError(f"there is no journal {path}; give the kiosk's folder with --dir")
    journal = Journal(path)
    EvidenceShelf(journal)
    return journal


def export_entries(journal: Journal, attempt: str | None = None) -> Iterator[bytes]:
    """One JSON object an entry, oldest first, of one attempt or of all.

    `entry` is the entry as it was written; what cannot be read as JSON comes as `hex`. Raises
    JournalError when the journal has no such attempt.
    """
    position = 0
    query = (
        "SELECT position, written_at, entry_kind, attempt, says, body FROM entries"
        " WHERE position > ?1 AND (?2 IS NULL OR attempt = ?2) ORDER BY position LIMIT ?3"
    )
    while rows := journal.rows(query, position, attempt, _AT_ONCE):
        for row in rows:
            position = row[0]
            yield _line(*row)
    if attempt is not None and position == 0:
        raise JournalError(f"the journal has no attempt {attempt}; leave it out to see them all")


def _line(position: int, written_at: str, kind: str, attempt: str, says: str, body: bytes) -> bytes:
    facts: dict[str, object] = {
        "position": position,
        "written_at": written_at,
        "kind": kind,
        "attempt": attempt,
        "says": says,
        "digest": digest_bytes(body),
    }
    try:
        msgspec.json.decode(body)
        facts["entry"] = msgspec.Raw(body)
    except msgspec.DecodeError:
        facts["hex"] = body.hex()
    return msgspec.json.encode(facts)
