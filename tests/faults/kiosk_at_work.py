"""A kiosk that works until it is killed: writes attempts and evidence while its uplink sends.

Runs as a process of its own: forked with `work`, or by
``python -m tests.faults.kiosk_at_work FOLDER`` where another program has to start it.
"""

import os
import random
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import protocol.times
from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.identity import load_identity
from kiosk.journal import Journal, JournalError
from tests.faults.clock import JumpingClock
from tests.faults.impatience import impatient
from tests.faults.impatient_uplink import Ports, impatient_uplink

DIGEST = "ab" * 32
CANDIDATE = "K7F-4Q2"
STARTED: dict[str, object] = {
    "scenario": "tourism/table_setting",
    "version": "1.0.0",
    "pack_digest": DIGEST,
    "candidate": CANDIDATE,
    "centre": "zacatecoluca",
    "kiosk": "front desk",
    "language": "es",
    "trainer": None,
    "model_digests": {},
    "input": "rendered",
    "judged": True,
}
EVENTS = 12
CHUNK_BYTES = 16 * 1024
REFUSED = "the disk refused"
"""What this kiosk says for every write that failed."""

_T = TypeVar("_T")


def work(
    folder: Path, ports: Ports | None = None, pause_s: float = 0.01, jumping: bool = False
) -> None:
    """Work until killed, or until SIGTERM (then what is written stays as it is).

    `ports` (events, evidence) leads through a proxy, `pause_s` is the longest rest between two
    entries, `jumping` gives the kiosk a clock that jumps.
    """
    if jumping:
        protocol.times.datetime = JumpingClock
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    identity = load_identity(folder)
    journal = _patiently(lambda: Journal(folder / "journal.db"))
    shelf = _patiently(lambda: EvidenceShelf(journal))
    chance = random.Random()
    with impatient():
        uplink = _patiently(
            lambda: impatient_uplink(journal, ports, chunk_bytes=CHUNK_BYTES, jumping=jumping)
        )
        _patiently(uplink.start)
        waiting = _patiently(journal.open_attempts)
        while not ended.is_set():
            attempt = waiting.pop() if waiting else str(uuid.uuid4())
            try:
                log = AttemptLog(journal, attempt, identity.seal_key)
                carry_on(log, shelf, chance, pause_s)
            except JournalError as problem:  # an attempt goes on when it can be written again
                print(f"{REFUSED}: {problem}", flush=True)
                waiting = [attempt]
                time.sleep(0.02)
        uplink.stop()


def carry_on(
    log: AttemptLog, shelf: EvidenceShelf, chance: random.Random, pause_s: float = 0.01
) -> None:
    """Write what is missing of an attempt, and seal it."""
    while (n := len(log.events)) < EVENTS:
        if n == 0:
            log.write("attempt.started", STARTED)
        elif n == 5:
            picture = os.urandom(chance.randrange(100_000))
            kept = shelf.keep(
                picture, media_type="image/png", attempt=log.attempt, candidate=CANDIDATE
            )
            named = {"digest": kept.digest, "media_type": "image/png", "size": kept.size}
            log.write("evidence.captured", named | {"role": "photo", "step": "lay"})
        else:
            log.write("step.finished", {"step": f"step {n}", "seconds": chance.random()})
        time.sleep(chance.random() * pause_s)
    log.seal()


def _patiently(make: Callable[[], _T]) -> _T:
    """Try until the disk lets us."""
    while True:
        try:
            return make()
        except JournalError as problem:
            print(f"{REFUSED}: {problem}", flush=True)
            time.sleep(0.05)


if __name__ == "__main__":
    work(Path(sys.argv[1]))
