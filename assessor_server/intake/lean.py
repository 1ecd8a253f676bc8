"""Starts the intake lean: a small server's memory is for kiosks, not for docstrings.

Touches the process it runs in, nothing else, and imports only what Python has loaded anyway.
"""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

# Docstrings of the libraries (6 MB) go. Memory freed goes back to the system above 4 MB, because
# one burst of large frames must not stay for ever; with less, every chunk of evidence would be new
# memory, which the system first has to clear (measured: 215 MB/s instead of 320).
ENVIRONMENT = {
    "PYTHONOPTIMIZE": "2",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "4194304",
    "MALLOC_TRIM_THRESHOLD_": "4194304",
}
LEFT_OUT = frozenset({"rich", "greenlet", "ssl"})
"""Libraries that structlog, SQLAlchemy and asyncio load when they find them, and do without when
they do not: 8 MB that the intake never uses."""


class _Absent(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Say that a library is not there. Raises ModuleNotFoundError for those left out."""
        if fullname in LEFT_OUT:
            raise ModuleNotFoundError(f"the intake does without {fullname}", name=fullname)
        return None


def start_lean(module: str) -> None:
    """If this process is just starting as `python -m MODULE`, start it again with ENVIRONMENT.

    The process keeps its id and command line. Anyone else who imports the module is left alone.
    """
    if sys.argv[:1] != ["-m"] or module not in sys.orig_argv:  # argv is so while -m looks for it
        return
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, os.environ | ENVIRONMENT)  # noqa: S606 - ourselves
    sys.meta_path.insert(0, _Absent())
