"""Many rows at once, through the driver: Core's own way costs several microseconds a row."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


def insert_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Insert rows of plain values (text, whole numbers, bytes, None), in the order of `columns`.

    Statements are Core's, written once for each dialect. Values go to the driver as they are, so
    no column may need a conversion (Boolean, JSON).
    """
    if rows:
        connection.exec_driver_sql(_statement(table, columns, connection.dialect), rows)


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> str:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    if tuple(compiled.positiontup or ()) != columns:
        raise ValueError(f"columns must be in the table's order, but are {columns}")
    return str(compiled)
