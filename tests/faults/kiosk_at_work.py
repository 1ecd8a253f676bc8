"""A kiosk that works until it is killed: writes attempts and evidence while its uplink sends."""

import os
import random
import time
import uuid
from pathlib import Path

from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.identity import load_identity
from kiosk.journal import Journal
from kiosk.uplink import Uplink

DIGEST = "ab" * 32
STARTED: dict[str, object] = {
    "scenario": "tourism/table_setting",
    "version": "1.0.0",
    "pack_digest": DIGEST,
    "candidate": "K7F-4Q2",
    "centre": "zacatecoluca",
    "kiosk": "front desk",
    "language": "es",
    "trainer": None,
    "model_digests": {},
    "input": "rendered",
    "judged": True,
}
EVENTS = 12


def work(folder: Path) -> None:
    identity = load_identity(folder)
    journal = Journal(folder / "journal.db")
    shelf = EvidenceShelf(journal)
    chance = random.Random()
    with Uplink(journal, identity, chunk_bytes=16 * 1024):
        waiting = [
            AttemptLog.resume(journal, a, identity.seal_key) for a in journal.open_attempts()
        ]
        while True:
            log = (
                waiting.pop()
                if waiting
                else AttemptLog(journal, str(uuid.uuid4()), identity.seal_key)
            )
            carry_on(log, shelf, chance)


def carry_on(log: AttemptLog, shelf: EvidenceShelf, chance: random.Random) -> None:
    """Write what is missing of an attempt."""
    while (n := len(log.events)) < EVENTS:
        if n == 0:
            log.write("attempt.started", STARTED)
        elif n == 5:
            kept = shelf.keep(
                os.urandom(chance.randrange(400_000)),
                media_type="image/png",
                attempt=log.attempt,
                candidate="K7F-4Q2",
            )
            named = {"digest": kept.digest, "media_type": "image/png", "size": kept.size}
            log.write("evidence.captured", named | {"role": "photo", "step": "lay"})
        else:
            log.write("step.finished", {"step": f"step {n}", "seconds": chance.random()})
        time.sleep(chance.random() * 0.01)
    log.seal()


if __name__ == "__main__":
    work(FOLDER)  # type: ignore[name-defined]  # noqa: F821 - given by whoever runs this file
