"""Starts the web process: python -m assessor_server.web --dir DIR --base-url URL."""

import argparse
import gc
import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog
import uvicorn

from assessor_server.errors import ServerError
from assessor_server.store import ServerFolder
from assessor_server.web.app import build_app
from assessor_server.web.metrics import offer_metrics
from certificates import CertificateError
from scenarios import ScenarioError

log = structlog.get_logger()

MOST_CONNECTIONS = 400  # beyond this the process answers 503 rather than fill the memory


class AddressError(ServerError):
    """The address cannot be listened on."""


def main(given: Sequence[str] | None = None) -> int:
    """Serve until stopped. Prints one line `ready http://HOST:PORT` once people can connect.

    Returns 2, with the reason on standard error, when it cannot start.
    """
    arguments = _parser().parse_args(given)
    try:
        app = build_app(
            arguments.dir,
            base_url=arguments.base_url,
            time_zone=arguments.time_zone,
            evidence_url=arguments.evidence_url,
        )
        listening = listen(arguments.host, arguments.port)
        if arguments.metrics_port is not None:
            offered = offer_metrics(
                ServerFolder(arguments.dir).intake_picture, arguments.metrics_port
            )
            log.info("metrics.offered", port=offered)
    except (ServerError, ScenarioError, CertificateError) as problem:
        print(f"web: {problem}", file=sys.stderr)
        return 2
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=15,
    )
    gc.collect()
    gc.freeze()  # what the start made stays: no collection need look through it again
    print(f"ready http://{arguments.host}:{port}", flush=True)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _log_to_stderr() -> None:
    """Standard output says only "ready"; tracebacks go without local values: they hold secrets."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose connections send at once. Raises AddressError."""
    try:
        listening = socket.create_server((host, port))
        # asyncio would do it, but not for sockets made so; without it an answer's second part waits
        # 40 ms for the other side to acknowledge the first (connections take it from the listener)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except (OSError, OverflowError) as problem:
        raise AddressError(
            f"cannot listen on {host}, port {port} ({problem}): choose another --port or --host."
        ) from problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assessor_server.web")
    parser.add_argument("--dir", type=Path, required=True, help="folder made by create_server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080, help="0 picks a free one")
    parser.add_argument("--base-url", required=True, help="where people reach the server")
    parser.add_argument("--metrics-port", type=int, help="for Prometheus, on loopback; 0: any")
    parser.add_argument("--evidence-url", default="", help="s3://bucket/prefix?endpoint=…")
    parser.add_argument("--time-zone", default="America/El_Salvador", help="of the times on pages")
    return parser


if __name__ == "__main__":
    _log_to_stderr()
    raise SystemExit(main())
