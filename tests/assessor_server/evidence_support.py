"""A server's folder with evidence in it, for tests that need no intake."""

import hashlib
import uuid
from pathlib import Path

from sqlalchemy import insert

from assessor_server.evidence_check import EvidenceReport, Fault, check_evidence
from assessor_server.intake.sealed_writer import SealedWriter
from assessor_server.store import ServerFolder, open_store, tables, writing
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.vault import Vault, create_master_key

NOW, CANDIDATE, ATTEMPT = "2026-11-22T17:00:00.000Z", "K7F-4Q2", str(uuid.UUID(int=7))
CONTENT = b"a picture of a table" * 3_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Keeper:
    """A server's folder with evidence in it, without an intake."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = ServerFolder(root)
        self.folder.create()
        create_master_key(self.folder.master_key)
        self.engine = open_store(root)
        self.vault = Vault.open(self.folder.master_key)
        self.files = EvidenceFiles(self.folder.evidence)

    def keep(self, content: bytes = CONTENT, *, whole: bool = True, size: int = 20_000) -> Path:
        digest = hashlib.sha256(content).hexdigest()
        with writing(self.engine) as connection:
            key = self.vault.candidate_key(connection, CANDIDATE, centre="z", now=NOW)
            row = {
                "digest": digest,
                "attempt": ATTEMPT,
                "candidate": CANDIDATE,
                "size": len(content),
                "media_type": "image/png",
                "stored_bytes": len(content),
                "completed_at": NOW if whole else None,
            }
            connection.execute(insert(tables.evidence), row)
        writer = SealedWriter(self.files.path(ATTEMPT, digest), digest, key)
        for start in range(0, len(content), size):
            writer.append(content[start : start + size])
        writer.finish()
        return writer.path

    def check(self, url: str = "") -> EvidenceReport:
        return check_evidence(self.root, url)


def faults(report: EvidenceReport) -> list[Fault]:
    return [fault.fault for fault in report.faults]
