"""Opens the store: SQLite with full durability, migrated to the newest shape under a lock."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, and_, create_engine, event, inspect, text

from assessor_server.store.folder import ServerFolder

log = structlog.get_logger()

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 2_000  # SQLite's own choice
WAL_LIMIT_BYTES = 64 * 1024 * 1024  # a log that was once larger shrinks to this
WAL_PAGES = 1_000
"""A commit that finds more than so many pages in the write-ahead log folds them in."""


def open_store(
    directory: Path, *, wal_pages: int = WAL_PAGES, cache_kib: int = CACHE_KIB
) -> Engine:
    """The engine over DIR/server/acredita.db, migrated; several processes may call it at once.

    WAL and synchronous=FULL: a committed transaction survives a power cut. `wal_pages` is for a
    process that folds the log in by itself, `cache_kib` (for each connection) for a lean one.
    """
    folder = ServerFolder(directory)
    folder.create()
    engine = sqlite_engine(folder.database, wal_pages=wal_pages, cache_kib=cache_kib)
    with _locked(folder.base / "migration.lock"):
        migrate(engine)
    return engine


def sqlite_engine(
    database: Path, *, wal_pages: int = WAL_PAGES, cache_kib: int = CACHE_KIB
) -> Engine:
    """An engine over one SQLite file, with the pragmas and transactions this room relies on."""
    engine = create_engine(f"sqlite:///{database}")

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # the driver must not open transactions of its own
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",  # an erased key must not linger in a free page
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            f"wal_autocheckpoint={wal_pages}",
            f"cache_size={-cache_kib}",
            f"journal_size_limit={WAL_LIMIT_BYTES}",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        begin = connection.get_execution_options().get("acredita_begin", "BEGIN")
        if begin:
            connection.exec_driver_sql(begin)

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store."""
    with engine.connect() as connection, connection.begin():
        yield connection


def looking_up(engine: Engine) -> Connection:
    """A connection to keep, for single statements: each sees what was committed before it.

    Without a transaction around it a look-up costs a third. Read every result to its end.
    """
    return engine.connect().execution_options(acredita_begin="")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write: all of it is stored, or (on an exception) nothing.

    It takes SQLite's write lock at once and waits for it: a transaction that starts by reading
    and writes later would fail at once, not wait, when another process wrote in between.
    """
    # Threads of one process queue here: SQLite would let them sleep and try again.
    with _turns.setdefault(engine, threading.Lock()), engine.connect() as connection:
        connection = connection.execution_options(acredita_begin="BEGIN IMMEDIATE")
        with connection.begin():
            yield connection


_turns: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


def beginning(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether a text column begins so, as a range an index answers (LIKE would read all)."""
    return and_(column >= text, column < text + "\U0010ffff")


def migrate(engine: Engine) -> None:
    """Bring the store to the newest shape."""
    if is_newest(engine):
        return
    # Loaded only when there is something to do: the intake has little memory to spare.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    log.info("store.migrated", database=str(engine.url), shape=newest_shape())


def is_newest(engine: Engine) -> bool:
    """Whether the store has the newest shape."""
    with reading(engine) as connection:
        return _shape(connection) == newest_shape()


def newest_shape() -> str:
    """The newest migration: their files begin with four digits that only grow."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _shape(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
