"""A kiosk offline for days, then a link that is cut again and again while it drains.

At each cut the counts are checked, and at the end how many bytes passed: a drain that began anew
after a cut would send far more than there was.
"""

import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.uplink_state import UplinkState
from kiosk.uplink_watch import UplinkProcess
from protocol.messages import MAX_CHUNK_BYTES
from tests.faults.impatient_uplink import sending
from tests.faults.invariant import CountWatch
from tests.faults.kiosk_at_work import CANDIDATE, STARTED
from tests.faults.proxy import FaultProxy
from tests.faults.reports import Report, report
from tests.faults.site import PATIENCE_S, Site, site

EVENTS_AN_ATTEMPT = 50
CHUNKS_UNDER_WAY = 4
"""Credits: what a cut may cost is what was under way, and a chunk half received."""
BUFFERED_BYTES = 8 * 1024 * 1024
"""Sent, and lost with the connection: socket buffers of kiosk, proxy and intake."""


@dataclass(frozen=True)
class Backlog:
    """What a kiosk has written while it was offline, and how often the link is cut then."""

    events: int = 10_000
    evidence_bytes: int = 2 * 1024**3
    piece_bytes: int = 32 * 1024**2
    cuts: int = 50
    chunk_bytes: int = MAX_CHUNK_BYTES


class NotResumedError(AssertionError):
    """More bytes passed than resuming where it was would need."""


def drain_over_cuts(folder: Path, backlog: Backlog) -> Report:
    """Write the backlog offline, drain it over a link cut `cuts` times, compare."""
    started = time.monotonic()
    with site(folder) as place:
        _write(place, backlog)
        watch = CountWatch(place.journal, place.intake.engine)
        with (
            FaultProxy(place.ports()[0]) as events,
            FaultProxy(place.ports()[1]) as evidence,
            sending(
                place.journal, (events.port, evidence.port), chunk_bytes=backlog.chunk_bytes
            ) as uplink,
        ):
            cuts = _drain(uplink, watch, events, evidence, backlog)
            passed = evidence.forwarded
        lost_on_the_way = (CHUNKS_UNDER_WAY + 1) * backlog.chunk_bytes + BUFFERED_BYTES
        allowed = backlog.evidence_bytes * 1.01 + (cuts + 1) * min(
            lost_on_the_way, backlog.evidence_bytes
        )
        if passed > allowed:
            raise NotResumedError(f"{passed} bytes passed, resuming needs at most {allowed:.0f}")
        found = place.send_the_rest()
    faults = {"cut": cuts, "bytes passed": passed}
    return report("offline, then a link that is cut", "fault proxy", faults, found, started, watch)


def _write(place: Site, backlog: Backlog) -> None:
    journal, key = place.journal, place.identity.seal_key
    shelf = EvidenceShelf(journal)
    attempts = max(1, backlog.events // EVENTS_AN_ATTEMPT)
    left = backlog.evidence_bytes
    for _ in range(attempts):
        log = AttemptLog(journal, str(uuid.uuid4()), key)
        log.write("attempt.started", STARTED)
        for number in range(min(EVENTS_AN_ATTEMPT, backlog.events) - 1):
            log.write("step.finished", {"step": f"step {number}", "seconds": 1.5})
        if left > 0:
            size = min(left, backlog.piece_bytes)
            shelf.keep(
                os.urandom(size), media_type="video/mp4", attempt=log.attempt, candidate=CANDIDATE
            )
            left -= size
        log.seal()
    while left > 0:
        size = min(left, backlog.piece_bytes)
        shelf.keep(
            os.urandom(size), media_type="video/mp4", attempt=log.attempt, candidate=CANDIDATE
        )
        left -= size


def _drain(
    uplink: UplinkProcess,
    watch: CountWatch,
    events: FaultProxy,
    evidence: FaultProxy,
    backlog: Backlog,
) -> int:
    """Cut both links each time another share of the evidence has arrived; return how often."""
    before = watch.look(uplink.state)
    total, cuts = before.waiting_bytes, 0
    deadline = time.monotonic() + PATIENCE_S + 10 * backlog.cuts
    while not before.all_sent:
        assert time.monotonic() < deadline, before
        due = total * (cuts + 1) // (backlog.cuts + 1)
        if cuts < backlog.cuts and evidence.forwarded >= due:
            evidence.cut()
            events.cut()
            cuts += 1
            watch.look(uplink.state)
        time.sleep(0.005)
        shown = watch.look(uplink.state) if _moved(uplink, before) else before
        watch.wrong += shown.waiting_entries > before.waiting_entries
        watch.wrong += shown.waiting_evidence > before.waiting_evidence
        before = shown
    return cuts


def _moved(uplink: UplinkProcess, before: UplinkState) -> bool:
    return uplink.state() != before
