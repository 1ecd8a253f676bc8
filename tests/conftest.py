"""Real servers for tests of the wire: an intake process on loopback over a folder of its own."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import zmq
from sqlalchemy import Table, select
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import Enrolled
from assessor_server.intake.ledger import Delivery, Ledger
from assessor_server.intake.page import Answer
from assessor_server.intake.scribe import Scribe
from assessor_server.store import ServerFolder, open_store, passages, reading
from assessor_server.store.tables import attempts
from assessor_server.vault import Vault, create_master_key
from kiosk.attempt_log import AttemptLog
from kiosk.identity import Identity
from kiosk.journal import Journal
from protocol import SealKey
from protocol.messages import (
    Entries,
    Entry,
    FromKiosk,
    FromServer,
    Hello,
    Welcome,
    decode_from_server,
    encode,
)
from tests.intake_process import PROCESSES, IntakeProcess, new_server

DIGEST = "ab" * 32


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """A command run in a test sends its logs to that test's standard error, gone after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def processes() -> Any:
    """Makes processes that start quickly and can be killed."""
    return PROCESSES


@pytest.fixture
def server(tmp_path: Path) -> IntakeProcess:
    """A server's folder and store; its intake is not running."""
    return new_server(tmp_path / "srv")


@pytest.fixture
def intake(server: IntakeProcess) -> Iterator[IntakeProcess]:
    """A running intake."""
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.is_alive():
            server.kill()


class Wire:
    """A kiosk's bare socket, to say what a well-behaved kiosk never says."""

    def __init__(self, identity: Identity, port: int) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.curve_serverkey = identity.server_key.encode()
        self.socket.curve_publickey = identity.curve.public.encode()
        self.socket.curve_secretkey = identity.curve.secret.encode()
        self.socket.connect(f"tcp://127.0.0.1:{port}")

    def say(self, *messages: FromKiosk | bytes) -> None:
        for message in messages:
            self.socket.send(message if isinstance(message, bytes) else encode(message))

    def hear(self, timeout_s: float = 20.0) -> FromServer:
        assert self.socket.poll(round(timeout_s * 1000)), "no answer"
        return decode_from_server(self.socket.recv())

    def silent(self, seconds: float) -> bool:
        return not self.socket.poll(round(seconds * 1000))

    def ask(self, message: FromKiosk | bytes) -> FromServer:
        self.say(message)
        return self.hear()

    def close(self) -> None:
        self.socket.close()
        self._context.term()


@pytest.fixture
def wire() -> Iterator[Callable[[Identity, int], Wire]]:
    """Opens bare sockets: `wire(identity, port)`."""
    opened: list[Wire] = []

    def open_wire(identity: Identity, port: int) -> Wire:
        opened.append(Wire(identity, port))
        return opened[-1]

    yield open_wire
    for one in opened:
        one.close()


STARTED: dict[str, object] = {
    "scenario": "tourism/table_setting",
    "version": "1.0.0",
    "pack_digest": DIGEST,
    "candidate": "K7F-4Q2",
    "centre": "zacatecoluca",
    "kiosk": "front desk",
    "language": "es",
    "trainer": None,
    "model_digests": {"table_setting": DIGEST},
    "input": "rendered",
    "judged": True,
}


class AttemptMaker:
    """Writes attempts into a journal as a session does."""

    def begin(self, journal: Journal, seal_key: SealKey, **changes: object) -> AttemptLog:
        log = AttemptLog(journal, str(uuid.uuid4()), seal_key)
        log.write("attempt.started", STARTED | changes)
        return log

    def whole(self, journal: Journal, seal_key: SealKey, **changes: object) -> str:
        log = self.begin(journal, seal_key, **changes)
        log.write("consent.given", {"text_digest": DIGEST, "language": "es"})
        score = {"criterion": "plate_edge", "value": 20.1, "U": 0.4, "unit": "mm"}
        log.write("score.proposed", {"scores": [score], "pack_digest": DIGEST})
        log.write("attempt.finished", {})
        log.seal()
        return log.attempt


@pytest.fixture
def attempt_maker() -> AttemptMaker:
    return AttemptMaker()


class LedgerDesk:
    """A ledger over a fresh store, and a journal to write attempts for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = ServerFolder(folder)
        self.folder.create()
        create_master_key(self.folder.master_key)
        self.engine = open_store(folder)
        self.ledger = self.open_ledger()
        self.scribe = Scribe(self.engine, Vault.open(self.folder.master_key))
        self.journal = Journal(folder / "kiosk" / "journal.db")
        self.key = SealKey.generate()
        self.kiosk = Enrolled("kiosk-1", "front desk", "zacatecoluca", "z" * 40, self.key.public)

    def open_ledger(self) -> Ledger:
        return Ledger(self.engine)

    def store(self, deliveries: list[Delivery]) -> list[Answer]:
        """Judge deliveries, write them in one transaction, and give the answers."""
        for delivery in deliveries:
            self.ledger.judge(delivery)
        page = self.ledger.turn()
        assert page is not None
        try:
            self.scribe.write(page)
        except DBAPIError:
            self.ledger.give_up()
            raise
        return self.ledger.written()

    def deliver(
        self,
        made: list[Entry],
        first: int = 1,
        stream: str = "0f" * 16,
        kiosk: Enrolled | None = None,
    ) -> list[Any]:
        message = Entries(stream=stream, first_seq=first, entries=made)
        return [
            answer for _, answer in self.store([Delivery(kiosk or self.kiosk, b"peer", message)])
        ]

    def hello(self, stream: str = "0f" * 16) -> Welcome:
        hello = Hello(stream=stream, last_seq=0, sent_at="2026-11-22T17:42:04.123Z")
        ((_, welcome),) = self.store([Delivery(self.kiosk, b"peer", hello)])
        assert isinstance(welcome, Welcome)
        return welcome

    def written(self) -> list[Entry]:
        return self.journal.entries_after(0)

    def entries(self) -> list[passages.StoredEntry]:
        with reading(self.engine) as connection:
            return passages.all_entries(connection)

    def rows(self, table: Table) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(table)))

    def states(self) -> list[str]:
        return [row.state for row in self.rows(attempts)]


@pytest.fixture
def desk(tmp_path: Path) -> LedgerDesk:
    return LedgerDesk(tmp_path)
