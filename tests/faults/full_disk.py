"""A disk that can be filled and freed: a small tmpfs where one may be mounted, else a file-size
limit on the process that writes. `means` says which it was.
"""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TMPFS = "tmpfs"
FILE_SIZE_LIMIT = "RLIMIT_FSIZE"


class FullDisk:
    """The disk under `folder`. `writer` gives the pid of the process that writes there."""

    def __init__(self, folder: Path, means: str, writer: Callable[[], int]) -> None:
        self.means = means
        self._ballast = folder / "ballast"
        self._writer = writer

    def fill(self) -> None:
        """Leave no room at all."""
        if self.means == FILE_SIZE_LIMIT:
            _, hard = resource.prlimit(self._writer(), resource.RLIMIT_FSIZE)
            resource.prlimit(self._writer(), resource.RLIMIT_FSIZE, (1, hard))
            return
        with self._ballast.open("ab", buffering=0) as ballast:
            block = 1024 * 1024
            while block:
                try:
                    ballast.write(os.urandom(block))
                except OSError:  # full for blocks of this size
                    block //= 2

    def free(self) -> None:
        """Make room again."""
        if self.means == FILE_SIZE_LIMIT:
            _, hard = resource.prlimit(self._writer(), resource.RLIMIT_FSIZE)
            resource.prlimit(self._writer(), resource.RLIMIT_FSIZE, (hard, hard))
        else:
            self._ballast.unlink()


@contextmanager
def full_disk(folder: Path, megabytes: int, writer: Callable[[], int]) -> Iterator[FullDisk]:
    """A small disk at `folder`, which is made here and empty."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "acredita-faults", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield FullDisk(folder, TMPFS if mounted else FILE_SIZE_LIMIT, writer)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
