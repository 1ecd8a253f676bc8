"""Many rows at once, through the driver: Core's own way costs several microseconds a row."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


def insert_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Insert rows of plain values (text, whole numbers, bytes, None), in the order of `columns`.

    The statement is Core's, written once for each dialect. Values go to the driver as they are, so
    no column may need a conversion (Boolean, JSON).
    """
    if not rows:
        return
    statement, positional = _statement(table, columns, connection.dialect)
    if positional:
        connection.exec_driver_sql(statement, rows)
    else:
        connection.exec_driver_sql(
            statement, [dict(zip(columns, row, strict=True)) for row in rows]
        )


@lru_cache(maxsize=32)
def _statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[str, bool]:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    order = compiled.positiontup
    if order is not None and tuple(order) != columns:
        raise ValueError(f"columns must be in the table's order {order}, but are {columns}")
    return str(compiled), order is not None
