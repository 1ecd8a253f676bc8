"""Counts what happens at every stage of the intake, and leaves a picture of it every second.

The web process shows the pictures to Prometheus: its library, with a web server and TLS, would
take a tenth of this process's memory. Touches one file.
"""

import threading
import time
from bisect import bisect_left
from pathlib import Path

import structlog

from assessor_server.intake.contacts import Contacts
from assessor_server.measured import HISTOGRAMS, KioskLine, Picture, Spread, write_picture

EVERY_S = 1.0

log = structlog.get_logger()


class Metrics:
    """All counters of one intake, for any thread."""

    def __init__(self) -> None:
        self.contacts = Contacts()
        self._lock = threading.Lock()
        self._counters: dict[tuple[str, str], float] = {}
        self._gauges: dict[str, float] = {}
        self._spreads = {name: _Spread(bounds) for name, (_, bounds) in HISTOGRAMS.items()}

    def count(self, name: str, label: str = "", by: float = 1) -> None:
        """Count one more, or `by`; `name` is one of measured.COUNTERS."""
        with self._lock:
            self._counters[name, label] = self._counters.get((name, label), 0) + by

    def note(self, name: str, value: float) -> None:
        """Note what something is now; `name` is one of measured.GAUGES."""
        self._gauges[name] = value

    def observe(self, name: str, value: float) -> None:
        """Add a value to a distribution; `name` is one of measured.HISTOGRAMS."""
        with self._lock:
            self._spreads[name].add(value)

    def picture(self) -> Picture:
        """All of it now."""
        now, monotonic = time.time(), time.monotonic()
        kiosks = tuple(
            KioskLine(kiosk, line.lag, now - (monotonic - line.heard), line.clock_offset_s)
            for kiosk, line in self.contacts.all()
        )
        with self._lock:
            counters = tuple((name, label, n) for (name, label), n in self._counters.items())
            spreads = {name: spread.now() for name, spread in self._spreads.items()}
        return Picture(now, counters, spreads, dict(self._gauges), kiosks)


class _Spread:
    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._total = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._total += value

    def now(self) -> Spread:
        return Spread(tuple(self._counts), self._total)


class MetricsReporter:
    """Leaves a picture every second until told to stop."""

    def __init__(self, metrics: Metrics, path: Path, wal: Path) -> None:
        self._metrics = metrics
        self._path = path
        self._wal = wal
        self._failing = False

    def serve(self, stopping: threading.Event) -> None:
        """Report until `stopping` is set, and once more at the end."""
        while not stopping.wait(EVERY_S):
            self.report()
        self.report()

    def report(self) -> None:
        """Leave a picture of this moment; a full disk is said once and nothing else suffers."""
        self._metrics.note("wal_bytes", self._wal.stat().st_size if self._wal.exists() else 0)
        try:
            write_picture(self._path, self._metrics.picture())
        except OSError as problem:
            if not self._failing:
                log.warning("metrics.not_written", problem=str(problem))
            self._failing = True
        else:
            self._failing = False
