"""Processes of the server: started, watched, started again when they die, ended with us."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import structlog

from acredita.errors import ProcessError

log = structlog.get_logger()

READY_WITHIN_S = 120.0
"""A process starts in two seconds; a machine full of other work makes it twenty times as long."""
STOP_WITHIN_S = 5.0
FIRST_TRIES = 3
"""A process that is killed from outside before it is ready is started again, so often."""
MOST_STARTS = 50


class _KilledError(ProcessError):
    """The process was ended from outside before it was ready: starting it again may help."""


class Service:
    """One process that must run as long as this one does.

    `command` prints a line that starts with `ready` once it can be used; `Service` returns from
    `start` then, and starts the same command again whenever the process ends by itself.
    """

    def __init__(self, name: str, command: list[str], folder: Path) -> None:
        self.name = name
        self.command = command
        self.folder = folder
        self.starts = 0
        self._process: subprocess.Popen[str] | None = None
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> str:
        """Start the process and its watcher; return the ready line.

        Raises ProcessError, with the end of the process's log, when it does not get ready.
        """
        ready = self._first_launch()
        self._watcher = threading.Thread(target=self._watch, name=f"watch-{self.name}", daemon=True)
        self._watcher.start()
        return ready

    def stop(self) -> None:
        """End the process: politely, then for certain."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._watcher is not None:
            self._watcher.join(STOP_WITHIN_S)
        self._pid_file.unlink(missing_ok=True)

    @property
    def log_file(self) -> Path:
        """Where the process's own log goes."""
        return self.folder / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def _first_launch(self) -> str:
        for _ in range(FIRST_TRIES - 1):
            try:
                return self._launch()
            except _KilledError as error:
                log.warning("service.killed_before_ready", service=self.name, problem=str(error))
        return self._launch()

    def _launch(self) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        end_leftover(self._pid_file, self.command)
        self.starts += 1
        with self.log_file.open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
            )
        self._pid_file.write_text(str(self._process.pid))
        return self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[str]) -> str:
        # A process that hangs before its ready line is killed, so that readline below ends.
        hung = threading.Event()

        def end() -> None:
            hung.set()
            process.kill()

        alarm = threading.Timer(READY_WITHIN_S, end)
        alarm.start()
        try:
            if process.stdout is not None:
                for line in process.stdout:
                    if line.startswith("ready"):
                        threading.Thread(
                            target=_drain, args=(process,), name=f"drain-{self.name}", daemon=True
                        ).start()
                        return line.strip()
        finally:
            alarm.cancel()
        killed = process.wait() < 0 and not hung.is_set()
        raise (_KilledError if killed else ProcessError)(
            f"The {self.name} process did not get ready. Its log {self.log_file} ends with: "
            f"{_tail(self.log_file)}"
        )

    def _watch(self) -> None:
        while not self._stopping.is_set():
            process = self._process
            if process is None:
                return
            code = process.wait()
            if self._stopping.is_set():
                return
            if self.starts >= MOST_STARTS:
                log.error("service.given_up", service=self.name, starts=self.starts)
                return
            log.warning("service.restarted", service=self.name, code=code)
            try:
                self._launch()
            except ProcessError as error:
                log.error("service.restart_failed", service=self.name, problem=str(error))
                time.sleep(1)


def _drain(process: subprocess.Popen[str]) -> None:
    """Read what a process still prints, so that its pipe never fills."""
    if process.stdout is not None:
        for _ in process.stdout:
            pass


def _tail(path: Path, lines: int = 5) -> str:
    text = path.read_text(errors="replace").strip().splitlines() if path.exists() else []
    return " | ".join(text[-lines:]) or "(nothing)"


def end_leftover(pid_file: Path, command: list[str]) -> None:
    """End a process that an interrupted run left behind, if it is still that process."""
    try:
        pid = int(pid_file.read_text())
        running = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except (OSError, ValueError):
        return
    if pid != os.getpid() and running == [part.encode() for part in command]:
        log.warning("leftover.ended", pid=pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        time.sleep(0.2)


def python_module(module: str, *arguments: str | Path) -> list[str]:
    """Return the command that runs one of our modules in its own process."""
    return [sys.executable, "-m", module, *map(str, arguments)]
