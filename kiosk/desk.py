"""Room: kiosk. Behind the screens: opens sessions of a paired kiosk and follows their delivery."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hardware import Frame
from kiosk.backlog import Backlog, backlog_of
from kiosk.delivery import Delivery, delivery_of
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import Eyes
from kiosk.identity import Identity
from kiosk.journal import Journal
from kiosk.offer import packs_on_offer, packs_to_resume
from kiosk.proving.proof import Proof
from kiosk.pulled import Pulled, Standing
from kiosk.resume import resume
from kiosk.session import Session
from kiosk.slip import Slip
from kiosk.staff_pin import StaffDoor
from kiosk.state_text import say_state
from kiosk.texts import Catalogue
from protocol import decode_event, utc_text
from protocol.bodies import AttemptStarted
from protocol.candidate_code import KIOSK_SIGNS, new_candidate_code
from scenarios import CameraStanding, Pack

JOURNAL = "journal.db"
_BEGUN = """
SELECT body FROM entries WHERE says = 'attempt.started' AND CAST(body AS TEXT) LIKE ?
"""
SCRATCH = "scratch"
"""Clips being recorded lie here until they are evidence."""


class Desk:
    """One kiosk's journal, evidence and identity, as the touch application uses them."""

    def __init__(
        self,
        directory: Path,
        identity: Identity,
        packs: Sequence[Pack],
        eyes: Eyes,
        proof: Proof | None = None,
    ) -> None:
        self.staff_door = StaffDoor(directory)
        self._shipped = packs
        self._pulled = Pulled(directory)
        self.packs: Sequence[Pack] = packs_on_offer(packs, self._pulled)
        self.scratch = directory / SCRATCH
        shutil.rmtree(self.scratch, ignore_errors=True)  # pictures a crash left behind
        self.scratch.mkdir(parents=True)
        self.journal = Journal(directory / JOURNAL)
        self._shelf = EvidenceShelf(self.journal)
        self._identity = identity
        self._eyes = eyes
        self._proof = proof

    def unfinished(self) -> Session | None:
        """The session a crash interrupted, if a candidate has to go on with it.

        Asked between two people: a moment to take over what was pulled meanwhile.
        """
        self.packs = packs_on_offer(self._shipped, self._pulled)
        packs = packs_to_resume(self._shipped, self._pulled)
        key = self._identity.seal_key
        return resume(self.journal, self._shelf, key, packs, self._eyes, proof=self._proof)

    def expects(self, code: str) -> bool:
        """Whether a code may be right: the centre expects it, or no list was ever received."""
        return self._pulled.expects(code) is not False

    def new_code(self) -> str:
        """A code for somebody who has none, which nobody known here has."""
        while True:
            code = new_candidate_code(KIOSK_SIGNS)
            if not self._pulled.expects(code) and not self._taken(code):
                return code

    def taken_today(self, pack: Pack, code: str) -> bool:
        """Whether somebody with this code did this test here since midnight: whose slip is it?"""
        today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        since = utc_text(today.astimezone(UTC))
        return any(started.scenario == pack.id and at >= since for at, started in self._taken(code))

    def _taken(self, code: str) -> list[tuple[str, AttemptStarted]]:
        """When attempts with this code were begun here, and with what."""
        begun = (decode_event(body) for (body,) in self.journal.rows(_BEGUN, f'%"{code}"%'))
        read = ((event.at, msgspec.convert(event.body, AttemptStarted)) for event in begun)
        return [(at, started) for at, started in read if started.candidate == code]

    def open(self, pack: Pack, code: str, language: str) -> Session:
        """Start an attempt. Raises NoRoomError or JournalError; then there is none."""
        key = self._identity.seal_key
        session = Session(pack, self.journal, self._shelf, key, self._eyes, proof=self._proof)
        session.start(
            candidate=code,
            centre=self._identity.centre,
            kiosk=self._identity.kiosk,
            language=language,
        )
        return session

    def backlog(self) -> Backlog:
        """What waits for the server's word."""
        return backlog_of(self.journal)

    def pulled_standing(self) -> Standing:
        """What was taken over from the server."""
        return self._pulled.standing()

    @property
    def has_intrinsics(self) -> bool:
        """Whether the calibration of every camera is known."""
        return self._proof is not None and self._proof.calibrated

    def slip_of(self, session: Session) -> Slip:
        """The slip of an attempt: with what QR code its candidate can ask about it."""
        page = self._pulled.configuration().progress_page
        events = session.events
        return Slip(
            code=session.started.candidate,
            test=session.pack.text("title", session.started.language),
            centre=session.started.centre,
            at=datetime.fromisoformat(events[-1].at).astimezone(),
            language=session.started.language,
            scan=f"{page}/{session.attempt}" if page else session.started.candidate,
            leads_on=page is not None,
        )

    def camera_standings(self, pack: Pack, frames: Sequence[Frame]) -> list[CameraStanding]:
        """Whether each camera may decide this pack's criteria; empty where nobody keeps reports."""
        if self._proof is None:
            return []
        return self._proof.standings(pack, self._eyes.model_digests(pack), frames)

    def state(self, texts: Catalogue) -> str:
        """How sending stands, in one sentence."""
        backlog, heard = backlog_of(self.journal), self.journal.last_contact()
        return say_state(texts, backlog, heard, now=datetime.now(UTC))

    def delivery(self, attempt: str) -> Delivery:
        """What the server has confirmed of an attempt."""
        return delivery_of(self.journal, attempt)
