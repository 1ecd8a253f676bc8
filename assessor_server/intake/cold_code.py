"""Gives back the libraries' code that only the start needed: it comes again from the page cache,
page by page, when it is called.

Touches this process only.
"""

import ctypes
import mmap
from collections.abc import Iterator
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_CODE = "r-xp"  # never written to: what is dropped is read again from its file as it was


def forget_cold_code() -> None:
    """Take the code of loaded libraries out of this process's memory, where the system lets one."""
    advise = getattr(ctypes.CDLL(None), "madvise", None)
    if advise is None or not _MAPS.exists():
        return
    for start, end in _code():
        where, length = ctypes.c_void_p(start), ctypes.c_size_t(end - start)
        advise(where, length, mmap.MADV_RANDOM)  # of sixteen pages bring back the one called
        advise(where, length, mmap.MADV_DONTNEED)


def _code() -> Iterator[tuple[int, int]]:
    for line in _MAPS.read_text().splitlines():
        place, rights, *rest = line.split(maxsplit=5)
        if rights == _CODE and rest and ".so" in rest[-1]:
            start, end = place.split("-")
            yield int(start, 16), int(end, 16)
