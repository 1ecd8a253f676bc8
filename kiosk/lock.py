"""Room: kiosk. One kiosk at a time works in a folder, one uplink sends from it; touches lock files.

The operating system lets go of a lock when its process ends, however it ends.
"""

import fcntl
import os
import time
from pathlib import Path

from kiosk.errors import KioskError

IN_USE = "in-use"
SENDING = "sending"
_TRY_AGAIN_S = 0.05


class FolderInUseError(KioskError):
    """Another program works with this kiosk's folder."""


class FolderLock:
    """Holds one kiosk's folder: all of it, or (`SENDING`) the right to send from it.

    Two, because the uplink of a kiosk that was killed needs a moment to notice; the kiosk that is
    started next does not have to wait for that, only its uplink has.
    """

    def __init__(self, folder: Path, name: str = IN_USE) -> None:
        self._path = folder / name
        self._descriptor: int | None = None

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
