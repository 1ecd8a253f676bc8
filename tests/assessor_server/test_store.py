"""The store: its shape, its transactions, its append-only audit table."""

import multiprocessing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from assessor_server import audit
from assessor_server.store import open_store, reading, tables, writing
from assessor_server.store.tables import metadata, organisations

ROW = {"id": "infop", "name": "INFOP", "created_at": "2026-11-22T17:00:00.000Z"}


def test_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    with reading(open_store(tmp_path)) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_two_processes_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=open_store, args=(tmp_path,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    engine = open_store(tmp_path)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(organisations), [ROW | {"id": "other"}, ROW, ROW])
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(organisations)).scalar() == 0


def test_a_reader_sees_one_consistent_view_while_another_writes(tmp_path: Path) -> None:
    engine = open_store(tmp_path)
    count = select(func.count()).select_from(organisations)
    with reading(engine) as reader:
        before = reader.execute(count).scalar()
        with writing(engine) as writer:
            writer.execute(insert(organisations), ROW)
        assert reader.execute(count).scalar() == before


def test_a_committed_row_is_flushed_to_disk(tmp_path: Path) -> None:
    with reading(open_store(tmp_path)) as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL


def test_the_database_is_closed_to_other_users(tmp_path: Path) -> None:
    open_store(tmp_path)
    assert (tmp_path / "server").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("act", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_the_audit_log_refuses_changes(tmp_path: Path, act: str) -> None:
    engine = open_store(tmp_path)
    with writing(engine) as connection:
        audit.record(connection, at=ROW["created_at"], who="ana", act="a.b", subject="x", body={})
    with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
        connection.execute(text(act))


@pytest.mark.parametrize("column", ["state", "stage"])
def test_an_attempt_cannot_be_in_an_unknown_state(tmp_path: Path, column: str) -> None:
    filler = {c.name: "x" for c in tables.attempts.c if not c.nullable}
    row = filler | {"state": "sealed", "stage": "to_rate"} | {column: "sold"}
    with pytest.raises(IntegrityError), writing(open_store(tmp_path)) as connection:
        connection.execute(insert(tables.attempts), row)
