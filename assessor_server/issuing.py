"""From a decision to a certificate, and what becomes of it. Touches certificates, the key files."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, insert, select, update

from assessor_server import audit
from assessor_server.accounts import User
from assessor_server.attempts import Attempt, ai_scores_of, find_attempt
from assessor_server.candidates import find_candidate
from assessor_server.centres import the_organisation
from assessor_server.clock import as_moment
from assessor_server.errors import RefusedError, ServerError
from assessor_server.judgement import COMPETENT, Given, NotNowError, decide, ratings_of
from assessor_server.provenance import Provenance
from assessor_server.store import ServerFolder, beginning
from assessor_server.store.tables import attempts, certificates, decisions
from assessor_server.vault import Vault
from certificates import (
    Alignment,
    CertificateRecord,
    Issued,
    Keyset,
    Result,
    SigningKey,
    State,
    allocate_index,
    issue,
    load_key,
    load_keyset,
    new_certificate_id,
)
from certificates.record import MAX_COMPETENCY_BYTES, stamp
from scenarios import AIScore, Pack, Scheme

STATUS_LIST = 1
LONGEST_REASON = 500
MOVES: Mapping[tuple[str, str], str] = {
    (State.VALID, "suspend"): State.SUSPENDED,
    (State.VALID, "withdraw"): State.WITHDRAWN,
    (State.SUSPENDED, "reinstate"): State.VALID,
    (State.SUSPENDED, "withdraw"): State.WITHDRAWN,
}


class CertificateUnknownError(ServerError):
    """No certificate has this number."""


class StatusRefusedError(RefusedError):
    """A certificate's state cannot be changed like this."""


class Content(msgspec.Struct, frozen=True):
    """What was issued: the record both forms were made from, and the forms."""

    record: CertificateRecord
    cose: bytes
    qr_text: str
    credential: dict[str, object]

    @property
    def issued(self) -> Issued:
        return Issued(self.cose, self.qr_text, self.credential)


class Certificate(msgspec.Struct, frozen=True):
    """A certificate as the server keeps it."""

    id: str
    attempt: str
    status: str
    status_reason: str
    status_at: str
    issued_at: str

    @property
    def moves(self) -> tuple[str, ...]:
        """What can be done with it now: suspend, reinstate, withdraw."""
        return tuple(act for (state, act) in MOVES if state == self.status)


@dataclass(frozen=True)
class Issuer:
    """The keyset and the signing keys of this server; keys are opened when first needed."""

    folder: ServerFolder
    keyset: Keyset
    secret: bytes = field(repr=False)
    _open: dict[str, SigningKey] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, folder: ServerFolder, vault: Vault) -> "Issuer":
        """Raises certificates' KeysetError when the keyset is damaged."""
        return cls(folder, load_keyset(folder.keyset.read_bytes()), vault.master_key)

    def issuing_key(self, centre: str, scheme: str) -> SigningKey:
        """Raises certificates' KeyFileError."""
        path = self.folder.issuing_key(centre, scheme)
        if path.name not in self._open:
            self._open[path.name] = load_key(path, self.secret)
        return self._open[path.name]

    def status_key(self) -> SigningKey:
        """Raises certificates' KeyFileError."""
        path = self.folder.status_key
        if path.name not in self._open:
            self._open[path.name] = load_key(path, self.secret)
        return self._open[path.name]


def scheme_code(scheme: Scheme) -> str:
    """The scheme's short name as it stands in keys and certificates."""
    return scheme.id.replace("_", "-")[:16].rstrip("-")


def still_needed(connection: Connection, scheme: Scheme, attempt: Attempt) -> Sequence[str]:
    """The scheme's other scenarios in which the candidate is not competent yet."""
    query = (
        select(attempts.c.scenario)
        .join(decisions, decisions.c.attempt == attempts.c.id)
        .where(attempts.c.candidate == attempt.candidate, decisions.c.outcome == COMPETENT)
    )
    passed = {attempt.scenario, *connection.execute(query).scalars()}
    return [scenario for scenario in scheme.scenarios if scenario not in passed]


def conclude(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    pack: Pack,
    scheme: Scheme,
    provenance: Provenance,
    *,
    attempt: str,
    outcome: str,
    reason: str,
    by: User,
    now: str,
) -> str | None:
    """Decide, and issue the certificate when this made the candidate's scheme complete.

    Gives the certificate's number. Raises what `decide` and `issue_certificate` raise; then the
    caller's transaction must not commit.
    """
    decision = decide(
        connection,
        pack,
        scheme,
        provenance,
        attempt=attempt,
        outcome=outcome,
        reason=reason,
        by=by,
        now=now,
    )
    about = find_attempt(connection, attempt)
    if decision.outcome != COMPETENT or still_needed(connection, scheme, about):
        return None
    return issue_certificate(
        connection, vault, issuer, pack, scheme, attempt=attempt, by=by, now=now
    )


def issue_certificate(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    pack: Pack,
    scheme: Scheme,
    *,
    attempt: str,
    by: User,
    now: str,
) -> str:
    """Issue the certificate of a competent attempt and give its number.

    Raises NotNowError when the candidate has no name here, and certificates' RecordError,
    KeyFileError or StatusListError; then the caller's transaction must not commit.
    """
    about = find_attempt(connection, attempt)
    taken = connection.execute(
        select(certificates.c.status_index).where(certificates.c.status_list == STATUS_LIST)
    )
    index = allocate_index(taken.scalars().all())
    name = find_candidate(connection, vault, about.candidate).name
    if name is None:
        raise NotNowError(
            "candidate_unnamed", "A coordinator has to register the candidate's name first."
        )
    record = _record(connection, pack, scheme, about, name, index, now)
    issued = issue(record, issuer.issuing_key(about.centre, record.scheme), issuer.keyset)
    content = Content(record, issued.cose, issued.qr_text, issued.credential)
    connection.execute(
        insert(certificates).values(
            id=record.id,
            attempt=attempt,
            sealed=vault.seal_certificate(
                vault.existing_key(connection, about.candidate),
                record.id,
                msgspec.json.encode(content),
            ),
            status=State.VALID,
            status_list=STATUS_LIST,
            status_index=index,
            status_at=now,
            issued_at=now,
        )
    )
    audit.record(
        connection,
        at=now,
        who=by.login,
        act="certificate.issued",
        subject=record.id,
        body={"attempt": attempt, "seal_digest": record.seal_digest},
    )
    return record.id


def find_certificate(connection: Connection, id: str) -> Certificate:
    """Raises CertificateUnknownError."""
    found = _certificate(connection, certificates.c.id == id)
    if found is None:
        raise CertificateUnknownError("No certificate has this number: check the address.")
    return found


def certificate_of(connection: Connection, attempt: str) -> Certificate | None:
    return _certificate(connection, certificates.c.attempt == attempt)


def newest_certificates(
    connection: Connection, *, limit: int, number: str = ""
) -> Sequence[Certificate]:
    """The newest certificates, or those whose number begins so."""
    columns = [certificates.c[name] for name in Certificate.__struct_fields__]
    query = select(*columns).order_by(certificates.c.issued_at.desc()).limit(limit)
    if number:
        query = query.where(beginning(certificates.c.id, number.upper()))
    return [Certificate(**row._mapping) for row in connection.execute(query)]


def content_of(connection: Connection, vault: Vault, id: str) -> Content:
    """What was issued; raises CertificateUnknownError, CandidateErasedError."""
    row = connection.execute(
        select(certificates.c.sealed, attempts.c.candidate)
        .join(attempts, attempts.c.id == certificates.c.attempt)
        .where(certificates.c.id == id)
    ).one_or_none()
    if row is None:
        raise CertificateUnknownError("No certificate has this number: check the address.")
    key = vault.existing_key(connection, row.candidate)
    return msgspec.json.decode(vault.open_certificate(key, id, row.sealed), type=Content)


def change_status(
    connection: Connection, id: str, act: str, *, reason: str, by: User, now: str
) -> None:
    """Suspend, reinstate or withdraw; withdrawn is for ever. Raises StatusRefusedError."""
    if "certifying_officer" not in by.roles:
        raise StatusRefusedError(
            "no_certifying_officer", "Only a certifying officer changes a certificate's state."
        )
    state = MOVES.get((find_certificate(connection, id).status, act))
    if state is None:
        raise StatusRefusedError(
            "status_move", "This cannot be done with the certificate as it stands now."
        )
    clean = reason.strip()
    if not clean or len(clean) > LONGEST_REASON:
        raise StatusRefusedError(
            "status_reason", f"Give a reason of 1–{LONGEST_REASON} characters."
        )
    connection.execute(
        update(certificates)
        .where(certificates.c.id == id)
        .values(status=state, status_reason=clean, status_at=now)
    )
    audit.record(
        connection,
        at=now,
        who=by.login,
        act=f"certificate.{state}",
        subject=id,
        body={"act": act},
    )


def _record(
    connection: Connection,
    pack: Pack,
    scheme: Scheme,
    attempt: Attempt,
    name: str,
    index: int,
    now: str,
) -> CertificateRecord:
    language = attempt.language
    issued_at = stamp(as_moment(now))
    return CertificateRecord(
        id=new_certificate_id(),
        holder_name=name,
        scheme=scheme_code(scheme),
        competency=_fitting(scheme.title.in_language(language), MAX_COMPETENCY_BYTES),
        level=scheme.level.in_language(language),
        centre=attempt.centre,
        organisation=the_organisation(connection).id,
        issued_at=issued_at,
        expires_at=stamp(_months_later(as_moment(issued_at), scheme.validity_months)),
        seal_digest=attempt.seal_digest or "",
        status_list=STATUS_LIST,
        status_index=index,
        results=_results(
            pack,
            ratings_of(connection, attempt.id, blind=False),
            ai_scores_of(connection, attempt.id),
            language,
        ),
        language=language,
        assessed_on=attempt.started_at[:10],
        scheme_name=scheme.title.in_language(language),
        criteria=pack.text("summary", language),
        alignments=(
            Alignment(
                framework="ISCO-08",
                name=scheme.title.in_language(language),
                url=scheme.esco,
                code=scheme.isco_08,
            ),
        ),
    )


def _results(
    pack: Pack, given: Mapping[str, Given], proposed: Mapping[str, AIScore], language: str
) -> tuple[Result, ...]:
    """What the assessor found, criterion by criterion, with the measured value beside it."""
    results = []
    for criterion in pack.criteria:
        words = {choice.band: pack.text(choice.label, language) for choice in criterion.choices}
        score = proposed.get(criterion.id)
        results.append(
            Result(
                criterion=criterion.id,
                label=pack.text(criterion.title, language),
                rating=words[given[criterion.id].band or ""],
                value=score.value if score else None,
                U=score.U if score else None,
                unit=score.unit if score else None,
            )
        )
    return tuple(results)


def _fitting(text: str, most: int) -> str:
    """The text, cut at a word when it has more bytes than a QR code carries."""
    words = text.split(" ")
    fitting = text
    while len(fitting.encode()) > most and len(words) > 1:
        words.pop()
        fitting = " ".join(words).rstrip(":,;") + "…"
    return fitting


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.month - 1 + months, 12)
    last_day = calendar.monthrange(moment.year + year, month + 1)[1]
    return moment.replace(
        year=moment.year + year, month=month + 1, day=min(moment.day, last_day), tzinfo=UTC
    )


def _certificate(connection: Connection, condition: ColumnElement[bool]) -> Certificate | None:
    columns = [certificates.c[name] for name in Certificate.__struct_fields__]
    row = connection.execute(select(*columns).where(condition)).one_or_none()
    return None if row is None else Certificate(**row._mapping)
