"""Room: kiosk. The tables of the journal's file. Touches the database it is given."""

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

MADE_LAST = "contact"
"""Tables are made in one transaction: where this one is, all are."""


def database_of(connection: sqlite3.Connection) -> "sqlite_utils.Database":
    """For making tables. The library takes longer to load than all else, so only when needed."""
    import sqlite_utils

    return sqlite_utils.Database(connection)


def create_tables(database: "sqlite_utils.Database") -> None:
    """Make streams, entries, problems and contact."""
    database["streams"].create(
        {
            "opened": int,
            "id": str,
            "kiosk": str,
            "first_position": int,
            "acknowledged": int,
            "opened_at": str,
        },
        pk="opened",
        not_null={"id", "first_position", "acknowledged", "opened_at"},
        if_not_exists=True,
    )
    database["entries"].create(
        {
            "position": int,
            "entry_kind": str,
            "attempt": str,
            "says": str,
            "body": bytes,
            "written_at": str,
        },
        pk="position",
        not_null={"entry_kind", "attempt", "says", "body", "written_at"},
        if_not_exists=True,
    )
    database["entries"].create_index(["attempt", "position"], if_not_exists=True)
    database["problems"].create(
        {"id": int, "at": str, "stream": str, "seq": int, "what": str, "detail": str},
        pk="id",
        not_null={"at", "stream", "seq", "what", "detail"},
        if_not_exists=True,
    )
    database["problems"].create_index(
        ["stream", "seq", "what", "detail"], unique=True, if_not_exists=True
    )
    database["contact"].create({"id": int, "at": str}, pk="id", not_null={"at"}, if_not_exists=True)
