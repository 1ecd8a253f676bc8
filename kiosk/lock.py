"""Room: kiosk. One program at a time sends from a kiosk's folder; touches one lock file.

The operating system lets go of the lock when the program, and every process it shared the lock
with, has ended, however they ended.
"""

import fcntl
import os
import time
from pathlib import Path

from kiosk.errors import KioskError

_TRY_AGAIN_S = 0.05


class FolderInUseError(KioskError):
    """Another program works with this kiosk's folder."""


class FolderLock:
    """Holds one kiosk's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "in-use"
        self._descriptor: int | None = None

    @classmethod
    def shared(cls, folder: Path, descriptor: int) -> "FolderLock":
        """The lock that our parent process holds, through the descriptor we got from it."""
        lock = cls(folder)
        os.set_inheritable(descriptor, False)
        lock._descriptor = descriptor
        return lock

    @property
    def descriptor(self) -> int | None:
        """What a child process needs to hold the lock together with us; None while we do not."""
        return self._descriptor

    def hold(self, within_s: float = 0.0) -> None:
        """Take the folder, unless we have it. Raises FolderInUseError when another program still
        has it after `within_s` seconds.
        """
        if self._descriptor is not None:
            return
        end = time.monotonic() + within_s
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            while not _taken(descriptor):
                if time.monotonic() >= end:
                    raise FolderInUseError(
                        f"another program works with the kiosk in {self._path.parent}; "
                        "close it first"
                    )
                time.sleep(_TRY_AGAIN_S)
        except FolderInUseError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the folder go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
