"""Starts and stops the processes that are measured; every one over a folder of its own."""

import contextlib
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wired.payload import Kiosk

from assessor_server.enrolment import server_curve_keys
from assessor_server.store import ServerFolder, open_store, tables, writing
from assessor_server.vault import create_master_key
from protocol import SealKey
from protocol.curve import CurveKeys
from protocol.times import utc_text

CONTEXT = multiprocessing.get_context("spawn")
HOST = "127.0.0.1"
STARTS_WITHIN_S = 60.0


@dataclass
class Intake:
    """A running intake: its ports, its public key and its process."""

    directory: Path
    ports: dict[str, int]
    key: CurveKeys
    pid: int

    def peak_rss_mb(self) -> float:
        """The most memory the process has held so far (VmHWM)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmHWM in /proc/PID/status: run this on Linux")


@contextmanager
def intake(folder: Path, kiosks: Sequence[Kiosk]) -> Iterator[Intake]:
    """The real intake as a process, with these kiosks enrolled.

    As on an installation, Python keeps what it has compiled: the first start takes more memory.
    """
    server = ServerFolder(folder)
    server.create()
    create_master_key(server.master_key)
    engine = open_store(folder)
    enrol(folder, kiosks)
    key = server_curve_keys(server)
    engine.dispose()
    command = [sys.executable, "-m", "assessor_server.intake", "--dir", str(folder), "--port", "0"]
    cached = {"PYTHONPYCACHEPREFIX": str(folder.parent / "pycache")}
    environment = {**os.environ, **cached}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with (folder / "intake.log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        while line and not line.startswith("ready "):
            line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the intake did not start; see {folder / 'intake.log'}")
        pairs = [word.split("=") for word in line.split()[1:]]
        yield Intake(folder, {name: int(port) for name, port in pairs}, key, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def enrol(folder: Path, kiosks: Sequence[Kiosk]) -> None:
    """Write kiosks into the store as pairing would."""
    engine = open_store(folder)
    with writing(engine) as connection:
        for kiosk in kiosks:
            connection.execute(
                tables.kiosks.insert().values(
                    id=kiosk.id,
                    name=kiosk.id,
                    centre="zacatecoluca",
                    curve_key=kiosk.curve.public,
                    seal_key=SealKey.from_hex(kiosk.seal_key).public,
                    enrolled_at=utc_text(),
                )
            )
    engine.dispose()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def child(target: Callable[..., None], *arguments: Any) -> Iterator[Any]:
    """A Python process that runs `target`; ended at the end."""
    process = CONTEXT.Process(target=target, args=arguments, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.terminate()
        process.join()


@contextmanager
def program(command: Sequence[str], port: int, log: Path) -> Iterator[int]:
    """A server program that listens on `port`; yields its pid, ended at the end."""
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(port)
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.wait()


def installed(name: str) -> str | None:
    """Path of a server program; Debian puts some of them in sbin, which is not on every PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
