"""An uplink's process as a kiosk starts it, only that it waits less and may be led through proxies.

``python -m tests.faults.impatient_uplink [--ports EVENTS EVIDENCE] [--jumping] …``
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from unittest.mock import patch

import protocol.times
from kiosk import uplink_process
from kiosk.identity import load_identity
from kiosk.journal import Journal
from kiosk.uplink import Uplink
from kiosk.uplink_watch import UplinkProcess
from tests.faults.clock import JumpingClock
from tests.faults.impatience import KNOCK_AGAIN_S, impatient

Ports = tuple[int, int]
"""Where events and evidence go: to the intake, or to proxies in front of it."""


def impatient_uplink(
    journal: Journal,
    ports: Ports | None = None,
    *,
    chunk_bytes: int | None = None,
    jumping: bool = False,
) -> UplinkProcess:
    """An uplink whose process waits less, and whose clock jumps if it is to."""
    command = [sys.executable, "-m", "tests.faults.impatient_uplink"]
    if ports is not None:
        command += ["--ports", *map(str, ports)]
    if jumping:
        command.append("--jumping")
    return UplinkProcess(journal, chunk_bytes=chunk_bytes, command=command)


@contextmanager
def sending(
    journal: Journal, ports: Ports | None = None, *, chunk_bytes: int | None = None
) -> Iterator[UplinkProcess]:
    """An impatient uplink that sends, and is started again soon when it dies."""
    with impatient(), impatient_uplink(journal, ports, chunk_bytes=chunk_bytes) as uplink:
        yield uplink


def main(arguments: list[str]) -> int:
    """Be the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ports", nargs=2, type=int)
    parser.add_argument("--jumping", action="store_true")
    given, rest = parser.parse_known_args(arguments)
    if given.jumping:
        protocol.times.datetime = JumpingClock
    changes = dict(zip(("events_port", "evidence_port"), given.ports or (), strict=False))
    with (
        impatient(),
        patch.object(
            uplink_process, "load_identity", lambda at: replace(load_identity(at), **changes)
        ),
        patch.object(uplink_process, "Uplink", partial(Uplink, knock_again_s=KNOCK_AGAIN_S)),
    ):
        return uplink_process.main(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
