"""The newest edition of a credential, for the wallet that holds an older one. Reads only."""

import hmac

from sqlalchemy import Connection, select

from assessor_server.issued import CertificateUnknownError, content_of
from assessor_server.store.tables import attempts, certificates
from assessor_server.vault import CandidateErasedError, Vault


def refreshed(
    connection: Connection, vault: Vault, id: str, token: str
) -> dict[str, object] | None:
    """The credential of the same person and scheme that was issued last; None for a wrong token.

    Certificate numbers stand on paper, the token only in the credential itself: who has it knows
    already what is given here. An unknown number, a wrong token and an erased person look alike.
    """
    try:
        held = content_of(connection, vault, id).record
    except (CertificateUnknownError, CandidateErasedError):
        return None
    if not held.refresh or not hmac.compare_digest(held.refresh.encode(), token.encode()):
        return None
    this = select(certificates.c.attempt).where(certificates.c.id == id).scalar_subquery()
    person = select(attempts.c.candidate).where(attempts.c.id == this).scalar_subquery()
    query = (
        select(certificates.c.id)
        .join(attempts, attempts.c.id == certificates.c.attempt)
        .where(attempts.c.candidate == person)
        .order_by(certificates.c.issued_at.desc())
    )
    for newest in connection.execute(query).scalars():
        content = content_of(connection, vault, newest)
        if content.record.scheme == held.scheme:
            return content.credential
    return None
