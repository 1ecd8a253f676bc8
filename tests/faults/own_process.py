"""Runs a round whose kiosk is a process of its own, because on a bad link libzmq may end it.

`Assertion failed: !_io_error (stream_engine_base.cpp)`: seldom, on half-open or altered
connections, libzmq 4.3.5 aborts the process it is in. On a kiosk that process is started again
and goes on from its journal (test_kills.py); a round here begins anew, and says so as a warning.
"""

import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from tests.intake_process import PROCESSES

TRIES = 3

_R = TypeVar("_R")
_A = TypeVar("_A")


def in_own_process(work: Callable[[Path, _A], _R], folder: Path, given: _A) -> _R:
    """What `work` returns; it gets a folder of its own each time it is begun."""
    for number in range(TRIES):
        with ProcessPoolExecutor(1, mp_context=PROCESSES) as pool:
            try:
                return pool.submit(work, folder / str(number), given).result()
            except BrokenProcessPool:
                warnings.warn(f"libzmq ended the kiosk's process (round {number})", stacklevel=2)
    raise AssertionError(f"the kiosk's process was ended {TRIES} times")
