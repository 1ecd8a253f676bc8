"""Entries as the store keeps them: consecutive ones of one attempt together, a line each.

Nobody asks for a single entry often; an attempt is read whole, a stream where it ends. So what came
together is one row, and writing costs little. Canonical JSON has no line ends within. Reads the
table passages.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, select

from assessor_server.store.tables import passages

MOST_ENTRIES = 256
"""In one passage: so far back may one begin that holds a given sequence."""

_LINE_END = b"\n"
_SEAL = b'{"attempt":'  # an event begins with "at"


class StoredEntry(NamedTuple):
    """One entry, as it came: `n` is an event's number, None for a seal."""

    kiosk: str
    stream: str
    seq: int
    attempt: str
    n: int | None
    body: bytes


def joined(bodies: Sequence[bytes]) -> bytes:
    """Entries as a passage's body."""
    return _LINE_END.join(bodies)


def lines_of(body: bytes) -> list[bytes]:
    """The entries of a passage's body."""
    return body.split(_LINE_END)


def is_seal(line: bytes) -> bool:
    """Whether a stored entry is a seal; otherwise it is an event."""
    return line.startswith(_SEAL)


def entries_in(row: Row[Any]) -> Iterator[StoredEntry]:
    """The entries of a passage, from a row that holds every column of the table."""
    for place, line in enumerate(lines_of(row.body)):
        n = None if is_seal(line) else row.first_n + place
        yield StoredEntry(row.kiosk, row.stream, row.first_seq + place, row.attempt, n, line)


def events_of(connection: Connection, attempt: str) -> list[bytes]:
    """The bytes of an attempt's events, in order."""
    query = select(passages.c.body).where(passages.c.attempt == attempt)
    bodies = connection.execute(query.order_by(passages.c.first_n)).scalars()
    return [line for body in bodies for line in lines_of(body) if not is_seal(line)]


def all_entries(connection: Connection) -> list[StoredEntry]:
    """Every entry of the store, stream by stream: for checks and exports."""
    query: Select[Any] = select(passages).order_by(
        passages.c.kiosk, passages.c.stream, passages.c.first_seq
    )
    return [entry for row in connection.execute(query) for entry in entries_in(row)]
