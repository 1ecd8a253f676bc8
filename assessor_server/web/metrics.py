"""Shows what the intake measured to Prometheus, on a port of its own and on loopback only.

Reads the picture the intake leaves every second. docs/operations.md lists the names; a test
compares.
"""

import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from assessor_server.errors import ServerError
from assessor_server.measured import (
    COUNTERS,
    GAUGES,
    HISTOGRAMS,
    KIOSK_GAUGES,
    Picture,
    Spread,
    read_picture,
)

LOOPBACK = "127.0.0.1"
PREFIX = "acredita_"


class MetricsPortTakenError(ServerError):
    """The port for metrics cannot be bound."""


class IntakeCollector(Collector):
    """The intake's last picture, as Prometheus wants it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def collect(self) -> Iterator[Metric]:
        """Every metric; without a picture only that there is none."""
        picture = read_picture(self._path)
        up = picture is not None
        yield GaugeMetricFamily(f"{PREFIX}intake_seen", "Whether the intake reports", value=up)
        if picture is None:
            return
        age = max(0.0, time.time() - picture.taken_at)
        yield GaugeMetricFamily(f"{PREFIX}picture_age_seconds", "Since it last did", value=age)
        yield from _counters(picture)
        for name, (text, bounds) in HISTOGRAMS.items():
            yield _histogram(name, text, bounds, picture.spreads[name])
        for name, text in GAUGES.items():
            yield GaugeMetricFamily(PREFIX + name, text, value=picture.gauges.get(name, 0))
        yield from _kiosks(picture)


def offer_metrics(path: Path, port: int) -> int:
    """Answer Prometheus on loopback; 0 for a free port. Returns the port.

    Raises MetricsPortTakenError.
    """
    registry = CollectorRegistry()
    registry.register(IntakeCollector(path))
    try:
        server, _ = start_http_server(port, addr=LOOPBACK, registry=registry)
    except (OSError, OverflowError) as problem:
        raise MetricsPortTakenError(
            f"cannot offer metrics on {LOOPBACK}, port {port} ({problem}): "
            "choose another --metrics-port."
        ) from problem
    return int(server.server_port)


def _counters(picture: Picture) -> Iterator[Metric]:
    for name, (text, label) in COUNTERS.items():
        family = CounterMetricFamily(PREFIX + name, text, labels=[label] if label else [])
        values = {key: value for counted, key, value in picture.counters if counted == name}
        if not label:
            values.setdefault("", 0)
        for key, value in values.items():
            family.add_metric([key] if label else [], value)
        yield family


def _histogram(name: str, text: str, bounds: tuple[float, ...], spread: Spread) -> Metric:
    ends = [*(str(float(bound)) for bound in bounds), "+Inf"]
    buckets = list(zip(ends, accumulate(spread.counts), strict=True))
    return HistogramMetricFamily(PREFIX + name, text, buckets=buckets, sum_value=spread.total)


def _kiosks(picture: Picture) -> Iterator[Metric]:
    lag, silent, clock = (
        GaugeMetricFamily(PREFIX + name, text, labels=["kiosk"])
        for name, text in KIOSK_GAUGES.items()
    )
    now = time.time()
    for line in picture.kiosks:
        lag.add_metric([line.kiosk], line.lag)
        silent.add_metric([line.kiosk], max(0.0, now - line.heard_at))
        if line.clock_offset_s is not None:
            clock.add_metric([line.kiosk], line.clock_offset_s)
    yield from (lag, silent, clock)
