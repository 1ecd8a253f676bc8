"""Room: kiosk. `python -m kiosk.uplink_process`: the uplink as a process of its own.

`uplink_watch.py` starts it. It shares the journal's file, the evidence and what was pulled with the
kiosk, tells how it stands as JSON lines on a pipe, and ends when the kiosk does: the kiosk holds
the other end of its standard input, and a byte there says that there is more to send.
"""

import argparse
import logging
import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from kiosk.errors import KioskError
from kiosk.identity import load_identity
from kiosk.journal import Journal
from kiosk.trouble import Trouble
from kiosk.uplink import Uplink
from kiosk.uplink_state import Contact
from protocol import ProtocolError

NICENESS = 5
"""The touch screen goes first."""
TELL_EVERY_S = 0.2
STUCK_S = 120.0
"""A turn takes moments, on a slow disk seconds; a thread that hangs so long never comes back."""
FOLDER_FREE_WITHIN_S = 20.0
"""The uplink of a kiosk that was killed may still be starting, on a machine that is busy."""
STOP_WITHIN_S = 2
"""Nothing is lost by ending in the middle: the journal knows what was confirmed."""

log = structlog.get_logger()


class StuckError(KioskError):
    """The uplink does nothing any more."""


class StatusPipe:
    """The end of the pipe on which the kiosk is told how sending stands."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        os.set_inheritable(descriptor, False)
        self._descriptor = descriptor
        self._told: Contact | None = None

    def tell(self, contact: Contact) -> None:
        """Say it, if it is new. A kiosk that does not listen is told the next time."""
        if contact == self._told:
            return
        try:
            os.write(self._descriptor, msgspec.json.encode(contact) + b"\n")
        except OSError as problem:  # full, or the kiosk is gone: its other pipe says so
            log.debug("status.untold", problem=str(problem))
        else:
            self._told = contact


def main(arguments: Sequence[str] | None = None) -> int:
    """Send until standard input ends. Returns 1 when it cannot go on: then start it again."""
    given = _parser().parse_args(arguments)
    _log_to_stderr(as_json=given.json_logs)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the kiosk, which then ends us
    os.nice(NICENESS)
    status = StatusPipe(given.status)
    try:
        _send(given, status)
    except (KioskError, ProtocolError) as problem:
        log.error("uplink.failed", problem=str(problem))
        remedy = "it is tried again by itself; nothing is lost"
        status.tell(Contact().troubled(Trouble(str(problem), remedy, "uplink")))
        return 1
    return 0


def _send(given: argparse.Namespace, status: StatusPipe) -> None:
    folder: Path = given.journal.parent
    uplink = Uplink(
        Journal(given.journal),
        load_identity(folder),
        chunk_bytes=given.chunk_bytes,
        folder_free_within_s=FOLDER_FREE_WITHIN_S,
    )
    uplink.start()
    _follow(uplink, status)
    signal.alarm(STOP_WITHIN_S)
    uplink.stop()


def _follow(uplink: Uplink, status: StatusPipe) -> None:
    """Pass on what is said, both ways, until the kiosk has ended. Raises StuckError."""
    kiosk = sys.stdin.fileno()
    poll = select.poll()
    poll.register(kiosk, select.POLLIN)
    told_at = float("-inf")
    while True:
        if poll.poll(TELL_EVERY_S * 1000):
            if not os.read(kiosk, 4096):
                return
            uplink.wake()
        if time.monotonic() - told_at >= TELL_EVERY_S:
            told_at = time.monotonic()
            status.tell(uplink.contact())
        if uplink.idle_s > STUCK_S:
            raise StuckError(f"sending has stood still for {uplink.idle_s:.0f} s")


def _log_to_stderr(*, as_json: bool) -> None:
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.uplink_process", description=__doc__)
    parser.add_argument("--journal", type=Path, required=True, help="the kiosk's journal")
    parser.add_argument("--status", type=int, required=True, help="descriptor to say state on")
    parser.add_argument("--chunk-bytes", type=int, help="bytes of evidence sent at once")
    parser.add_argument("--json-logs", action="store_true", help="log one JSON object a line")
    return parser


if __name__ == "__main__":
    sys.exit(main())
