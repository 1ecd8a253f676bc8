"""Room: kiosk. The uplink: a thread that brings the journal and the evidence to the server.

It owns both sockets and touches nothing but them, the journal and the evidence shelf. It may be
stopped or killed at any moment: the journal knows what the server has confirmed. On a kiosk it
runs in a process of its own (`uplink_process.py`), because libzmq may end the process it is in.
"""

import contextlib
import os
import threading
import time
from dataclasses import replace

import structlog
import zmq

from kiosk.event_channel import EventChannel
from kiosk.evidence import EvidenceShelf
from kiosk.evidence_channel import EvidenceChannel
from kiosk.identity import Identity
from kiosk.journal import Journal, JournalError
from kiosk.line import KNOCK_AGAIN_S, Line
from kiosk.lock import SENDING, FolderLock
from kiosk.pulled import Pulled
from kiosk.puller import Puller
from kiosk.trouble import Trouble, journal_unusable
from kiosk.uplink_face import UplinkFace
from kiosk.uplink_state import Contact
from protocol.messages import MAX_CHUNK_BYTES
from protocol.times import utc_text

_TICK_S = 0.5
_JOURNAL_PAUSE_S = 1.0
_NOTE_CONTACT_S = 60.0

log = structlog.get_logger()


class Uplink(UplinkFace):
    """Sends in the background between `start` and `stop`, or inside ``with Uplink(...)``.

    It waits up to `folder_free_within_s` for another uplink of this folder to end.
    """

    def __init__(
        self,
        journal: Journal,
        identity: Identity,
        *,
        chunk_bytes: int | None = None,
        software: str = "acredita",
        knock_again_s: float = KNOCK_AGAIN_S,
        folder_free_within_s: float = 0.0,
    ) -> None:
        super().__init__(journal)
        self._shelf = EvidenceShelf(journal)
        self._lock = FolderLock(journal.path.parent, SENDING)
        self._folder_free_within_s = folder_free_within_s
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._pulled = Pulled(journal.path.parent)
        told = self._pulled.configuration()
        identity = replace(identity, others=(*identity.others, *told.addresses))
        self._identity = identity
        self._knock_again_s = knock_again_s
        self._events_line, self._evidence_line = (
            Line(self._context, identity, endpoints, knock_again_s)
            for endpoints in (identity.endpoints("events"), identity.endpoints("evidence"))
        )
        self._puller: Puller | None = None
        self._events = EventChannel(journal, self._events_line.send, software)
        self._evidence = EvidenceChannel(
            self._shelf,
            self._evidence_line.send,
            chunk_bytes=chunk_bytes or told.chunk_bytes or MAX_CHUNK_BYTES,
        )
        self._stopping = threading.Event()
        self._wake_reader, self._wake_writer = os.pipe()
        for end in (self._wake_reader, self._wake_writer):
            os.set_blocking(end, False)
        self._last_contact = journal.last_contact()
        self._noted_contact = float("-inf")
        self._own_trouble: Trouble | None = None
        self._thread: threading.Thread | None = None
        self._turned_at = time.monotonic()

    def start(self) -> None:
        """Begin to send. Raises FolderInUseError, JournalError."""
        self._lock.hold(self._folder_free_within_s)
        self._journal.bind(self._identity.kiosk)
        self._journal.listen(self.wake)
        self._turned_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="uplink", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop sending; what is not confirmed stays in the journal."""
        self._journal.listen(None)
        self._stopping.set()
        self.wake()
        if self._thread is not None:
            self._thread.join()
            if self._puller is not None:
                self._puller.stop()
            self._lock.release()

    @property
    def idle_s(self) -> float:
        """Seconds since the last turn began: much more than a tick means that it is stuck."""
        return time.monotonic() - self._turned_at

    def contact(self) -> Contact:
        """How it stands with the server now; may be called from any thread."""
        trouble = (
            self._own_trouble
            or self._events_line.trouble
            or self._events.trouble
            or self._evidence_line.trouble
            or self._evidence.trouble
        )
        return Contact(
            connected=self._events.ready,
            last_contact=self._last_contact,
            clock_offset_s=self._events.clock_offset_s,
            problem=trouble.problem if trouble else None,
            remedy=trouble.remedy if trouble else None,
            code=trouble.code if trouble else None,
        )

    def wake(self) -> None:
        """Look at the journal now: there is more to send. May be called from any thread."""
        with contextlib.suppress(BlockingIOError):  # full: it is awake already
            os.write(self._wake_writer, b"!")

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turned_at = time.monotonic()
                try:
                    busy = self._turn()
                    self._own_trouble = None
                except JournalError as problem:
                    log.error("journal.unusable", problem=str(problem))
                    self._own_trouble = journal_unusable(str(problem))
                    self._stopping.wait(_JOURNAL_PAUSE_S)
                    busy = False
                self._sleep(0 if busy else _TICK_S)
        finally:
            self._evidence.lost()
            self._events_line.close()
            self._evidence_line.close()
            self._context.term()
            os.close(self._wake_reader)

    def _turn(self) -> bool:
        """One turn: events first, then at most one chunk. Returns whether there is more to do."""
        now = time.monotonic()
        heard, _ = self._events_line.turn(self._events, now)
        heard_too, busy = self._evidence_line.turn(self._evidence, now)
        if heard or heard_too:
            self._note_contact(now)
        if self._puller is None:
            self._begin_to_pull()
        return busy

    def _begin_to_pull(self) -> None:
        """Pull from the port that pairing or, for a kiosk paired before there was one, the
        server's welcome named."""
        port = self._identity.pulls_port or self._events.pulls_port
        identity = replace(self._identity, pulls_port=port)
        if identity.endpoints("pulls"):
            self._puller = Puller(self._pulled, identity, self._knock_again_s)
            self._puller.start()

    def _note_contact(self, now: float) -> None:
        """Remember the contact; on disk once a minute, because receipts are noted anyway."""
        self._last_contact = utc_text()
        if now - self._noted_contact > _NOTE_CONTACT_S:
            self._noted_contact = now
            self._journal.heard(self._last_contact)

    def _sleep(self, seconds: float) -> None:
        """Wait until a socket, its monitor or the journal has something."""
        poller = zmq.Poller()
        for line in (self._events_line, self._evidence_line):
            for socket in line.sockets():
                poller.register(socket, zmq.POLLIN)
        poller.register(self._wake_reader, zmq.POLLIN)
        poller.poll(round(seconds * 1000))
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_reader, 4096)
