"""How fast the wire is, beside what it could be and what one could have instead, in the same run.

The real intake process over loopback with CURVE, and on the same disk: a CURVE echo, bare SQLite,
bare TCP with the same hash, and the peers an operator would pick (HTTP, MQTT, Redis, NATS). Whole
attempts of valid events are made beforehand, so that everything sent is stored. `--growth` also
measures how cost grows with kiosks, event size and backlog, `--stages` what each stage of the
intake takes; `--write docs` keeps the figures in
docs/performance.json and draws docs/performance.md from them.

Ratios are medians over `--repeats` pairs: reference and ours in turn, so that a slow minute of the
machine weighs on both.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from wired import growth, peers, stages
from wired.evidence import send_evidence
from wired.load import Load, Measured, run_load
from wired.page import write_page
from wired.payload import EVENT_BYTES, EVENTS_AN_ATTEMPT, Kiosk, bodies
from wired.processes import free_port, intake
from wired.references import CHUNK, echo, median, raw_sqlite, raw_tcp_hash

from protocol.times import utc_text

CLIENTS = 8
WINDOW = 64
BATCH = 64
MANY = 64
MANY_WINDOW = 8
BUSY_LOAD = 0.9
"""A load generator that takes more of a core than this may itself be the limit."""


@dataclass(frozen=True)
class Sizes:
    """How much is sent: entries a kiosk, seconds a peer, megabytes of evidence, repeats."""

    live: int
    batched: int
    many: int
    seconds: float
    megabytes: int
    repeats: int


QUICK = Sizes(live=600, batched=2_000, many=100, seconds=2.0, megabytes=64, repeats=1)
FULL = Sizes(live=8_000, batched=25_000, many=1_500, seconds=10.0, megabytes=1_024, repeats=5)


class Bench:
    """Runs the measurements over fresh folders below `scratch`; `figures` is the result."""

    def __init__(self, scratch: Path, sizes: Sizes) -> None:
        self.scratch = scratch
        self.sizes = sizes
        self.figures: dict[str, Any] = {}
        self._loads: dict[str, float] = {}
        self._rss: list[float] = []

    def warm(self) -> None:
        """Start an intake once: what Python compiles at a first start would count as memory."""
        with intake(self._folder("warm"), [Kiosk.new(0)]):
            pass

    def ours(self, name: str, clients: int, load: Load) -> Measured:
        """One run against a fresh intake."""
        kiosks = [Kiosk.new(number) for number in range(clients)]
        with intake(self._folder(name), kiosks) as server:
            measured = run_load(server.ports["events_port"], server.key.public, kiosks, load)
            self._rss.append(server.peak_rss_mb())
        self._note(name, measured)
        return measured

    def echoed(self, clients: int, load: Load) -> Measured:
        """The same frames through an echo."""
        port = free_port()
        kiosks = [Kiosk.new(number) for number in range(clients)]
        with echo(port) as key:
            measured = run_load(port, key, kiosks, load, echo=True)
        self._note("echo", measured)
        return measured

    def live(self) -> None:
        """Durable, one entry a frame, against the echo."""
        load = Load(self.sizes.live, 1, WINDOW, EVENT_BYTES)
        pairs = []
        for _ in range(self.sizes.repeats):
            reference = self.echoed(CLIENTS, load)
            pairs.append((self.ours("live", CLIENTS, load), reference))
        self._ratio(
            "echo_ratio", "unbatched", "echo", [(a.entries_s, b.entries_s) for a, b in pairs]
        )

    def batched(self) -> None:
        """Durable, 64 entries a frame, against bare SQLite."""
        load = Load(self.sizes.batched, BATCH, 8 * BATCH, EVENT_BYTES)
        pairs = []
        for number in range(self.sizes.repeats):
            rows = CLIENTS * self.sizes.batched
            folder = self._folder(f"sqlite-{number}")
            reference = raw_sqlite(folder, Kiosk.new(0), rows, EVENT_BYTES)
            pairs.append((self.ours("batched", CLIENTS, load).entries_s, reference))
        self._ratio("sqlite_ratio", "batched", "sqlite_batch_1000", pairs)

    def many(self) -> None:
        """Receipt times of 64 kiosks that all send without rest."""
        load = Load(self.sizes.many, 1, MANY_WINDOW, EVENT_BYTES)
        runs = [self.ours("many", MANY, load) for _ in range(self.sizes.repeats)]
        middle = sorted(runs, key=lambda run: run.p99_ms)[len(runs) // 2]
        self.figures["p99_ms_64_kiosks"] = round(middle.p99_ms, 2)
        self.figures["p50_ms_64_kiosks"] = round(middle.p50_ms, 2)
        self.figures["entries_s_64_kiosks"] = round(middle.entries_s)
        reference = self.echoed(MANY, load)
        self.figures["echo_p99_ms_64_kiosks"] = round(reference.p99_ms, 2)

    def evidence(self) -> None:
        """Evidence, sealed and durable, against bare TCP with the same hash."""
        pairs, chunk = [], os.urandom(CHUNK)
        for number in range(self.sizes.repeats):
            reference = raw_tcp_hash(free_port(), chunk, self.sizes.megabytes)
            kiosk = Kiosk.new(0)
            with intake(self._folder(f"evidence-{number}"), [kiosk]) as server:
                port = server.ports["evidence_port"]
                ours = send_evidence(port, server.key.public, kiosk, self.sizes.megabytes)
                self._rss.append(server.peak_rss_mb())
            pairs.append((ours / 1e6, reference / 1e6))
        self._ratio("evidence_ratio", "evidence_mb", "tcp_hash_mb", pairs)

    def peers(self) -> None:
        """What one could have instead; those that are not installed are named."""
        events, skipped = bodies(4_000), {}
        if "unbatched_s" not in self.figures:
            self.live()
        for name in peers.PEERS:
            folder = self._folder(name)
            try:
                theirs = peers.measure(name, folder, events, CLIENTS, self.sizes.seconds)
            except peers.NotInstalledError as problem:
                skipped[name] = str(problem)
                say(f"SKIPPED {problem}")
                continue
            self.figures[f"{name}_ratio"] = round(self.figures["unbatched_s"] / theirs, 2)
            self.figures[f"{name}_s"] = round(theirs)
            say(f"{name}: {theirs:,.0f} entries/s ({peers.PEERS[name].what})")
        self.figures["skipped"] = skipped

    def finish(self) -> dict[str, Any]:
        """All figures, with what they were measured on."""
        busy = {name: share for name, share in self._loads.items() if share > BUSY_LOAD}
        self.figures |= {
            "intake_rss_mb": round(max(self._rss), 1),
            "load_generator_cpu": self._loads,
            "load_generator_may_be_the_limit": sorted(busy),
            "clients": CLIENTS,
            "window": WINDOW,
            "event_bytes": EVENT_BYTES,
            "events_an_attempt": EVENTS_AN_ATTEMPT,
            "peers": {name: peer.what for name, peer in peers.PEERS.items()},
            "made_at": utc_text(),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
            f"Python {platform.python_version()}",
        }
        return self.figures

    def _ratio(self, name: str, ours: str, theirs: str, pairs: list[tuple[float, float]]) -> None:
        ratio = median([one / other for one, other in pairs])
        self.figures[name] = round(ratio, 3)
        self.figures[f"{ours}_s"] = round(median([one for one, _ in pairs]))
        self.figures[f"{theirs}_s"] = round(median([other for _, other in pairs]))
        say(f"{name} {ratio:.3f}: {self.figures[f'{ours}_s']:,} of {self.figures[f'{theirs}_s']:,}")

    def _note(self, name: str, measured: Measured) -> None:
        self._loads[name] = max(self._loads.get(name, 0.0), measured.load_cpu)
        say(
            f"{name}: {measured.entries_s:,.0f} entries/s, p99 {measured.p99_ms:.1f} ms, "
            f"load generator {measured.load_cpu:.0%} of a core"
        )

    def _folder(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.scratch))


def say(line: str) -> None:
    """Print progress at once."""
    print(line, flush=True)


def main(arguments: list[str]) -> None:
    """Measure, print one JSON line last, and write the page when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="within a minute")
    parser.add_argument("--growth", action="store_true", help="also how cost grows")
    parser.add_argument("--stages", action="store_true", help="also where the time goes")
    parser.add_argument("--repeats", type=int, help="pairs a ratio is the median of")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="on the disk to measure")
    parser.add_argument("--write", type=Path, metavar="DOCS", help="write performance.* there")
    parser.add_argument("--only", nargs="*", help="live batched many evidence peers")
    given = parser.parse_args(arguments)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    sizes = QUICK if given.quick else FULL
    if given.repeats:
        sizes = Sizes(**(vars(sizes) | {"repeats": given.repeats}))
    given.folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="bench-", dir=given.folder))
    try:
        figures = run(Bench(scratch, sizes), given)
    finally:
        shutil.rmtree(scratch)
    if given.write:
        write_page(given.write, figures)
    print(json.dumps(figures))


def run(bench: Bench, given: argparse.Namespace) -> dict[str, Any]:
    """Run what was asked for."""
    parts: dict[str, Callable[[], None]] = {
        "live": bench.live,
        "batched": bench.batched,
        "many": bench.many,
        "evidence": bench.evidence,
        "peers": bench.peers,
    }
    bench.warm()
    for name in given.only or parts:
        say(f"== {name}")
        parts[name]()
    figures = bench.finish() | {"quick": given.quick}
    if given.stages:
        say("== stages")
        figures["stages"] = stages.measure(bench.scratch)
    if given.growth:
        figures["growth"] = growth.measure(bench.scratch, quick=given.quick, say=say)
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
