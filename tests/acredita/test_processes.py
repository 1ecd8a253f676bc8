"""The demonstration's services are watched: one that dies is started again."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acredita.errors import ProcessError
from acredita.processes import Service, end_leftover

READY = "import time; print('ready 1', flush=True); time.sleep(600)"


def _until(condition: Callable[[], bool], within_s: float = 10.0) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_killed_service_is_started_again(tmp_path: Path) -> None:
    service = Service("sleeper", [sys.executable, "-c", READY], tmp_path)
    assert service.start() == "ready 1"
    first = service.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    try:
        assert _until(lambda: service.pid not in (None, first))
    finally:
        service.stop()


def test_a_stopped_service_stays_stopped(tmp_path: Path) -> None:
    service = Service("sleeper", [sys.executable, "-c", READY], tmp_path)
    service.start()
    service.stop()
    assert service.pid is None
    assert service.starts == 1


def test_a_service_that_never_gets_ready_shows_the_end_of_its_log(tmp_path: Path) -> None:
    complains = "import sys; print('no such port', file=sys.stderr); sys.exit(3)"
    service = Service("broken", [sys.executable, "-c", complains], tmp_path)
    with pytest.raises(ProcessError, match="no such port"):
        service.start()


def test_a_leftover_process_is_ended_only_when_it_is_the_same_command(tmp_path: Path) -> None:
    command = [sys.executable, "-c", READY]
    service = Service("sleeper", command, tmp_path)
    service.start()
    pid_file = tmp_path / "sleeper.pid"
    try:
        end_leftover(pid_file, [*command, "other"])
        assert service.pid is not None
    finally:
        service.stop()


def test_a_service_killed_before_it_is_ready_is_started_again(tmp_path: Path) -> None:
    killed_once = (
        "import os, pathlib, sys, time; mark = pathlib.Path(sys.argv[1])\n"
        "if not mark.exists(): mark.touch(); os.kill(os.getpid(), 9)\n"
        "print('ready 1', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", killed_once, str(tmp_path / "mark")]
    service = Service("unlucky", command, tmp_path)
    assert service.start() == "ready 1"
    assert service.starts == 2
    service.stop()
