"""Room: kiosk. One program at a time sends from a kiosk's folder; touches one lock file.

The operating system lets go of the lock when the program ends, however it ends.
"""

import fcntl
from pathlib import Path
from typing import IO

from kiosk.errors import KioskError


class FolderInUseError(KioskError):
    """Another program works with this kiosk's folder."""


class FolderLock:
    """Holds one kiosk's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "in-use"
        self._file: IO[bytes] | None = None

    def hold(self) -> None:
        """Take the folder. Raises FolderInUseError while another program has it."""
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            file.close()
            raise FolderInUseError(
                f"another program works with the kiosk in {self._path.parent}; close it first"
            ) from problem
        self._file = file

    def release(self) -> None:
        """Let the folder go."""
        if self._file is not None:
            self._file.close()
            self._file = None
