"""A kiosk works and sends over a bad link; nothing is lost, and its counts stay right."""

import random
import time
import uuid
from pathlib import Path

from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.uplink_state import UplinkState
from tests.faults.impatient_uplink import Ports, sending
from tests.faults.invariant import CountWatch, compare
from tests.faults.kiosk_at_work import CHUNK_BYTES, carry_on
from tests.faults.proxy import FaultProxy
from tests.faults.reports import Report, report
from tests.faults.site import PATIENCE_S, Site, site
from tests.faults.weathers import WEATHERS

UPLINK_DIED = "uplink died"
"""Seldom, on half-open or altered connections, `Assertion failed: !_io_error` in libzmq 4.3.5."""


def work_behind(name: str, folder: Path, *, attempts: int, seed: int) -> Report:
    """Write `attempts` attempts while sending through the weather of this name, then compare."""
    started = time.monotonic()
    weather = WEATHERS[name]
    with (
        site(folder) as place,
        FaultProxy(place.ports()[0], weather, seed) as events,
        FaultProxy(place.ports()[1], weather, seed + 1) as evidence,
    ):
        watch = CountWatch(place.journal, place.intake.engine)
        died = _work(place, (events.port, evidence.port), watch, attempts, seed)
        found = compare(place.journal, place.intake.engine, place.intake.directory, sent=True)
    faults = dict(events.faults + evidence.faults) | ({UPLINK_DIED: died} if died else {})
    return report(name, "fault proxy", faults, found, started, watch)


def write_attempts(place: Site, attempts: int, seed: int) -> None:
    """Write whole attempts, each with a picture, into the site's journal."""
    chance, journal = random.Random(seed), place.journal
    shelf, key = EvidenceShelf(journal), place.identity.seal_key
    for _ in range(attempts):
        carry_on(AttemptLog(journal, str(uuid.uuid4()), key), shelf, chance)


def _work(place: Site, ports: Ports, watch: CountWatch, attempts: int, seed: int) -> int:
    """Write while sending, until all is sent; return how often the uplink's process died."""
    with sending(place.journal, ports, chunk_bytes=CHUNK_BYTES) as uplink:
        deadline = time.monotonic() + PATIENCE_S
        while not uplink.state().last_contact:  # from here on entries travel as they are written
            assert time.monotonic() < deadline, uplink.state()
            time.sleep(0.02)
        for number in range(attempts):
            write_attempts(place, 1, seed + number)
            watch.look(uplink.state)
        shown = watch.look(uplink.state)
        deadline = time.monotonic() + PATIENCE_S
        while not shown.all_sent:
            assert time.monotonic() < deadline, shown
            time.sleep(0.05)
            left, shown = shown, watch.look(uplink.state)
            if _to_send(shown) < _to_send(left):  # each silent connection costs seconds; it goes on
                deadline = time.monotonic() + PATIENCE_S
        return shown.restarts


def _to_send(shown: UplinkState) -> tuple[int, int]:
    return shown.waiting_entries, shown.waiting_bytes
