"""Room: kiosk. Behind the screens: opens sessions of a paired kiosk and follows their delivery."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from hardware import Frame
from kiosk.backlog import backlog_of
from kiosk.delivery import Delivery, delivery_of
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import Eyes
from kiosk.identity import Identity
from kiosk.journal import Journal
from kiosk.offer import packs_on_offer, packs_to_resume
from kiosk.proving.proof import CameraProof
from kiosk.pulled import Pulled
from kiosk.resume import resume
from kiosk.session import Session
from kiosk.state_text import say_state
from kiosk.texts import Catalogue
from scenarios import CameraStanding, Pack

JOURNAL = "journal.db"
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
        proof: CameraProof | None = None,
    ) -> None:
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

    def camera_standing(self, pack: Pack, frame: Frame | None) -> CameraStanding | None:
        """Whether the camera may decide this pack's criteria; None where nobody keeps reports."""
        if self._proof is None:
            return None
        return self._proof.standing(pack, self._eyes.model_digests(pack), frame)

    def state(self, texts: Catalogue) -> str:
        """How sending stands, in one sentence."""
        backlog, heard = backlog_of(self.journal), self.journal.last_contact()
        return say_state(texts, backlog, heard, now=datetime.now(UTC))

    def delivery(self, attempt: str) -> Delivery:
        """What the server has confirmed of an attempt."""
        return delivery_of(self.journal, attempt)
