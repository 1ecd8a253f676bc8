"""Disks that are full, that fail to sync, and that are slow, on either side."""

import os
import random
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, event

from assessor_server.intake.__main__ import main
from kiosk.uplink_state import UplinkState
from tests.faults.failing_sync import COMPILER, MEANS, FailingSync
from tests.faults.full_disk import full_disk
from tests.faults.impatient_uplink import sending
from tests.faults.invariant import CountWatch
from tests.faults.kiosk_at_work import CHUNK_BYTES, REFUSED
from tests.faults.links import write_attempts
from tests.faults.programs import Program, failing_sync
from tests.faults.reports import Report, report
from tests.faults.site import PATIENCE_S, Site, site

SMALL_DISK_MB = 24
SLOW_SYNC_S = 0.15
SLOW_BACKLOG = 24
"""No more is written while so many pictures wait: the slow disk must be able to end within
PATIENCE_S."""
SYNC_FAILS = 0.1


class NotInstalledError(Exception):
    """A program that this fault needs is not installed; the message names its package."""


def full_at_the_server(folder: Path, *, seconds: float, seed: int) -> Report:
    """The server's disk fills up while a kiosk sends, and is freed again."""
    started = time.monotonic()
    places: list[Site] = []
    disk_of = folder / "srv"
    with (
        full_disk(disk_of, SMALL_DISK_MB, lambda: _intake_pid(places[0])) as disk,
        site(folder) as place,
    ):
        places.append(place)
        watch = CountWatch(place.journal, place.intake.engine)
        with sending(place.journal, chunk_bytes=CHUNK_BYTES) as uplink:
            write_attempts(place, 2, seed)
            _until(uplink.state, lambda state: state.all_sent)
            disk.fill()
            write_attempts(place, 2, seed + 1)
            shown = _until(uplink.state, lambda state: state.problem is not None)
            assert not shown.all_sent, shown
            ended = time.monotonic() + seconds
            while time.monotonic() < ended:
                assert not watch.look(uplink.state).all_sent
                time.sleep(0.2)
            disk.free()
            _until(lambda: watch.look(uplink.state), lambda state: state.all_sent)
        found = place.send_the_rest()
    faults = {"filled": 1}
    return report("full disk, server", disk.means, faults, found, started, watch)


def full_at_the_kiosk(folder: Path, *, seconds: float, seed: int) -> Report:
    """The kiosk's disk fills up while it works: it lives on, and goes on when there is room."""
    started = time.monotonic()
    places: list[Site] = []
    disk_of = folder / "kiosk"
    with (
        full_disk(disk_of, SMALL_DISK_MB, lambda: places[0].kiosk.pid) as disk,
        site(folder) as place,
    ):
        places.append(place)
        place.kiosk.start()
        written = place.wait_for_work(10)
        disk.fill()
        time.sleep(seconds)
        assert place.kiosk.alive, "the kiosk died of a full disk"
        disk.free()
        place.wait_for_work(max(written, place.written()) + 10)
        place.kiosk.kill()
        found = place.send_the_rest()
    return report("full disk, kiosk", disk.means, {"filled": 1}, found, started)


def failing_at_the_server(folder: Path, *, seconds: float, seed: int) -> Report:
    """The server's fsync and fdatasync fail now and then."""
    started = time.monotonic()
    prefix, log = _libfiu(), folder / "intake.log"
    with site(folder) as place:
        place.intake.kill()
        arguments = place.intake.arguments()
        server = Program("assessor_server.intake", arguments, prefix=prefix, log=log)
        place.intake.run_as(cast(Any, server))
        place.kiosk.start()
        place.wait_for_work(10)
        failures = _until_it_failed(server, "not_stored", seconds)
        place.kiosk.kill()
        place.intake.kill()
        missing = place.missing_acknowledged()
        place.intake.start()
        found = place.send_the_rest()
    faults = {"failed transactions": failures}
    return report("failing fdatasync, server", "libfiu", faults, found, started, missing=missing)


def failing_at_the_kiosk(folder: Path, *, seconds: float, seed: int) -> Report:
    """The kiosk's fsync and fdatasync fail for moments, in its own process and its uplink's."""
    started = time.monotonic()
    chance = random.Random(seed)
    if COMPILER is None:
        raise NotInstalledError("failing fdatasync needs a C compiler: apt-get install gcc")
    disk, log = FailingSync(folder / "disk"), folder / "kiosk.log"
    with site(folder) as place:
        kiosk = Program(
            "tests.faults.kiosk_at_work",
            [str(place.kiosk.folder)],
            environment=disk.environment,
            log=log,
        )
        place.kiosk.run_as(cast(Any, kiosk))
        place.wait_for_work(10)
        ended = time.monotonic() + seconds
        while time.monotonic() < ended or not kiosk.said(REFUSED):
            time.sleep(chance.random() * 0.3)
            with disk.failing():
                time.sleep(chance.random() * 0.3)
        place.wait_for_work(place.written())
        with disk.failing():  # and the power goes while nothing is durable
            time.sleep(chance.random() * 0.1)
            place.kiosk.kill()
        missing = place.missing_acknowledged()
        found = place.send_the_rest()
    faults = {"refused writes": kiosk.said(REFUSED)}
    return report("failing fdatasync, kiosk", MEANS, faults, found, started, missing=missing)


def slow_at_the_server(folder: Path, *, seconds: float, seed: int) -> Report:
    """Every commit and every fsync at the server takes long."""
    started = time.monotonic()
    with site(folder) as place:
        place.intake.kill()
        place.intake.start(partial(slow_intake, delay_s=SLOW_SYNC_S))
        watch = CountWatch(place.journal, place.intake.engine)
        with sending(place.journal, chunk_bytes=CHUNK_BYTES) as uplink:
            _until(uplink.state, lambda state: state.connected)
            ended = time.monotonic() + seconds
            rounds = 0
            while time.monotonic() < ended or not rounds:
                if watch.look(uplink.state).waiting_evidence < SLOW_BACKLOG:
                    write_attempts(place, 1, seed + rounds)
                    rounds += 1
                else:
                    time.sleep(0.05)
            asked = time.monotonic()
            write_attempts(place, 1, seed - 1)
            _until(lambda: watch.look(uplink.state), lambda state: state.all_sent)
            assert time.monotonic() - asked > SLOW_SYNC_S, "the slow disk was not slow"
        found = place.send_the_rest()
    return report(
        "slow disk, server",
        "delayed commits",
        {"delayed for s": round(seconds)},
        found,
        started,
        watch,
    )


def slow_intake(arguments: list[str], *, delay_s: float) -> int:
    """The intake on a disk that needs `delay_s` to make anything durable."""
    sync = os.fsync

    def slow_sync(descriptor: int) -> None:
        time.sleep(delay_s)
        sync(descriptor)

    os.fsync = slow_sync
    event.listen(Engine, "commit", lambda _: time.sleep(delay_s))
    return main(arguments)


def not_installed() -> dict[str, str]:
    """Faults that cannot be injected here, and what they need."""
    missing = {}
    if shutil.which("fiu-run") is None:
        missing["failing fdatasync, server"] = "libfiu (Debian: fiu-utils)"
    if COMPILER is None:
        missing["failing fdatasync, kiosk"] = "a C compiler (Debian: gcc)"
    return missing


def _until_it_failed(program: Program, word: str, seconds: float) -> int:
    """Let it work for a while, and until its log names a failure; return how many there were."""
    ended, deadline = time.monotonic() + seconds, time.monotonic() + PATIENCE_S
    while time.monotonic() < ended or not program.said(word):
        assert program.is_alive(), "it ended by itself"
        assert time.monotonic() < deadline, "no sync has failed"
        time.sleep(0.1)
    return program.said(word)


def _libfiu() -> list[str]:
    prefix = failing_sync(SYNC_FAILS)
    if prefix is None:
        raise NotInstalledError("failing fdatasync needs libfiu: apt-get install fiu-utils")
    return prefix


def _intake_pid(place: Site) -> int:
    assert place.intake.process is not None
    return place.intake.process.pid or 0


def _until(state: Callable[[], UplinkState], reached: Callable[[UplinkState], bool]) -> UplinkState:
    deadline = time.monotonic() + PATIENCE_S
    while not reached(shown := state()):
        assert time.monotonic() < deadline, shown
        time.sleep(0.05)
    return shown
