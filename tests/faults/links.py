"""A kiosk works and sends over a bad link; nothing is lost, and its counts stay right."""

import random
import time
import uuid
from pathlib import Path

from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.uplink import Uplink
from tests.faults.impatience import impatient
from tests.faults.invariant import CountWatch, compare
from tests.faults.kiosk_at_work import carry_on
from tests.faults.proxy import FaultProxy
from tests.faults.reports import Report
from tests.faults.site import PATIENCE_S, Site, site
from tests.faults.weathers import WEATHERS

CHUNK_BYTES = 16 * 1024


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
        _work(place, events, evidence, watch, attempts, random.Random(seed))
        found = compare(place.journal, place.intake.engine, place.intake.directory, sent=True)
    return Report(
        fault=name,
        means="fault proxy",
        faults=dict(events.faults + evidence.faults),
        entries=found.entries,
        evidence=found.evidence,
        evidence_bytes=found.evidence_bytes,
        lost=found.lost,
        doubled=found.doubled,
        out_of_order=found.out_of_order,
        counts_checked=watch.checked,
        miscounted=watch.wrong,
        seconds=round(time.monotonic() - started, 1),
    )


def _work(
    place: Site,
    events: FaultProxy,
    evidence: FaultProxy,
    watch: CountWatch,
    attempts: int,
    chance: random.Random,
) -> None:
    journal, identity = place.journal, place.through(events, evidence)
    shelf = EvidenceShelf(journal)
    with (
        impatient(),
        Uplink(journal, identity, chunk_bytes=CHUNK_BYTES, knock_again_s=0.2) as uplink,
    ):
        for _ in range(attempts):
            log = AttemptLog(journal, str(uuid.uuid4()), identity.seal_key)
            carry_on(log, shelf, chance)
            watch.look(uplink.state)
        deadline = time.monotonic() + PATIENCE_S
        while not watch.look(uplink.state).all_sent:
            assert time.monotonic() < deadline, uplink.state()
            time.sleep(0.05)
