"""Room: kiosk. What is said on the evidence socket: manifest, chunks within credits, stored.

One piece at a time. Logic only: touches the evidence shelf, and says what to send through the
function it is given.
"""

from collections.abc import Callable
from typing import BinaryIO

import structlog

from kiosk.evidence import Evidence, EvidenceShelf
from kiosk.trouble import Trouble
from protocol.messages import MAX_CHUNK_BYTES, Chunk, FromKiosk, FromServer, Have, Refused, Stored

ANSWER_S = 60.0
"""After so long without progress, announce the piece again; a busy server lets kiosks take turns,
and that the connection is gone is known much earlier."""
READ_AGAIN_BYTES_S = 10_000_000
"""A slow server's pace at reading again what it has of a piece before it says how much that is."""
PAUSE_S = 3.0
"""How long to leave a server alone that cannot store anything."""

FINAL = frozenset({"hash_mismatch", "not_yours", "erased"})
"""Refusals that do not change when the same piece is sent again."""

log = structlog.get_logger()


class EvidenceChannel:
    """Sends the shelf's pieces. `trouble` is what the server told us it cannot do."""

    def __init__(
        self,
        shelf: EvidenceShelf,
        send: Callable[[FromKiosk], bool],
        *,
        chunk_bytes: int = MAX_CHUNK_BYTES,
    ) -> None:
        self.trouble: Trouble | None = None
        self._shelf = shelf
        self._send = send
        self._chunk_bytes = chunk_bytes
        self._piece: Evidence | None = None
        self._file: BinaryIO | None = None
        self._granted = False  # the server has said from where, for the announced piece
        self._sent = self._stored = self._credits = 0
        self._heard = float("-inf")
        self._not_before = float("-inf")

    def connected(self, now: float) -> None:
        """Begin (again): the server may know nothing of the piece under way."""
        self._close()

    def lost(self) -> None:
        """Forget what was under way: the piece is announced again on the next connection."""
        self._close()

    def take(self, message: FromServer, now: float) -> None:
        """Act on an answer about the piece under way; others are late and mean nothing."""
        piece = self._piece
        if isinstance(message, Refused):
            self._refused(message, now)
        elif piece is not None and isinstance(message, Have) and message.digest == piece.digest:
            self.trouble = None
            self._heard = now
            self._stored, self._credits = message.offset, message.credits
            if not self._granted:
                self._granted, self._sent = True, message.offset
        elif isinstance(message, Stored):
            self.trouble = None
            self._shelf.stored(message.digest, message.attempt)
            if piece and (piece.digest, piece.attempt) == (message.digest, message.attempt):
                self._close()

    def tick(self, now: float) -> bool:
        """Send one chunk or announce the next piece; False when there is nothing to do now."""
        if now < self._not_before:
            return False
        if self._piece is not None and now - self._heard > self._patience(self._piece):
            self._close()
        if self._piece is None:
            return self._announce(now)
        if not self._granted or self._sent >= self._piece.size:
            return False
        if self._sent - self._stored >= self._credits * self._chunk_bytes:
            return False
        return self._send_chunk(self._piece)

    def _patience(self, piece: Evidence) -> float:
        """Seconds to wait; an announcement of a large piece may take the server a while."""
        return ANSWER_S if self._granted else ANSWER_S + piece.size / READ_AGAIN_BYTES_S

    def _announce(self, now: float) -> bool:
        waiting = self._shelf.next_unsent()
        if waiting is None:
            return False
        try:
            self._file = waiting.path.open("rb")
        except OSError as problem:
            log.error("evidence.lost", digest=waiting.digest, problem=str(problem))
            self._shelf.refused(waiting.digest, waiting.attempt, f"cannot be read: {problem}")
            return True
        if not self._send(waiting.manifest()):
            self._close()
            return False
        self._piece, self._heard = waiting, now
        return True

    def _send_chunk(self, piece: Evidence) -> bool:
        assert self._file is not None  # noqa: S101 - open while a piece is under way
        self._file.seek(self._sent)
        data = self._file.read(self._chunk_bytes)
        if not data:
            self._shelf.refused(piece.digest, piece.attempt, "the file on this kiosk is too short")
            self._close()
            return True
        if not self._send(Chunk(digest=piece.digest, offset=self._sent, data=data)):
            return False
        self._sent += len(data)
        return True

    def _refused(self, refusal: Refused, now: float) -> None:
        piece = self._piece
        if refusal.code in ("no_manifest", "out_of_order"):
            if self._granted:  # the server started anew, or lost its place: announce again
                self._close()
            return
        log.warning("evidence.refused", code=refusal.code, problem=refusal.problem)
        if refusal.code in FINAL and piece is not None and refusal.about == piece.digest:
            self._shelf.refused(piece.digest, piece.attempt, refusal.problem)
        else:
            self.trouble = Trouble(refusal.problem, refusal.remedy, refusal.code)
            self._not_before = now + PAUSE_S
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._piece = self._file = None
        self._granted = False
        self._sent = self._stored = self._credits = 0
