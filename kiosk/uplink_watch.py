"""Room: kiosk. Keeps the uplink's process running beside the kiosk, and knows how sending stands.

libzmq may end the process it is in; then only that process dies, and is started again here.
Touches the journal (reading), the folder's lock, and one child process with two pipes.
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import msgspec
import structlog

from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.lock import FolderLock
from kiosk.trouble import STARTED_AGAIN
from kiosk.uplink_face import UplinkFace
from kiosk.uplink_state import Contact

COMMAND = (sys.executable, "-m", "kiosk.uplink_process")
RESTART_S = 0.2
RESTART_MAX_S = 30.0
HEALTHY_S = 60.0
"""A process that lived so long is started again without waiting longer than the first time."""
STOP_WITHIN_S = 5.0
_STDERR = 2

log = structlog.get_logger()


class UplinkProcess(UplinkFace):
    """Sends from a journal between `start` and `stop`, or inside ``with UplinkProcess(...)``.

    The journal is that of a paired kiosk, in its folder. `command` is what is run, for tests.
    """

    def __init__(
        self, journal: Journal, *, chunk_bytes: int | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        super().__init__(journal)
        EvidenceShelf(journal)  # counting what waits needs its table
        self._lock = FolderLock(journal.path.parent)
        self._command = [*command, "--journal", str(journal.path)]
        if _logs_are_json():
            self._command.append("--json-logs")
        if chunk_bytes is not None:
            self._command += ["--chunk-bytes", str(chunk_bytes)]
        self._contact = Contact(last_contact=journal.last_contact())
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe = threading.Lock()  # held while the process's input is written to or replaced
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="uplink watch", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process that sends; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Begin to send; returns at once. Raises FolderInUseError."""
        self._lock.hold()
        self._journal.listen(self._wake)
        self._watcher.start()

    def stop(self) -> None:
        """Stop sending; what is not confirmed stays in the journal."""
        self._journal.listen(None)
        self._stopping.set()
        self._hang_up()
        if self._watcher.is_alive():
            self._watcher.join()
        self._lock.release()

    def contact(self) -> Contact:
        """What the process said last."""
        return self._contact

    # --- the process ---------------------------------------------------------------------------

    def _watch(self) -> None:
        pause = RESTART_S
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._run()
            if self._stopping.is_set():
                return
            self._restarts += 1
            log.warning("uplink.ended", code=code, restarts=self._restarts)
            if self._contact.code != "uplink":  # unless it said itself why it ended
                self._contact = self._contact.troubled(STARTED_AGAIN)
            if time.monotonic() - started > HEALTHY_S:
                pause = RESTART_S
            self._stopping.wait(pause)
            pause = min(2 * pause, RESTART_MAX_S)

    def _run(self) -> int | None:
        """One life of the process: listen to it until it ends; its exit code, None without one."""
        reader, writer = os.pipe()
        with os.fdopen(reader, "rb") as status:
            try:
                process = self._start(writer)
            except OSError as problem:  # out of memory or processes
                log.error("uplink.not_started", problem=str(problem))
                return None
            finally:
                os.close(writer)
            for line in status:
                self._hear(line)
        return self._ended(process)

    def _hear(self, line: bytes) -> None:
        try:
            self._contact = msgspec.json.decode(line, type=Contact)
        except msgspec.MsgspecError as problem:  # cut off where the process died; the next is whole
            log.warning("status.unreadable", problem=str(problem))

    def _start(self, writer: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*self._command, "--status", str(writer)],
            stdin=subprocess.PIPE,
            stdout=_STDERR,  # ours may be read by a program
            bufsize=0,
            pass_fds=[writer],
        )
        assert process.stdin is not None  # noqa: S101 - a pipe was asked for
        os.set_blocking(process.stdin.fileno(), False)
        with self._pipe:
            self._process = process
        if self._stopping.is_set():  # stopped while it was started
            self._hang_up()
        return process

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the end of a process that says nothing any more."""
        self._hang_up()
        try:
            return process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _hang_up(self) -> None:
        """Let the process know that it is to end."""
        with self._pipe:
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()
                self._process.stdin = None

    def _wake(self) -> None:
        """Tell the process that there is more to send."""
        with self._pipe:
            pipe = self._process.stdin if self._process is not None else None
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # it died: the next one looks anyway
                    pipe.write(b"!")  # a full pipe takes nothing: then it is awake already


def _logs_are_json() -> bool:
    """Whether whoever started this kiosk wants one JSON object a line: from the uplink too."""
    processors = structlog.get_config()["processors"]
    return any(isinstance(one, structlog.processors.JSONRenderer) for one in processors)
