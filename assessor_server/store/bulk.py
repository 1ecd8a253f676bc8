"""Many rows at once, through the driver: Core's own way costs several microseconds a row, and the
driver's executemany takes and gives back the interpreter's lock for each of them, which stops the
other threads of the process more than the writing itself.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

MOST_ROWS = 32
"""Rows a statement. Fewer are written as powers of two, so that there are few statements."""


def insert_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Insert rows of plain values (text, whole numbers, bytes, None), in the order of `columns`.

    Statements are Core's, written once for each dialect. Values go to the driver as they are, so
    no column may need a conversion (Boolean, JSON).
    """
    done = 0
    while done < len(rows):
        count = min(MOST_ROWS, 1 << ((len(rows) - done).bit_length() - 1))
        statement = _statement(table, columns, count, connection.dialect)
        values = tuple(value for row in rows[done : done + count] for value in row)
        connection.exec_driver_sql(statement, values)
        done += count


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...], count: int, dialect: Dialect) -> str:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    if tuple(compiled.positiontup or ()) != columns:
        raise ValueError(f"columns must be in the table's order, but are {columns}")
    one_row, _, places = str(compiled).partition(" VALUES ")
    return f"{one_row} VALUES {', '.join([places] * count)}"
