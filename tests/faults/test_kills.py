"""Kiosk and intake are killed at random moments: nothing lost, nothing doubled, order kept.

ACREDITA_FAULT_ROUNDS sets the number of kills (12 by default), ACREDITA_FAULT_SEED their moments.
"""

import hashlib
import os
import random
import runpy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assessor_server.store import ServerFolder, reading
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import attempts, conflicts, entries, evidence, quarantine
from assessor_server.store.tables import streams as stream_table
from assessor_server.vault import Vault
from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.identity import load_identity
from kiosk.journal import Journal
from kiosk.uplink import Uplink

ROUNDS = int(os.environ.get("ACREDITA_FAULT_ROUNDS", "12"))
SEED = int(os.environ.get("ACREDITA_FAULT_SEED", "0")) or random.SystemRandom().randrange(2**32)
WORK = Path(__file__).parent / "kiosk_at_work.py"


class Kiosk:
    """A kiosk process that works until it is killed."""

    def __init__(self, folder: Path, processes: Any) -> None:
        self.folder = folder
        self._processes = processes
        self._process: Any = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        given = {"init_globals": {"FOLDER": self.folder}, "run_name": "__main__"}
        self._process = self._processes.Process(
            target=runpy.run_path, args=[str(WORK)], kwargs=given
        )
        self._process.start()

    def kill(self) -> None:
        assert self.alive, "the kiosk ended by itself"
        self._process.kill()
        self._process.join()

    def journal(self) -> Journal:
        return Journal(self.folder / "journal.db")


@pytest.fixture
def kiosk(intake: Any, processes: Any, tmp_path: Path) -> Iterator[Kiosk]:
    intake.pair(tmp_path / "kiosk")
    made = Kiosk(tmp_path / "kiosk", processes)
    yield made
    if made.alive:
        made.kill()


def wait_for_work(kiosk: Kiosk, since: int) -> None:
    """Let the kiosk write something, so that no round is idle."""
    journal = kiosk.journal()
    deadline = time.monotonic() + 60
    while journal.last_seq <= since:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    journal.close()


def check_receipts(kiosk: Kiosk, intake: Any) -> None:
    """What the kiosk holds a receipt for must be in the store of the killed server."""
    journal = kiosk.journal()
    confirmed = journal.stream.acknowledged
    stored = [row.next_seq - 1 for row in intake.rows(stream_table)]
    assert not confirmed or max(stored) >= confirmed
    journal.close()


def kill_at_random(kiosk: Kiosk, intake: Any, chance: random.Random) -> None:
    written = 0
    kiosk.start()
    for number in range(ROUNDS):
        wait_for_work(kiosk, written)
        time.sleep(chance.random() * 0.5)
        victim = ("kiosk", "intake", "both")[number % 3]
        if victim != "kiosk":
            intake.kill()
            check_receipts(kiosk, intake)
        if victim != "intake":
            kiosk.kill()
        time.sleep(chance.random() * 0.1)
        if victim != "kiosk":
            intake.start()
        journal = kiosk.journal()
        written = journal.last_seq
        journal.close()
        if victim != "intake":
            kiosk.start()
    wait_for_work(kiosk, written)
    kiosk.kill()


def finish(kiosk: Kiosk) -> Journal:
    """Seal what was interrupted and send the rest, as the kiosk does after a power cut."""
    identity, journal = load_identity(kiosk.folder), kiosk.journal()
    for attempt in journal.open_attempts():
        AttemptLog.resume(journal, attempt, identity.seal_key).seal()
    with Uplink(journal, identity) as uplink:
        assert uplink.wait_until_sent(60), uplink.state()
    return journal


def written_entries(journal: Journal) -> list[tuple[int, bytes]]:
    return [(seq, body) for seq, body in journal.rows("SELECT position, body FROM entries")]


def stored_evidence(intake: Any) -> dict[tuple[str, str], str]:
    """Digest of what the server reads back, for every piece."""
    folder = ServerFolder(intake.directory)
    files = EvidenceFiles(folder.evidence)
    vault = Vault.open(folder.master_key)
    read: dict[tuple[str, str], str] = {}
    with reading(intake.engine) as connection:
        for row in intake.rows(evidence):
            key = vault.existing_key(connection, row.candidate)
            content = b"".join(files.chunks(row.attempt, row.digest, key))
            read[row.attempt, row.digest] = hashlib.sha256(content).hexdigest()
    return read


@pytest.mark.journey
def test_kills_at_random_moments_lose_and_double_nothing(intake: Any, kiosk: Kiosk) -> None:
    print(f"ACREDITA_FAULT_SEED={SEED} ACREDITA_FAULT_ROUNDS={ROUNDS}")
    kill_at_random(kiosk, intake, random.Random(SEED))
    journal = finish(kiosk)

    stored = sorted(intake.rows(entries), key=lambda row: row.seq)
    assert [(row.seq, row.body) for row in stored] == written_entries(journal)
    assert len({(row.attempt, row.n) for row in stored}) == len(stored)
    assert {row.state for row in intake.rows(attempts)} == {"sealed"}
    assert (intake.rows(conflicts), intake.rows(quarantine), journal.problems()) == ([], [], [])

    shelf = EvidenceShelf(journal)
    kept = {
        (piece.attempt, piece.digest): piece.digest
        for row in intake.rows(attempts)
        for piece in shelf.of(row.id)
    }
    assert stored_evidence(intake) == kept
    assert shelf.refusals() == []
    print(f"{len(stored)} entries, {len(kept)} pieces of evidence")
