"""How the cost of taking in entries grows: with kiosks, with the size of events, with what is
stored already, and with how much a kiosk has waiting.
"""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from wired.load import Load, run_load
from wired.payload import EVENT_BYTES, Kiosk
from wired.processes import intake

KIOSKS = (1, 4, 16, 64, 256)
BYTES = (500, 1_000, 4_000, 16_000, 64_000)
STORED = (0, 100_000, 1_000_000)
WAITING = (100, 1_000, 10_000, 50_000)
ENTRIES = 40_000
FILLED_AT_ONCE = 10

Say = Callable[[str], None]
Point = dict[str, Any]


def measure(scratch: Path, *, quick: bool, say: Say) -> dict[str, list[Point]]:
    """Entries a second and receipt times along each of the four."""
    total = 2_000 if quick else ENTRIES
    run = _Runs(scratch, say)
    taken = 2 if quick else None
    return {
        "kiosks": [
            run.point(n, n, Load(max(1, total // n), 1, 8, EVENT_BYTES)) for n in KIOSKS[:taken]
        ],
        "event_bytes": [
            run.point(size, 8, Load(max(1, total * 500 // size // 8), 64, 512, size))
            for size in BYTES[:taken]
        ],
        "stored": [
            run.point(n, 8, Load(total // 8, 64, 512, EVENT_BYTES), stored=n)
            for n in STORED[:taken]
        ],
        "waiting": [run.point(n, 1, Load(n, 64, 2_048, EVENT_BYTES)) for n in WAITING[:taken]],
    }


class _Runs:
    def __init__(self, scratch: Path, say: Say) -> None:
        self._scratch = scratch
        self._say = say

    def point(self, at: int, clients: int, load: Load, *, stored: int = 0) -> Point:
        """One run against a fresh intake that has `stored` entries already."""
        folder = Path(tempfile.mkdtemp(prefix="growth-", dir=self._scratch))
        kiosks = [Kiosk.new(number) for number in range(clients)]
        with intake(folder, kiosks) as server:
            if stored:
                fill(folder / "server" / "acredita.db", stored)
            port = server.ports["events_port"]
            measured = run_load(port, server.key.public, kiosks, load)
            rss = server.peak_rss_mb()
        self._say(f"growth: {clients} kiosks, {load}, {stored} stored: {measured.entries_s:,.0f}/s")
        return {
            "at": at,
            "entries_s": round(measured.entries_s),
            "p50_ms": round(measured.p50_ms, 2),
            "p99_ms": round(measured.p99_ms, 2),
            "rss_mb": round(rss, 1),
        }


def fill(database: Path, count: int) -> None:
    """Put entries of former years into the store: attempts that came live, ten events at a time."""
    body = b"\n".join([b"x" * EVENT_BYTES] * FILLED_AT_ONCE)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO passages (kiosk, stream, first_seq, count, attempt, first_n, received_at,"
            " body) VALUES (?, ?, ?, ?, ?, ?, '2025-01-01T00:00:00.000Z', ?)",
            (
                (f"old-{n % 40}", "0a" * 16, n, FILLED_AT_ONCE, f"{n // 60:032x}", n % 60, body)
                for n in range(1, count + 1, FILLED_AT_ONCE)
            ),
        )
        connection.execute("COMMIT")
