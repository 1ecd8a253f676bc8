"""Gives memory back to the system after a burst: the C library keeps what was freed in between.

Touches this process only.
"""

import ctypes
import gc
import os
import threading
from pathlib import Path

LOOK_S = 1.0
ENOUGH_BYTES = 48 * 1024 * 1024
"""A little over what the intake has when it has nothing to do."""

_PAGE = os.sysconf("SC_PAGE_SIZE")


class MemoryKeeper:
    """Looks at the process's memory until told to stop."""

    def __init__(self) -> None:
        # only the GNU C library has this, and only there it is needed
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    def serve(self, stopping: threading.Event) -> None:
        """Watch until `stopping` is set."""
        while not stopping.wait(LOOK_S):
            if self._trim is not None and resident_bytes() > ENOUGH_BYTES:
                gc.collect()
                self._trim(0)


def resident_bytes() -> int:
    """What this process has in memory; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * _PAGE if statm.exists() else 0
