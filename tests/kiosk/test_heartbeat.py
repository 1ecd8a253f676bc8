"""The heartbeat over a real socket, as systemd listens."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.heartbeat import Heartbeat


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(2.0)
        yield listener


def test_it_says_that_it_is_ready_and_beats_twice_within_the_watchdogs_patience(
    systemd: socket.socket,
) -> None:
    moment = 100.0
    environment = {"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "30000000"}
    heart = Heartbeat(environment, now=lambda: moment)
    heart.ready()
    assert systemd.recv(64) == b"READY=1"
    beats = 0
    systemd.setblocking(False)
    for _ in range(30 * 60):  # half a minute of turns
        moment += 1 / 60
        heart.beat()
        try:
            beats += systemd.recv(64) == b"WATCHDOG=1"
        except BlockingIOError:
            continue
    assert beats in (2, 3)


def test_a_socket_without_a_file_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0acredita-test-heartbeat")
        listener.settimeout(2.0)
        Heartbeat({"NOTIFY_SOCKET": "@acredita-test-heartbeat"}).ready()
        assert listener.recv(64) == b"READY=1"


def test_without_systemd_or_with_one_that_is_gone_nothing_happens(tmp_path: Path) -> None:
    for environment in ({}, {"NOTIFY_SOCKET": str(tmp_path / "gone"), "WATCHDOG_USEC": "1"}):
        heart = Heartbeat(environment)
        heart.ready()
        heart.beat()
