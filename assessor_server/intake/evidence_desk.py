"""The evidence desk: pictures and clips, chunk by chunk, sealed with the candidate's key.

Runs in a thread of its own, so that a video never delays a score. Touches its socket, the evidence
folder, and the tables evidence and candidates.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import structlog
import zmq
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import Enrolled
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.sealed_writer import SealedWriter
from assessor_server.intake.sockets import REVOKED, Letter, answer, receive
from assessor_server.store import writing
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import attempts, evidence
from assessor_server.vault import CandidateErasedError, Vault
from protocol import FrameError
from protocol.messages import (
    Chunk,
    FromServer,
    Have,
    Manifest,
    Refused,
    Stored,
    decode_from_kiosk,
)
from protocol.times import utc_text

CREDITS = 4
MAX_OPEN = 64
_POLL_MS = 200

log = structlog.get_logger()


@dataclass
class _Transfer:
    manifest: Manifest
    writer: SealedWriter


class EvidenceDesk:
    """Serves the evidence socket until told to stop. A kiosk sends one piece at a time."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        engine: Engine,
        vault: Vault,
        files: EvidenceFiles,
        allowed: AllowList,
    ) -> None:
        self._socket = socket
        self._engine = engine
        self._vault = vault
        self._files = files
        self._allowed = allowed
        self._transfers: OrderedDict[str, _Transfer] = OrderedDict()  # by kiosk, oldest first

    def serve(self, stopping: threading.Event) -> None:
        """Take chunks until `stopping` is set; unfinished pieces go on after the next start."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                letter = receive(self._socket)
                if letter is not None:
                    answer(self._socket, letter.peer, self._reply(letter))
        for transfer in self._transfers.values():
            transfer.writer.close()

    def _reply(self, letter: Letter) -> FromServer:
        kiosk = self._allowed.kiosk(letter.user)
        if kiosk is None:
            return REVOKED
        try:
            message = decode_from_kiosk(letter.frame)
        except FrameError as problem:
            log.warning("evidence.unreadable", kiosk=kiosk.id, problem=str(problem))
            return _refused("bad_frame", str(problem), "install the same release", None)
        if not isinstance(message, Manifest | Chunk):
            name = type(message).__name__
            return _refused("bad_frame", f"{name} is not for this socket", "check the ports", None)
        try:
            if isinstance(message, Manifest):
                return self._open(kiosk, message)
            return self._take(kiosk, message)
        except (OSError, DBAPIError) as problem:
            log.error("evidence.not_stored", digest=message.digest, problem=str(problem))
            self._drop(kiosk.id)
            return _refused(
                "not_stored",
                "the server cannot store evidence now",
                "call the server's administrator: its disk may be full; nothing is lost here",
                message.digest,
            )

    def _open(self, kiosk: Enrolled, manifest: Manifest) -> FromServer:
        """Say how much of a piece is stored, and get ready for the rest."""
        self._drop(kiosk.id)
        digest, attempt = manifest.digest, manifest.attempt
        for other in [k for k, t in self._transfers.items() if _same(t.manifest, manifest)]:
            self._drop(other)  # one writer for each file: the newest, going on where the other was
        try:
            with writing(self._engine) as connection:
                owner = connection.scalar(select(attempts.c.kiosk).where(attempts.c.id == attempt))
                if owner not in (None, kiosk.id):
                    return _refused(
                        "not_yours", "the attempt is another kiosk's", "void it here", digest
                    )
                if _is_complete(connection, manifest):
                    return Stored(digest=digest, attempt=attempt)
                key = self._vault.candidate_key(
                    connection, manifest.candidate, centre=kiosk.centre, now=utc_text()
                )
                _announce(connection, manifest)
        except CandidateErasedError as problem:
            return _refused("erased", str(problem), "delete it here too", digest)
        writer = SealedWriter(self._files.path(attempt, digest), digest, key)
        self._transfers[kiosk.id] = _Transfer(manifest, writer)
        while len(self._transfers) > MAX_OPEN:
            self._drop(next(iter(self._transfers)))
        return self._progress(kiosk.id)

    def _take(self, kiosk: Enrolled, chunk: Chunk) -> FromServer:
        transfer = self._transfers.get(kiosk.id)
        if transfer is None or transfer.manifest.digest != chunk.digest:
            return _refused("no_manifest", "chunk without manifest", "announce it", chunk.digest)
        writer = transfer.writer
        if chunk.offset + len(chunk.data) <= writer.offset:
            return self._progress(kiosk.id)  # it came before; say again how far we are
        if chunk.offset != writer.offset:
            return _refused("out_of_order", "chunk out of order", "announce it", chunk.digest)
        if chunk.offset + len(chunk.data) > transfer.manifest.size:
            return self._refuse_lie(kiosk.id, "evidence is larger than announced")
        writer.append(chunk.data)
        return self._progress(kiosk.id)

    def _progress(self, kiosk: str) -> FromServer:
        """Acknowledge; when all bytes are there, check them and make them durable first."""
        self._transfers.move_to_end(kiosk)
        transfer = self._transfers[kiosk]
        manifest, writer = transfer.manifest, transfer.writer
        if writer.offset < manifest.size:
            return Have(digest=manifest.digest, offset=writer.offset, credits=CREDITS)
        if writer.offset > manifest.size or not writer.is_true():
            return self._refuse_lie(kiosk, "the bytes do not have the digest they came with")
        del self._transfers[kiosk]
        writer.finish()
        with writing(self._engine) as connection:
            connection.execute(
                update(evidence)
                .where(_row(manifest))
                .values(stored_bytes=manifest.size, completed_at=utc_text())
            )
        return Stored(digest=manifest.digest, attempt=manifest.attempt)

    def _refuse_lie(self, kiosk: str, problem: str) -> Refused:
        """Remove evidence that is not what it says it is."""
        transfer = self._transfers.pop(kiosk)
        transfer.writer.remove()
        with writing(self._engine) as connection:
            connection.execute(delete(evidence).where(_row(transfer.manifest)))
        digest = transfer.manifest.digest
        log.warning("evidence.refused", kiosk=kiosk, digest=digest, problem=problem)
        return _refused(
            "hash_mismatch", problem, "check the kiosk's disk; take the picture again", digest
        )

    def _drop(self, kiosk: str) -> None:
        transfer = self._transfers.pop(kiosk, None)
        if transfer is not None:
            transfer.writer.close()


def _is_complete(connection: Connection, manifest: Manifest) -> bool:
    query = select(evidence.c.completed_at).where(_row(manifest))
    return connection.scalar(query) is not None


def _announce(connection: Connection, manifest: Manifest) -> None:
    """Note the newest announcement; a piece begun under other words goes on under these."""
    described = {
        "candidate": manifest.candidate,
        "size": manifest.size,
        "media_type": manifest.media_type,
    }
    row = {"digest": manifest.digest, "attempt": manifest.attempt, "stored_bytes": 0, **described}
    connection.execute(
        upsert(evidence)
        .values(row)
        .on_conflict_do_update(index_elements=["digest", "attempt"], set_=described)
    )


def _row(manifest: Manifest) -> ColumnElement[bool]:
    return and_(evidence.c.digest == manifest.digest, evidence.c.attempt == manifest.attempt)


def _same(one: Manifest, other: Manifest) -> bool:
    return (one.digest, one.attempt) == (other.digest, other.attempt)


def _refused(code: str, problem: str, remedy: str, digest: str | None) -> Refused:
    return Refused(code=code, problem=problem[:1000], remedy=remedy, about=digest)
