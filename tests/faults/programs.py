"""Programs that have to run under another program, because their system calls are to fail or lie.

A `Program` can be killed and asked like a process of multiprocessing. libfiu makes fsync and
fdatasync fail, libfaketime moves the clock; both are Debian packages, used where installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_FAKETIME = "*/faketime/libfaketimeMT.so.1"


class Program:
    """``python -m MODULE ARGUMENTS`` under a prefix and an environment; it speaks to `log`."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        prefix: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        log: Path,
    ) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*prefix, sys.executable, "-m", module, *arguments],
                env={**os.environ, **(environment or {})},
                stdout=output,
                stderr=output,
            )

    def said(self, word: str) -> int:
        """In how many lines of its log a word stands."""
        return sum(word in line for line in self._log.read_text(errors="replace").splitlines())

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exitcode(self) -> int | None:
        return self._process.poll()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def join(self, timeout: float | None = None) -> None:
        self._process.wait(timeout)


def failing_sync(probability: float) -> list[str] | None:
    """Prefix under which fsync and fdatasync fail now and then; None without libfiu."""
    runner = shutil.which("fiu-run")
    if runner is None:
        return None
    points = ("posix/io/sync/fsync", "posix/io/sync/fdatasync")
    # libfiu's lock and the threads that numpy starts while it loads can wait for each other.
    given = ["env", "OPENBLAS_NUM_THREADS=1", runner, "-x", "-f", ""]
    for point in points:
        given += ["-c", f"enable_random name={point},probability={probability},failinfo=5"]  # EIO
    return given


def faked_time(offset_file: Path) -> dict[str, str] | None:
    """Environment under which the wall clock follows a file; None without libfaketime."""
    library = next(Path("/usr/lib").glob(_FAKETIME), None)
    if library is None:
        return None
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset_file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
