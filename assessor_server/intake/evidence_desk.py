"""The evidence desk: pictures and clips, chunk by chunk, sealed with the candidate's key.

Runs in a thread of its own, so that a video never delays a score. Touches its socket, the evidence
folder, and the tables evidence and candidates.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import structlog
import zmq
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import Enrolled
from assessor_server.intake import evidence_records as records
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.patience import Lines, Once, Patience, Verdict
from assessor_server.intake.sealed_writer import SealedWriter
from assessor_server.intake.sockets import REVOKED, Letter, answer, cut, receive
from assessor_server.intake.turns import Turns
from assessor_server.store import writing
from assessor_server.store.evidence_files import EvidenceFiles
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

MAX_OPEN = 128
_POLL_MS = 200

IN_VAIN_AT_ONCE, IN_VAIN_PER_S = 200, 20.0
"""Frames that had to be refused, before a kiosk's refusals are no longer sent."""

log = structlog.get_logger()


@dataclass
class _Transfer:
    manifest: Manifest
    writer: SealedWriter
    peer: bytes  # where to say that it is this kiosk's turn


class EvidenceDesk:
    """Serves the evidence socket until told to stop. A kiosk sends one piece at a time."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        engine: Engine,
        vault: Vault,
        files: EvidenceFiles,
        allowed: AllowList,
        metrics: Metrics,
    ) -> None:
        self._socket = socket
        self._engine = engine
        self._vault = vault
        self._files = files
        self._allowed = allowed
        self._metrics = metrics
        self._turns = Turns()
        self._patience = Patience(burst=IN_VAIN_AT_ONCE, per_s=IN_VAIN_PER_S)
        self._told = Once()
        self._lines = Lines()
        self._transfers: OrderedDict[str, _Transfer] = OrderedDict()  # by kiosk, oldest first

    def serve(self, stopping: threading.Event) -> None:
        """Take chunks until `stopping` is set; unfinished pieces go on after the next start."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                letter = receive(self._socket)
                if letter is not None:
                    self._handle(letter)
            self._call()
        for transfer in self._transfers.values():
            transfer.writer.close()

    def _handle(self, letter: Letter) -> None:
        reply = self._reply(letter)
        if isinstance(reply, Refused):
            self._metrics.count("refused", reply.code)
            verdict = self._patience.spend(letter.user, time.monotonic())
            if verdict is Verdict.WARN:
                log.warning("kiosk.sends_too_much", kiosk=letter.user, socket="evidence")
            elif verdict is Verdict.CUT:
                self._metrics.count("cut_off", "too_many")
                cut(letter.line)
            if verdict is not Verdict.ANSWER:
                self._metrics.count("passed_over")
                return
        if reply is not None:
            answer(self._socket, letter.peer, reply)

    def _call(self) -> None:
        """Tell those who waited and whose turn it is how far they are: they send on."""
        for kiosk in self._turns.next(time.monotonic()):
            transfer = self._transfers.get(kiosk)
            if transfer is None:
                self._turns.leave(kiosk)
            else:
                answer(self._socket, transfer.peer, self._have(transfer, self._turns.credits))
        self._metrics.note("evidence_open", len(self._transfers))

    def _reply(self, letter: Letter) -> FromServer | None:
        """The answer to one frame; None when the kiosk has to wait for its turn."""
        kiosk = self._allowed.kiosk(letter.user)
        if kiosk is None:
            self._drop(letter.user)
            return REVOKED
        surplus = self._lines.speak(kiosk.id, letter.line)
        if surplus is not None:
            self._metrics.count("cut_off", "too_many_lines")
            cut(surplus)
        try:
            message = decode_from_kiosk(letter.frame)
        except FrameError as problem:
            return self._unreadable(kiosk, str(problem))
        if not isinstance(message, Manifest | Chunk):
            return self._unreadable(kiosk, f"{type(message).__name__} is not for this socket")
        try:
            if isinstance(message, Manifest):
                self._metrics.count("received", "manifest")
                return self._open(kiosk, message, letter.peer)
            self._metrics.count("received", "chunk")
            return self._take(kiosk, message, letter.peer)
        except (OSError, DBAPIError) as problem:
            self._drop(kiosk.id)
            return self._not_stored(message.digest, problem)

    def _unreadable(self, kiosk: Enrolled, problem: str) -> Refused:
        self._metrics.count("received", "unreadable")
        if self._told.first(kiosk.id, problem):
            log.warning("frame.unreadable", kiosk=kiosk.id, socket="evidence", problem=problem)
        return _refused("bad_frame", problem, "check the ports; install the same release", None)

    def _not_stored(self, digest: str, problem: Exception) -> Refused:
        self._metrics.count("not_stored")
        log.error("evidence.not_stored", digest=digest, problem=str(problem))
        return _refused(
            "not_stored",
            "the server cannot store evidence now",
            "call the server's administrator: its disk may be full; nothing is lost here",
            digest,
        )

    def _open(self, kiosk: Enrolled, manifest: Manifest, peer: bytes) -> FromServer | None:
        """Say how much of a piece is stored, and get ready for the rest."""
        under_way = self._transfers.get(kiosk.id)
        if under_way is not None and under_way.manifest == manifest:
            under_way.peer = peer  # after a cut line: what was read once need not be read again
            return self._progress(kiosk.id)
        self._drop(kiosk.id)
        for other in [k for k, t in self._transfers.items() if _same(t.manifest, manifest)]:
            self._drop(other)  # one writer for each file: the newest, going on where the other was
        digest = manifest.digest
        try:
            key = self._admit(kiosk, manifest)
        except CandidateErasedError as problem:
            return _refused("erased", str(problem), "delete it here too", digest)
        except records.NotYoursError as problem:
            return _refused("not_yours", str(problem), "void it here", digest)
        if key is None:
            return Stored(digest=digest, attempt=manifest.attempt)
        writer = SealedWriter(self._files.path(manifest.attempt, digest), digest, key)
        self._transfers[kiosk.id] = _Transfer(manifest, writer, peer)
        while len(self._transfers) > MAX_OPEN:
            self._drop(next(iter(self._transfers)))
        return self._progress(kiosk.id)

    def _admit(self, kiosk: Enrolled, manifest: Manifest) -> bytes | None:
        """The key to seal a piece with; None when it is stored whole, here or just now."""
        with writing(self._engine) as connection:
            records.require_own(connection, kiosk.id, manifest)
            if records.is_complete(connection, manifest):
                return None
            key = self._vault.candidate_key(
                connection, manifest.candidate, centre=kiosk.centre, now=utc_text()
            )
            records.announce(connection, manifest)
            held = records.held_elsewhere(connection, kiosk.id, manifest)
            if held is None or not self._files.link(held, manifest.attempt, manifest.digest):
                return key
            records.complete(connection, manifest, utc_text())
        self._metrics.count("evidence_pieces", "held_already")
        return None

    def _take(self, kiosk: Enrolled, chunk: Chunk, peer: bytes) -> FromServer | None:
        transfer = self._transfers.get(kiosk.id)
        if transfer is None or transfer.manifest.digest != chunk.digest:
            return _refused("no_manifest", "chunk without manifest", "announce it", chunk.digest)
        transfer.peer = peer
        writer, end = transfer.writer, chunk.offset + len(chunk.data)
        if end <= writer.offset:
            return self._progress(kiosk.id)  # it came before; say again how far we are
        if chunk.offset != writer.offset:
            return _refused("out_of_order", "chunk out of order", "announce it", chunk.digest)
        if end > transfer.manifest.size:
            return self._refuse_lie(kiosk.id, "evidence is larger than announced")
        writer.append(chunk.data)
        self._metrics.count("evidence_bytes", by=len(chunk.data))
        return self._progress(kiosk.id)

    def _progress(self, kiosk: str) -> FromServer | None:
        """Acknowledge; when all bytes are there, check them and make them durable first."""
        self._transfers.move_to_end(kiosk)
        transfer = self._transfers[kiosk]
        manifest, writer = transfer.manifest, transfer.writer
        if writer.offset < manifest.size:
            granted = self._turns.ask(kiosk, time.monotonic())
            return self._have(transfer, granted) if granted else None
        if writer.offset > manifest.size or not writer.is_true():
            return self._refuse_lie(kiosk, "the bytes do not have the digest they came with")
        del self._transfers[kiosk]
        self._turns.leave(kiosk)
        writer.finish()
        with writing(self._engine) as connection:
            records.complete(connection, manifest, utc_text())
        self._metrics.count("evidence_pieces", "received")
        return Stored(digest=manifest.digest, attempt=manifest.attempt)

    def _have(self, transfer: _Transfer, granted: int) -> Have:
        digest = transfer.manifest.digest
        return Have(digest=digest, offset=transfer.writer.offset, credits=granted)

    def _refuse_lie(self, kiosk: str, problem: str) -> Refused:
        """Remove evidence that is not what it says it is."""
        transfer = self._transfers.pop(kiosk)
        self._turns.leave(kiosk)
        transfer.writer.remove()
        with writing(self._engine) as connection:
            records.forget(connection, transfer.manifest)
        digest = transfer.manifest.digest
        log.warning("evidence.refused", kiosk=kiosk, digest=digest, problem=problem)
        return _refused(
            "hash_mismatch", problem, "check the kiosk's disk; take the picture again", digest
        )

    def _drop(self, kiosk: str) -> None:
        transfer = self._transfers.pop(kiosk, None)
        self._turns.leave(kiosk)
        if transfer is not None:
            transfer.writer.close()


def _same(one: Manifest, other: Manifest) -> bool:
    return (one.digest, one.attempt) == (other.digest, other.attempt)


def _refused(code: str, problem: str, remedy: str, digest: str | None) -> Refused:
    return Refused(code=code, problem=problem[:1000], remedy=remedy, about=digest)
