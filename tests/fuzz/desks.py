"""The intake's desks in this process, fed letters by hand: what a socket would bring, without one.

Every letter comes from an enrolled kiosk; the desks' store, ledger and files are the real ones.
"""

from collections import deque
from pathlib import Path
from typing import Any, cast

import zmq

from assessor_server.enrolment import Enrolled
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.events_desk import EventsDesk
from assessor_server.intake.evidence_desk import EvidenceDesk
from assessor_server.intake.ledger import Ledger
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.scribe import Scribe
from assessor_server.store import ServerFolder, open_store
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.vault import Vault, create_master_key
from protocol import SealKey
from protocol.messages import FromServer, decode_from_server


class Part:
    """One frame as ZeroMQ hands it out, with the name the door gave its sender."""

    def __init__(self, data: bytes, user: str) -> None:
        self.bytes = data
        self.more = False
        self.buffer = memoryview(data)
        self._user = user

    def __len__(self) -> int:
        return len(self.bytes)

    def get(self, option: object) -> object:
        return self._user if option == b"User-Id" else -1


class Letterbox:
    """Stands where a ROUTER socket would: letters in, answers out."""

    def __init__(self) -> None:
        self._letters: deque[bytes | Part] = deque()
        self.answers: list[tuple[bytes, FromServer]] = []

    def put(self, user: str, frame: bytes) -> None:
        self._letters += (user.encode(), Part(frame, user))

    def poll(self, timeout_ms: int = 0) -> int:
        return len(self._letters)

    def recv(self, flags: int = 0, copy: bool = True) -> bytes | Part:
        if not self._letters:
            raise zmq.Again
        return self._letters.popleft()

    def send_multipart(self, parts: list[bytes], flags: int = 0) -> None:
        self.answers.append((parts[0], decode_from_server(parts[1])))


class OneWave:
    """A stop signal for a desk's loop: set as soon as its letterbox is empty."""

    def __init__(self, letters: Letterbox) -> None:
        self._letters = letters

    def is_set(self) -> bool:
        return not self._letters.poll()


class Everybody:
    """An allow-list on which everybody stands, all with one seal key."""

    def __init__(self, seal_key: str) -> None:
        self._seal_key = seal_key

    def kiosk(self, id: str) -> Enrolled:
        return Enrolled(id, "front desk", "zacatecoluca", "z" * 40, self._seal_key)


class Desks:
    """Events desk and evidence desk over a fresh store under `folder`."""

    def __init__(self, folder: Path, key: SealKey) -> None:
        server = ServerFolder(folder)
        server.create()
        create_master_key(server.master_key)
        self.engine = open_store(folder)
        vault, everybody = Vault.open(server.master_key), cast(AllowList, Everybody(key.public))
        self._letters = {"events": Letterbox(), "evidence": Letterbox()}
        metrics = Metrics()
        events, evidence = (cast(Any, box) for box in self._letters.values())
        files = EvidenceFiles(server.evidence)
        scribe = Scribe(self.engine, vault)
        self._desks = {
            "events": EventsDesk(events, Ledger(self.engine), scribe, everybody, metrics),
            "evidence": EvidenceDesk(evidence, self.engine, vault, files, everybody, metrics),
        }

    def send(self, desk: str, letters: list[tuple[str, bytes]]) -> list[tuple[str, FromServer]]:
        """Hand letters (kiosk, frame) to a desk; return its answers by kiosk."""
        box = self._letters[desk]
        for user, frame in letters:
            box.put(user, frame)
        self._desks[desk].serve(cast(Any, OneWave(box)))
        answers, box.answers = box.answers, []
        return [(peer.decode(), message) for peer, message in answers]

    def close(self) -> None:
        self.engine.dispose()
