"""A site under faults: one server, one kiosk paired with it, and a kiosk process to kill."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from kiosk.attempt_log import AttemptLog
from kiosk.identity import Identity, load_identity
from kiosk.journal import Journal
from tests.faults.impatient_uplink import Ports, sending
from tests.faults.invariant import Comparison, compare
from tests.faults.kiosk_at_work import work
from tests.intake_process import PROCESSES, IntakeProcess, new_server

PATIENCE_S = 180.0
"""How long anything may take on a loaded machine before a run is given up."""


class KioskProcess:
    """A kiosk process that works until it is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: ForkServerProcess | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def start(self, ports: Ports | None = None, *, jumping: bool = False) -> None:
        process = PROCESSES.Process(target=work, args=[self.folder, ports, 0.01, jumping])
        process.start()
        self.run_as(process)

    def run_as(self, process: ForkServerProcess) -> None:
        """Take this process for the kiosk."""
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid or 0

    def kill_uplink(self) -> None:
        """End the process that sends, the kiosk's only child, as libzmq may."""
        deadline = time.monotonic() + PATIENCE_S
        while not (children := self._children()):
            assert time.monotonic() < deadline, "the kiosk has no uplink"
            time.sleep(0.005)
        os.kill(children[0], signal.SIGKILL)

    def _children(self) -> list[int]:
        threads = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(child) for thread in threads for child in thread.read_text().split()]

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        assert self.alive, "the kiosk ended by itself"
        self._process.kill()
        self._process.join()


class Site:
    """One server and one kiosk under `folder`. The intake runs, the kiosk is paired."""

    def __init__(self, folder: Path) -> None:
        self.intake: IntakeProcess = new_server(folder / "srv")
        self.kiosk = KioskProcess(folder / "kiosk")
        self._journal: Journal | None = None
        self.intake.start()
        self.intake.pair(self.kiosk.folder)

    @property
    def identity(self) -> Identity:
        return load_identity(self.kiosk.folder)

    @property
    def journal(self) -> Journal:
        """The kiosk's journal, opened once in this process."""
        if self._journal is None:
            self._journal = Journal(self.kiosk.folder / "journal.db")
        return self._journal

    def ports(self) -> Ports:
        """Where the intake takes events and evidence."""
        return self.intake.ports["port"], self.intake.ports["evidence-port"]

    def wait_for_work(self, since: int) -> int:
        """Wait until the journal holds more than `since` entries; return how many."""
        deadline = time.monotonic() + PATIENCE_S
        while (written := self.written()) <= since:
            assert time.monotonic() < deadline, "the kiosk writes nothing"
            time.sleep(0.005)
        return written

    def wait_for_receipts(self, at_most_s: float) -> None:
        """Wait until the kiosk sends (a receipt comes), or for so long."""
        before, end = self.journal.stream.acknowledged, time.monotonic() + at_most_s
        while self.journal.stream.acknowledged == before and time.monotonic() < end:
            time.sleep(0.005)

    def written(self) -> int:
        """How many entries the journal holds."""
        ((position,),) = self.journal.rows("SELECT ifnull(max(position), 0) FROM entries")
        return int(position)

    def missing_acknowledged(self) -> int:
        """Entries the kiosk holds a receipt for that the store has not: always 0."""
        ((stream, acknowledged),) = self.journal.rows(
            "SELECT id, acknowledged FROM streams ORDER BY opened DESC LIMIT 1"
        )
        stored = self.intake.next_seqs().get(stream, 1) - 1
        return max(0, int(acknowledged) - stored)

    def send_the_rest(self) -> Comparison:
        """Seal what was interrupted, send what waits, as after a power cut; then compare."""
        journal, identity = self.journal, self.identity
        for attempt in journal.open_attempts():
            AttemptLog.resume(journal, attempt, identity.seal_key).seal()
        with sending(journal) as uplink:
            assert uplink.wait_until_sent(PATIENCE_S), uplink.state()
        return compare(journal, self.intake.engine, self.intake.directory, sent=True)

    def end(self) -> None:
        """Stop everything."""
        if self.kiosk.alive:
            self.kiosk.kill()
        if self.intake.process is not None and self.intake.process.is_alive():
            self.intake.kill()
        if self._journal is not None:
            self._journal.close()
        self.intake.engine.dispose()


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A site that is ended at the end."""
    made = Site(folder)
    try:
        yield made
    finally:
        made.end()
