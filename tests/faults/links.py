"""A kiosk works and sends over a bad link; nothing is lost, and its counts stay right."""

import random
import time
import uuid
from pathlib import Path

from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.identity import Identity
from kiosk.uplink import Uplink
from tests.faults.impatience import impatient
from tests.faults.invariant import CountWatch, compare
from tests.faults.kiosk_at_work import CHUNK_BYTES, carry_on
from tests.faults.proxy import FaultProxy
from tests.faults.reports import Report, report
from tests.faults.site import PATIENCE_S, Site, site
from tests.faults.weathers import WEATHERS


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
        _work(place, place.through(events, evidence), watch, attempts, seed)
        found = compare(place.journal, place.intake.engine, place.intake.directory, sent=True)
    faults = dict(events.faults + evidence.faults)
    return report(name, "fault proxy", faults, found, started, watch)


def write_attempts(place: Site, attempts: int, seed: int) -> None:
    """Write whole attempts, each with a picture, into the site's journal."""
    chance, journal = random.Random(seed), place.journal
    shelf, key = EvidenceShelf(journal), place.identity.seal_key
    for _ in range(attempts):
        carry_on(AttemptLog(journal, str(uuid.uuid4()), key), shelf, chance)


def _work(place: Site, identity: Identity, watch: CountWatch, attempts: int, seed: int) -> None:
    with (
        impatient(),
        Uplink(place.journal, identity, chunk_bytes=CHUNK_BYTES, knock_again_s=0.2) as uplink,
    ):
        for number in range(attempts):
            write_attempts(place, 1, seed + number)
            watch.look(uplink.state)
        deadline = time.monotonic() + PATIENCE_S
        while not watch.look(uplink.state).all_sent:
            assert time.monotonic() < deadline, uplink.state()
            time.sleep(0.05)
