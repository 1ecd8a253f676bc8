"""A store made by an earlier release is brought to the newest shape with everything in it."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from assessor_server.store import (
    ServerFolder,
    open_store,
    passages,
    reading,
    sqlite_engine,
    tables,
    writing,
)
from assessor_server.store.engine import MIGRATIONS

ATTEMPT = {
    "id": "5a1e0d0c-0000-4000-8000-000000000001",
    "kiosk": "kiosk-1",
    "centre": "zacatecoluca",
    "scenario": "tourism/table_setting",
    "version": "1.0.0",
    "pack_digest": "ab" * 32,
    "candidate": "K7F-4Q2",
    "language": "es",
    "started_at": "2026-11-20T17:00:00.000Z",
    "state": "broken",
}

OLD_ENTRY = (
    "INSERT INTO entries (kiosk, stream, seq, received_at, entry_kind, attempt, n, body, digest)"
    " VALUES ('kiosk-1', :stream, :seq, '2026-11-20T17:00:01.000Z', :kind, :attempt, :n, :body, '')"
)
OTHER = "5a1e0d0c-0000-4000-8000-000000000002"


def old_entry(stream: str, seq: int, attempt: str, n: int | None) -> dict[str, object]:
    kind = "event" if n is not None else "seal"
    body = f'{{"at":"{stream}","n":{n}}}' if n is not None else f'{{"attempt":"{attempt}"}}'
    return {
        "stream": stream,
        "seq": seq,
        "kind": kind,
        "attempt": attempt,
        "n": n,
        "body": body.encode(),
    }


OLD_ENTRIES = [
    *(old_entry("a", seq, ATTEMPT["id"], seq - 1) for seq in range(1, 301)),
    old_entry("a", 302, ATTEMPT["id"], 300),  # 301 was quarantined
    old_entry("b", 1, ATTEMPT["id"], 301),  # the kiosk was restored: a new stream
    old_entry("b", 2, ATTEMPT["id"], None),
    old_entry("b", 3, OTHER, 0),
    old_entry("b", 4, OTHER, None),
]


def make_first_shape(directory: Path) -> None:
    """A store as the first release made it, with one attempt."""
    folder = ServerFolder(directory)
    folder.create()
    engine = sqlite_engine(folder.database)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(insert(tables.attempts), ATTEMPT)  # names only the columns given
        connection.execute(text(OLD_ENTRY), OLD_ENTRIES)
    engine.dispose()


def test_an_attempt_from_before_is_there_after_the_migration(tmp_path: Path) -> None:
    make_first_shape(tmp_path)
    with reading(open_store(tmp_path)) as connection:
        row = connection.execute(text("SELECT id, state, broken_reason FROM attempts")).one()
    assert tuple(row) == (ATTEMPT["id"], "broken", None)


def test_every_entry_from_before_is_there_after_the_migration(tmp_path: Path) -> None:
    make_first_shape(tmp_path)
    with reading(open_store(tmp_path)) as connection:
        kept = [
            (one.stream, one.seq, one.attempt, one.n, one.body)
            for one in passages.all_entries(connection)
        ]
        counts = list(connection.execute(select(tables.passages.c.count)).scalars())
        of_one = passages.events_of(connection, ATTEMPT["id"])
    places = ("stream", "seq", "attempt", "n", "body")
    assert kept == [tuple(old[place] for place in places) for old in OLD_ENTRIES]
    assert sorted(counts) == [1, 2, 2, 44, 256]
    assert of_one == [old["body"] for old in OLD_ENTRIES[:302]]


def test_an_existing_store_gets_exactly_the_newest_tables(tmp_path: Path) -> None:
    make_first_shape(tmp_path)
    with reading(open_store(tmp_path)) as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_what_is_kept_aside_is_found_by_index(tmp_path: Path) -> None:
    make_first_shape(tmp_path)
    with reading(open_store(tmp_path)) as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT seq, digest FROM quarantine"
                " WHERE kiosk = 'k' AND stream = 's' AND seq >= 1 AND seq < 9"
            )
        ).one()
    assert "COVERING INDEX ix_quarantine_kiosk_stream_seq_digest" in plan.detail
