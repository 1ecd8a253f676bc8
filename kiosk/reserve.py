"""Room: kiosk. Disk space held back while an attempt runs, so that it can always be ended in order.

A file of real blocks beside the journal: made before the attempt starts, let go when the disk is
full (then what had to be written is written), or when the attempt is over. Touches that file only.
"""

import errno
import os
import shutil
from pathlib import Path

import structlog

from kiosk.errors import KioskError

RESERVE_BYTES = 16 * 1024 * 1024
"""What ending an attempt takes at most: its last pictures, events and seal, twice over."""
ATTEMPT_BYTES = 300 * 1024 * 1024
"""Room an attempt must find before it starts: its clip and pictures, several times over."""

_FULL = (errno.ENOSPC, errno.EDQUOT)

log = structlog.get_logger()


class NoRoomError(KioskError):
    """There is no room for a whole attempt; the message says how much is missing where."""


class Reserve:
    """The space held back in one folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "reserve"

    @property
    def held(self) -> int:
        """Bytes held back now."""
        return self.path.stat().st_size if self.path.exists() else 0

    def hold(self, needed: int, reserve: int = RESERVE_BYTES) -> None:
        """Make sure that `needed` bytes are there for an attempt, and hold `reserve` of them.

        Raises NoRoomError; then nothing is held.
        """
        free = shutil.disk_usage(self.path.parent).free + self.held
        if free < needed:
            raise self._no_room(free, needed)
        try:
            with self.path.open("wb") as handle:
                os.posix_fallocate(handle.fileno(), 0, reserve)
        except OSError as problem:
            self.release()
            if problem.errno in _FULL:
                raise self._no_room(free, needed) from problem
            raise NoRoomError(
                f"cannot hold space in {self.path}: {problem}; check the disk, then start again."
            ) from problem

    def release(self) -> bool:
        """Let the space go; True when there was any."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True

    def spend(self, reason: str) -> bool:
        """Let the space go because the disk is full; True when writing is worth another try."""
        spent = self.release()
        if spent:
            log.warning("reserve.spent", path=str(self.path), reason=reason)
        return spent

    def _no_room(self, free: int, needed: int) -> NoRoomError:
        return NoRoomError(
            f"{free // 2**20} MiB are free in {self.path.parent}, an attempt needs "
            f"{needed // 2**20}: free some space, then start again."
        )
