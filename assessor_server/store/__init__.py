"""The server's store: tables, the engine that opens them, and where the files lie."""

from assessor_server.store import tables
from assessor_server.store.engine import (
    beginning,
    is_newest,
    looking_up,
    migrate,
    open_store,
    reading,
    sqlite_engine,
    writing,
)
from assessor_server.store.folder import NoServerHereError, ServerFolder

__all__ = [
    "NoServerHereError",
    "ServerFolder",
    "beginning",
    "is_newest",
    "looking_up",
    "migrate",
    "open_store",
    "reading",
    "sqlite_engine",
    "tables",
    "writing",
]
