"""The intake as a whole: opens the store and four sockets, runs the desks, stops cleanly."""

import gc
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog
import zmq

from assessor_server.enrolment import server_curve_keys
from assessor_server.errors import ServerError
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.cold_code import forget_cold_code
from assessor_server.intake.door import KIOSKS_DOMAIN, PAIRING_DOMAIN, Door
from assessor_server.intake.events_desk import EventsDesk
from assessor_server.intake.evidence_desk import EvidenceDesk
from assessor_server.intake.ledger import Ledger
from assessor_server.intake.memory_keeper import MemoryKeeper
from assessor_server.intake.metrics import Metrics, MetricsReporter
from assessor_server.intake.pairing_desk import PairingDesk
from assessor_server.intake.pull_desk import PullDesk
from assessor_server.intake.scribe import Scribe
from assessor_server.intake.sockets import SocketKind, bind, open_router
from assessor_server.intake.stockroom import Stockroom
from assessor_server.intake.wal_keeper import WalKeeper, fold_in, wal_of
from assessor_server.store import ServerFolder, is_newest, open_store, sqlite_engine
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.vault import Vault
from protocol.messages import (
    MAX_ASKING_FRAME_BYTES,
    MAX_EVENTS_FRAME_BYTES,
    MAX_FRAME_BYTES,
    MAX_PAIRING_FRAME_BYTES,
)

log = structlog.get_logger()

WAL_PAGES = 8_192
"""The keeper folds the write-ahead log in much earlier; this is for when it cannot (32 MB)."""
CACHE_KIB = 256

# What each socket lets in, the largest frame, and how many frames wait for each peer: together
# with the batch limits this bounds the memory that kiosks can take.
KINDS = (
    SocketKind(KIOSKS_DOMAIN, MAX_EVENTS_FRAME_BYTES, queued_frames=8),
    SocketKind(KIOSKS_DOMAIN, MAX_FRAME_BYTES, queued_frames=2),  # with 1 ZeroMQ passes nothing on
    SocketKind(PAIRING_DOMAIN, MAX_PAIRING_FRAME_BYTES, queued_frames=4),
    SocketKind(KIOSKS_DOMAIN, MAX_ASKING_FRAME_BYTES, queued_frames=4, queued_answers=2),
)


class PortTakenError(ServerError):
    """A port cannot be bound."""


@dataclass(frozen=True)
class Ports:
    """Where the intake listens. 0 asks for a free port."""

    events: int
    evidence: int
    pairing: int
    pulls: int = 0


class _Desk(Protocol):
    def serve(self, stopping: threading.Event) -> None: ...


def serve(
    directory: Path,
    host: str,
    ports: Ports,
    stopping: threading.Event,
    ready: Callable[[Ports], None],
) -> None:
    """Take in what kiosks send, until `stopping` is set. `ready` is told the bound ports.

    Raises NoServerHereError when the folder holds no server, PortTakenError, KeyFileError.
    """
    folder = ServerFolder(directory)
    folder.require()
    _migrate_apart(folder)
    engine = open_store(directory, wal_pages=WAL_PAGES, cache_kib=CACHE_KIB)
    metrics = Metrics()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    with ExitStack() as cleanup:
        cleanup.callback(fold_in, folder.database)
        cleanup.callback(engine.dispose)
        cleanup.callback(context.term)
        keys = server_curve_keys(folder)
        vault = Vault.open(folder.master_key)
        allowed = AllowList(engine)
        cleanup.enter_context(closing(Door(context, allowed, metrics)))
        events, evidence, pairing, pulls = (
            cleanup.enter_context(closing(open_router(context, keys, kind))) for kind in KINDS
        )
        bound = _bind_all(host, ports, events, evidence, pairing, pulls)
        files = EvidenceFiles(folder.evidence)
        scribe = Scribe(engine, vault)
        desks: list[_Desk] = [
            EventsDesk(events, Ledger(engine), scribe, allowed, metrics, bound.pulls),
            EvidenceDesk(evidence, engine, vault, files, allowed, metrics),
            PairingDesk(pairing, engine, allowed, bound.events, bound.evidence, bound.pulls),
            PullDesk(pulls, Stockroom(folder, engine), allowed, metrics),
            WalKeeper(folder.database, metrics),
            MemoryKeeper(),
            MetricsReporter(metrics, folder.intake_picture, wal_of(folder.database)),
        ]
        gc.collect()
        gc.freeze()  # what is there now stays: it need not be looked through again
        forget_cold_code()
        log.info("intake.started", host=host, ports=bound, kiosks=len(allowed))
        ready(bound)
        _run(desks, stopping)
    log.info("intake.stopped")


def _migrate_apart(folder: ServerFolder) -> None:
    """Migrate an old store in a process that ends then: what it loads is too large to keep here."""
    engine = sqlite_engine(folder.database)
    newest = is_newest(engine)
    engine.dispose()
    if not newest:
        command = [sys.executable, "-m", "assessor_server.store", str(folder.root)]
        subprocess.run(command, stdout=sys.stderr, check=False)  # noqa: S603 - ourselves


def _run(desks: Sequence[_Desk], stopping: threading.Event) -> None:
    """Run each desk in its thread; when one ends, for whatever reason, all of them end."""
    with ThreadPoolExecutor(len(desks), thread_name_prefix="desk") as threads:
        running = [threads.submit(desk.serve, stopping) for desk in desks]
        for one in running:
            one.add_done_callback(lambda _: stopping.set())
        for one in running:
            one.result()


def _bind_all(host: str, ports: Ports, *sockets: zmq.Socket[bytes]) -> Ports:
    wanted = (ports.events, ports.evidence, ports.pairing, ports.pulls)
    bound = []
    for socket, port in zip(sockets, wanted, strict=True):
        try:
            bound.append(bind(socket, host, port))
        except zmq.ZMQError as problem:
            raise PortTakenError(
                f"cannot listen on {host}:{port}: {problem}; stop what uses it or give another port"
            ) from problem
    return Ports(*bound)
