"""The audit log: every act of a person, append-only and hash-chained. Touches the audit table.

Bodies carry codes, never names: a chain cannot forget, and people have a right to be forgotten.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, insert, select

from assessor_server.store.tables import audit

START = "0" * 64


class AuditEntry(msgspec.Struct, frozen=True):
    """One act: who did what to which subject, and how it was."""

    n: int
    at: str
    who: str
    act: str
    subject: str
    body: dict[str, object]
    prev: str

    def digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


class AuditCheck(msgspec.Struct, frozen=True):
    """What a walk along the chain found: how many entries, and the first that does not fit."""

    count: int
    broken_at: int | None


def record(
    connection: Connection,
    *,
    at: str,
    who: str,
    act: str,
    subject: str,
    body: Mapping[str, object],
) -> AuditEntry:
    """Append an act in the caller's writing transaction: act and record commit together."""
    last = connection.execute(
        select(audit.c.n, audit.c.digest).order_by(audit.c.n.desc()).limit(1)
    ).one_or_none()
    entry = AuditEntry(
        n=0 if last is None else last.n + 1,
        at=at,
        who=who,
        act=act,
        subject=subject,
        body=dict(body),
        prev=START if last is None else last.digest,
    )
    connection.execute(
        insert(audit).values(
            n=entry.n,
            at=at,
            who=who,
            act=act,
            subject=subject,
            body=msgspec.json.encode(entry.body, order="sorted").decode(),
            prev=entry.prev,
            digest=entry.digest(),
        )
    )
    return entry


def entries_before(connection: Connection, n: int | None, limit: int) -> Sequence[AuditEntry]:
    """The newest entries below `n` (or of all), newest first."""
    query = select(audit).order_by(audit.c.n.desc()).limit(limit)
    if n is not None:
        query = query.where(audit.c.n < n)
    return [entry for entry, _ in _read(connection, query)]


def entries_about(connection: Connection, subject: str) -> Sequence[AuditEntry]:
    """What happened to one subject, oldest first."""
    query = select(audit).where(audit.c.subject == subject).order_by(audit.c.n)
    return [entry for entry, _ in _read(connection, query)]


def check(connection: Connection) -> AuditCheck:
    """Walk the whole chain: each entry's number, its link to the one before, and its digest."""
    expected_n, expected_prev = 0, START
    for entry, digest in _read(connection, select(audit).order_by(audit.c.n)):
        fits = entry.n == expected_n and entry.prev == expected_prev and entry.digest() == digest
        if not fits:
            return AuditCheck(count=expected_n, broken_at=entry.n)
        expected_n, expected_prev = entry.n + 1, digest
    return AuditCheck(count=expected_n, broken_at=None)


def _read(connection: Connection, query: Select[Any]) -> Iterator[tuple[AuditEntry, str]]:
    for row in connection.execute(query):
        body = msgspec.json.decode(row.body, type=dict[str, object])
        yield AuditEntry(row.n, row.at, row.who, row.act, row.subject, body, row.prev), row.digest
