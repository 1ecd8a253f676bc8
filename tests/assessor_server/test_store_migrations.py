"""A store made by an earlier release is brought to the newest shape with everything in it."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import insert, text

from assessor_server.store import ServerFolder, open_store, reading, sqlite_engine, tables, writing
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
    engine.dispose()


def test_an_attempt_from_before_is_there_after_the_migration(tmp_path: Path) -> None:
    make_first_shape(tmp_path)
    with reading(open_store(tmp_path)) as connection:
        row = connection.execute(text("SELECT id, state, broken_reason FROM attempts")).one()
    assert tuple(row) == (ATTEMPT["id"], "broken", None)


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
