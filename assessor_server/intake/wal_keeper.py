"""Keeps the store's write-ahead log small: folds it into the database beside the commits, not in
them. Touches the database file through a connection of its own.
"""

import sqlite3
import threading
from pathlib import Path

import structlog

from assessor_server.intake.metrics import Metrics

LOOK_S = 0.5
PASSIVE_BYTES = 4 * 1024 * 1024
"""From here on what is committed is folded in, in nobody's way."""
TRUNCATE_BYTES = 32 * 1024 * 1024
"""From here on writers wait a moment until the log is empty."""
_BUSY_MS = 2_000
_FRAME_HEADER_BYTES = 24

log = structlog.get_logger()


class WalKeeper:
    """Looks at the log's size until told to stop, and folds it in when it has grown."""

    def __init__(self, database: Path, metrics: Metrics) -> None:
        self._database = database
        self._wal = wal_of(database)
        self._metrics = metrics
        self._stuck = False

    def serve(self, stopping: threading.Event) -> None:
        """Watch until `stopping` is set; `fold_in` at the end is the caller's."""
        while not stopping.wait(LOOK_S):
            self.look()

    def look(self) -> None:
        """Fold the log in if it is over a limit."""
        if _size(self._wal) < PASSIVE_BYTES:
            return
        try:
            in_log = _checkpoint(self._database, "PASSIVE")
            self._metrics.count("checkpoints", "passive")
            if in_log >= TRUNCATE_BYTES:
                self._truncate(in_log)
        except sqlite3.Error as problem:
            log.warning("wal.not_folded_in", problem=str(problem))

    def _truncate(self, in_log: int) -> None:
        left = _checkpoint(self._database, "TRUNCATE")
        self._metrics.count("checkpoints", "truncate")
        if not left:
            self._stuck = False
            log.info("wal.truncated", bytes=in_log)
        elif not self._stuck:  # say it once: it is tried again and again
            self._stuck = True
            log.warning("wal.still_large", bytes=left, remedy="end the long reading of the store")


def fold_in(database: Path) -> None:
    """Empty the log, at the end of a clean stop; what cannot be emptied now is so at the start."""
    try:
        _checkpoint(database, "TRUNCATE")
    except sqlite3.Error as problem:
        log.warning("wal.not_folded_in", problem=str(problem))


def wal_of(database: Path) -> Path:
    """The write-ahead log of a SQLite file."""
    return database.with_name(f"{database.name}-wal")


def _checkpoint(database: Path, kind: str) -> int:
    """Fold the log in; the bytes that are in use in it afterwards."""
    connection = sqlite3.connect(database, timeout=_BUSY_MS / 1000, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        _, frames, folded = connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchone()
        in_use = frames if kind == "PASSIVE" or frames != folded else 0
        return max(0, int(in_use)) * (int(page) + _FRAME_HEADER_BYTES)
    finally:
        connection.close()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
