"""The audit log: a chain in which no line can be changed, dropped or moved unnoticed."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from assessor_server import audit
from assessor_server.store import open_store, reading, writing

NOW = "2026-11-22T17:00:00.000Z"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_store(tmp_path)
    with writing(engine) as connection:
        for number in range(5):
            audit.record(
                connection,
                at=NOW,
                who="ana",
                act="a.b",
                subject=f"s{number % 2}",
                body={"i": number},
            )
    return engine


def check(engine: Engine) -> audit.AuditCheck:
    with reading(engine) as connection:
        return audit.check(connection)


def tamper(engine: Engine, statement: str) -> None:
    """Change the table as somebody with the database file could."""
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER audit_refuses_update"))
        connection.execute(text("DROP TRIGGER audit_refuses_delete"))
        connection.execute(text(statement))


def test_an_untouched_chain_is_whole(engine: Engine) -> None:
    assert check(engine) == audit.AuditCheck(count=5, broken_at=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'oscar' WHERE n = 2",
        "UPDATE audit SET body = '{}' WHERE n = 2",
        "UPDATE audit SET at = '2026-11-22T18:00:00.000Z' WHERE n = 2",
        "UPDATE audit SET digest = prev WHERE n = 2",
    ],
)
def test_a_changed_line_is_found(engine: Engine, statement: str) -> None:
    tamper(engine, statement)
    assert check(engine).broken_at == 2


def test_a_missing_line_is_found(engine: Engine) -> None:
    tamper(engine, "DELETE FROM audit WHERE n = 2")
    assert check(engine).broken_at == 3


def test_the_newest_lines_come_first(engine: Engine) -> None:
    with reading(engine) as connection:
        assert [entry.n for entry in audit.entries_before(connection, 4, 2)] == [3, 2]


def test_the_lines_about_a_subject_tell_its_story(engine: Engine) -> None:
    with reading(engine) as connection:
        assert [entry.n for entry in audit.entries_about(connection, "s1")] == [1, 3]


def test_an_act_that_is_rolled_back_leaves_no_line(engine: Engine) -> None:
    with writing(engine) as connection:
        audit.record(connection, at=NOW, who="ana", act="a.b", subject="s", body={})
        connection.rollback()
    assert check(engine).count == 5
