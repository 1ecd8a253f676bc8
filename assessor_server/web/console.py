"""What every page of one server works with: store, vault, packs, issuer. Opened once at start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from assessor_server.attempts import Attempt
from assessor_server.checking import Checker
from assessor_server.issuer import Issuer
from assessor_server.judgement import NotNowError
from assessor_server.provenance import Provenance, check_provenance
from assessor_server.rescoring import Rescorer
from assessor_server.scheme_sheets import SchemeSheets, sheets_of
from assessor_server.status_lists import StatusLists
from assessor_server.store import ServerFolder, open_store
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.vault import Vault
from scenarios import Pack, Scheme, SchemeError, find_packs, find_schemes, scheme_for


@dataclass(frozen=True)
class Console:
    """One server as its pages see it."""

    engine: Engine
    vault: Vault
    files: EvidenceFiles
    packs: Mapping[str, Pack]  # by digest: an attempt is judged with the very pack it was run with
    schemes: Sequence[Scheme]
    issuer: Issuer
    status_lists: StatusLists
    checker: Checker
    scheme_sheets: SchemeSheets
    rescorer: Rescorer
    base_url: str
    time_zone: ZoneInfo

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        base_url: str,
        packs: Sequence[Pack] | None = None,
        time_zone: str = "America/El_Salvador",
        evidence_url: str = "",
    ) -> "Console":
        """Open the server in DIR; `packs` are the tests it can judge, by default those shipped;
        `evidence_url` is an S3-compatible store whole evidence is moved to.

        Raises NoServerHereError and the rooms' own errors.
        """
        folder = ServerFolder(directory)
        folder.require()
        vault = Vault.open(folder.master_key)
        issuer = Issuer.open(folder, vault)
        engine, lists = open_store(directory), StatusLists(issuer)
        known = {pack.digest: pack for pack in (find_packs() if packs is None else packs)}
        schemes = find_schemes()
        return cls(
            engine=engine,
            vault=vault,
            files=EvidenceFiles.open(folder.evidence, evidence_url),
            packs=known,
            schemes=schemes,
            issuer=issuer,
            status_lists=lists,
            checker=Checker(issuer, lists, engine),
            scheme_sheets=SchemeSheets(issuer, sheets_of(schemes, known.values())),
            rescorer=Rescorer(known),
            base_url=base_url,
            time_zone=ZoneInfo(time_zone),
        )

    def pack_of(self, attempt: Attempt) -> Pack:
        """The pack an attempt was run with; raises NotNowError when this server lacks it."""
        pack = self.packs.get(attempt.pack_digest)
        if pack is None:
            raise NotNowError(
                "pack_unknown",
                f"This server lacks {attempt.scenario} {attempt.version}: install that pack.",
            )
        return pack

    def scheme_of(self, attempt: Attempt) -> Scheme:
        """The scheme a scenario belongs to; raises NotNowError when there is none."""
        try:
            return scheme_for(attempt.scenario, self.schemes)
        except SchemeError as problem:
            raise NotNowError("no_scheme", str(problem)) from problem

    def provenance_of(self, connection: Connection, attempt: Attempt) -> Provenance:
        return check_provenance(connection, self.vault, self.files, self.rescorer, attempt)
