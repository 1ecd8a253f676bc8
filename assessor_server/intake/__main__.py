"""Runs the intake as a process: prints one line ``ready …`` when bound, stops on SIGTERM."""

import argparse
import signal
import sys
import threading
from pathlib import Path

import structlog

from assessor_server.errors import ServerError
from assessor_server.intake.service import Ports, serve
from protocol import ProtocolError


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT. Returns 2, with the reason on stderr, when it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m assessor_server.intake")
    parser.add_argument("--dir", type=Path, required=True, help="folder of the server")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=5570, help="events; 0 for a free one")
    parser.add_argument("--evidence-port", type=int, help="default: two after --port")
    parser.add_argument("--pairing-port", type=int, help="default: the one after --port")
    parser.add_argument("--pulls-port", type=int, help="default: three after --port")
    given = parser.parse_args(arguments)
    ports = Ports(
        given.port,
        _or_next(given.evidence_port, given.port, 2),
        _or_next(given.pairing_port, given.port, 1),
        _or_next(given.pulls_port, given.port, 3),
    )
    # Standard output is for the ready line, so that whoever starts this process can wait for it.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        serve(given.dir, given.host, ports, stopping, _say_ready)
    except (ServerError, ProtocolError) as problem:
        print(f"intake: {problem}", file=sys.stderr)
        return 2
    return 0


def _or_next(given: int | None, port: int, step: int) -> int:
    if given is not None:
        return given
    return port + step if port else 0


def _say_ready(bound: Ports) -> None:
    print(
        f"ready events_port={bound.events} evidence_port={bound.evidence}"
        f" pairing_port={bound.pairing} pulls_port={bound.pulls}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
