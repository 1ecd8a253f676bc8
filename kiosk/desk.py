"""Room: kiosk. Behind the screens: opens sessions of a paired kiosk and follows their delivery."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from kiosk.delivery import Delivery, delivery_of
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import Eyes
from kiosk.identity import Identity
from kiosk.journal import Journal
from kiosk.resume import resume
from kiosk.session import Session
from scenarios import Pack

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
    ) -> None:
        self.packs = packs
        self.scratch = directory / SCRATCH
        shutil.rmtree(self.scratch, ignore_errors=True)  # pictures a crash left behind
        self.scratch.mkdir(parents=True)
        self.journal = Journal(directory / JOURNAL)
        self._shelf = EvidenceShelf(self.journal)
        self._identity = identity
        self._eyes = eyes

    def unfinished(self) -> Session | None:
        """The session a crash interrupted, if a candidate has to go on with it."""
        return resume(self.journal, self._shelf, self._identity.seal_key, self.packs, self._eyes)

    def open(self, pack: Pack, code: str, language: str) -> Session:
        """Start an attempt. Raises DiskFullError or JournalError; then there is none."""
        session = Session(pack, self.journal, self._shelf, self._identity.seal_key, self._eyes)
        session.start(
            candidate=code,
            centre=self._identity.centre,
            kiosk=self._identity.kiosk,
            language=language,
        )
        return session

    def delivery(self, attempt: str) -> Delivery:
        """What the server has confirmed of an attempt."""
        return delivery_of(self.journal, attempt)
