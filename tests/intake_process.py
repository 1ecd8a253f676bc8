"""An intake as a real process on loopback, that tests can kill and start again."""

import multiprocessing
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from assessor_server.enrolment import create_pairing_code, server_curve_keys
from assessor_server.intake.__main__ import main
from assessor_server.store import ServerFolder, open_store, passages, reading
from assessor_server.store.tables import streams
from assessor_server.vault import create_master_key
from kiosk.identity import Identity
from kiosk.pairing import pair
from protocol.curve import CurveKeys

# Processes are forked from a process that has imported everything: a start takes no second.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "pytest",
        "assessor_server.intake.__main__",
        "kiosk.attempt_log",
        "kiosk.uplink",
        "tests.faults.kiosk_at_work",
    ]
)


@dataclass
class IntakeProcess:
    """A server's intake, as a process that can be killed and started again on the same ports."""

    directory: Path
    engine: Engine
    ports: dict[str, int]
    process: ForkServerProcess | None = None

    def start(self, target: Callable[[list[str]], object] = main) -> None:
        """Start it; `target` may be `main` with something wrong around it."""
        process = PROCESSES.Process(target=target, args=[self.arguments()])
        process.start()
        self.run_as(process)

    def arguments(self) -> list[str]:
        """Its command line."""
        arguments = ["--dir", str(self.directory)]
        for name, port in self.ports.items():
            arguments += [f"--{name}", str(port)]
        return arguments

    def run_as(self, process: ForkServerProcess) -> None:
        """Take this process for the intake, and wait until it listens."""
        self.process = process
        for port in self.ports.values():
            self._wait_for(port)

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + 30
        while True:
            assert self.process is not None
            assert self.process.is_alive()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            else:
                return

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.join()

    def stop(self) -> int | None:
        """End it as a supervisor would; return its exit status."""
        assert self.process is not None
        self.process.terminate()
        self.process.join(timeout=20)
        return self.process.exitcode

    def curve_keys(self) -> CurveKeys:
        return server_curve_keys(ServerFolder(self.directory))

    def pairing_string(self, name: str = "front desk", **options: Any) -> str:
        address = f"127.0.0.1:{self.ports['pairing-port']}"
        key = self.curve_keys().public
        return create_pairing_code(self.engine, "zacatecoluca", name, address, key, **options)

    def pair(self, folder: Path, name: str = "front desk") -> Identity:
        return pair(self.pairing_string(name), folder, name)

    def next_seqs(self) -> dict[str, int]:
        """How far each stream goes, by stream id."""
        return {row.stream: row.next_seq for row in self.rows(streams)}

    def entries(self) -> list[passages.StoredEntry]:
        """What is stored, stream by stream."""
        with reading(self.engine) as connection:
            return passages.all_entries(connection)

    def rows(self, table: Table) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(table)))


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def new_server(root: Path) -> IntakeProcess:
    """Make a server's folder and store; its intake is not running."""
    folder = ServerFolder(root)
    folder.create()
    create_master_key(folder.master_key)
    names = ("port", "evidence-port", "pairing-port", "pulls-port")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    return IntakeProcess(root, open_store(root), ports)
