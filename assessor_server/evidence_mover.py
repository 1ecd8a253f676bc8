"""Moves whole evidence from the server's folder to an S3-compatible store, in its own process:
``python -m assessor_server.evidence_mover --dir DIR --evidence-url URL``.

A file is removed here only when the store has it whole, so a crash at any moment loses nothing:
what was not removed is sent again. The intake never waits for the store.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import structlog
from sqlalchemy import Engine, select

from assessor_server.errors import ServerError
from assessor_server.store import ServerFolder, open_store, reading
from assessor_server.store.evidence_files import SUFFIX
from assessor_server.store.evidence_s3 import Shelf, ShelfAddress, ShelfError
from assessor_server.store.tables import evidence

LOOK_S = 5.0

log = structlog.get_logger()


def move_whole(folder: Path, engine: Engine, shelf: Shelf) -> int:
    """Move every piece that is whole; how many were moved. Raises ShelfError."""
    moved = 0
    for path in _whole(folder, engine):
        name = str(path.relative_to(folder))
        size = path.stat().st_size
        if shelf.size(name) != size:
            shelf.put(name, path)
        path.unlink()
        moved += 1
        log.info("evidence.moved", name=name, bytes=size)
    return moved


def _whole(folder: Path, engine: Engine) -> Iterator[Path]:
    """The files of pieces that are stored whole; what is being received stays."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        attempt, digest = path.parent.name, path.name.removesuffix(SUFFIX)
        query = select(evidence.c.completed_at).where(
            evidence.c.digest == digest, evidence.c.attempt == attempt
        )
        with reading(engine) as connection:
            if connection.scalar(query) is not None:
                yield path


def main(given: list[str] | None = None) -> int:
    """Move until SIGTERM or SIGINT. Returns 2, with the reason on stderr, when it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m assessor_server.evidence_mover")
    parser.add_argument("--dir", type=Path, required=True, help="folder of the server")
    parser.add_argument("--evidence-url", required=True, help="s3://bucket/prefix?endpoint=…")
    arguments = parser.parse_args(given)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        folder = ServerFolder(arguments.dir)
        folder.require()
        shelf = Shelf(ShelfAddress.read(arguments.evidence_url))
    except ServerError as problem:
        print(f"evidence mover: {problem}", file=sys.stderr)
        return 2
    engine = open_store(arguments.dir)
    print("ready", flush=True)
    _move_until(stopping, folder.evidence, engine, shelf)
    engine.dispose()
    return 0


def _move_until(stopping: threading.Event, folder: Path, engine: Engine, shelf: Shelf) -> None:
    tidy = failing = False
    while not stopping.is_set():
        try:
            if not tidy:
                shelf.drop_unfinished()
                tidy = True
            move_whole(folder, engine, shelf)
            failing = False
        except ShelfError as problem:
            if not failing:  # said once; it is tried again and again
                log.warning("evidence.not_moved", problem=str(problem))
            failing = True
        stopping.wait(LOOK_S)


if __name__ == "__main__":
    raise SystemExit(main())
