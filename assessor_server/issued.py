"""Certificates as the server keeps them, and what becomes of them. Touches certificates."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, insert, select, update

from assessor_server import audit
from assessor_server.accounts import User
from assessor_server.errors import RefusedError, ServerError
from assessor_server.store import beginning
from assessor_server.store.tables import attempts, certificates
from assessor_server.vault import Vault
from certificates import CertificateRecord, Issued, State

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


def keep(
    connection: Connection,
    vault: Vault,
    content: Content,
    *,
    attempt: str,
    candidate: str,
    now: str,
) -> None:
    """Store what was issued, sealed under the candidate's key; raises CandidateErasedError."""
    record = content.record
    key = vault.existing_key(connection, candidate)
    connection.execute(
        insert(certificates).values(
            id=record.id,
            attempt=attempt,
            sealed=vault.seal_certificate(key, record.id, msgspec.json.encode(content)),
            status=State.VALID,
            status_list=record.status_list,
            status_index=record.status_index,
            status_at=now,
            issued_at=now,
        )
    )


def taken_places(connection: Connection, status_list: int) -> Sequence[int]:
    """The places of a status list that belong to a certificate."""
    query = select(certificates.c.status_index).where(certificates.c.status_list == status_list)
    return connection.execute(query).scalars().all()


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


def _certificate(connection: Connection, condition: ColumnElement[bool]) -> Certificate | None:
    columns = [certificates.c[name] for name in Certificate.__struct_fields__]
    row = connection.execute(select(*columns).where(condition)).one_or_none()
    return None if row is None else Certificate(**row._mapping)
