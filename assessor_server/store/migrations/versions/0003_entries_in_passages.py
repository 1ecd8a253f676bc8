"""Entries that came together become one row: a passage. Every byte of them is kept."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOST_ENTRIES = 256
_ROWS_AT_ONCE = 500
_INSERT = (
    "INSERT INTO passages"
    " (kiosk, stream, first_seq, count, attempt, first_n, received_at, body) VALUES"
    " (:kiosk, :stream, :first_seq, :count, :attempt, :first_n, :received_at, :body)"
)


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("kiosk", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("first_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("first_n", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kiosk", "stream", "first_seq", name=op.f("pk_passages")),
    )
    op.create_index("ix_passages_attempt_first_n", "passages", ["attempt", "first_n"])
    connection = op.get_bind()
    insert = sa.text(_INSERT)
    waiting: list[dict[str, Any]] = []
    for passage in _passages(connection):
        waiting.append(passage)
        if len(waiting) >= _ROWS_AT_ONCE:
            connection.execute(insert, waiting)
            waiting = []
    if waiting:
        connection.execute(insert, waiting)
    op.drop_table("entries")


def _passages(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Entries in a row of one attempt, joined, without holding more than one passage."""
    # a seal has no number: it counts on from the last event of its attempt
    rows = connection.execute(
        sa.text(
            "SELECT e.kiosk, e.stream, e.seq, e.attempt, e.received_at, e.body, coalesce(e.n,"
            " (SELECT max(o.n) + 1 FROM entries o WHERE o.attempt = e.attempt)) AS place"
            " FROM entries e ORDER BY e.kiosk, e.stream, e.seq"
        ).execution_options(yield_per=_ROWS_AT_ONCE)
    )
    begun: list[Any] = []
    for row in rows:
        if begun and (len(begun) >= _MOST_ENTRIES or not _follows(begun[-1], row)):
            yield _joined(begun)
            begun = []
        begun.append(row)
    if begun:
        yield _joined(begun)


def _follows(before: Any, row: Any) -> bool:
    same = (before.kiosk, before.stream, before.attempt) == (row.kiosk, row.stream, row.attempt)
    return same and (before.seq + 1, before.place + 1) == (row.seq, row.place)


def _joined(rows: list[Any]) -> dict[str, Any]:
    first = rows[0]
    return {
        "kiosk": first.kiosk,
        "stream": first.stream,
        "first_seq": first.seq,
        "count": len(rows),
        "attempt": first.attempt,
        "first_n": first.place or 0,
        "received_at": first.received_at,
        "body": b"\n".join(bytes(row.body) for row in rows),
    }
