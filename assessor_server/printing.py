"""Paper from what was issued: one signed certificate, or many for a ceremony."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from assessor_server.errors import RefusedError
from assessor_server.issued import Content, content_of, find_certificate
from assessor_server.issuer import Issuer
from assessor_server.store.tables import certificates
from assessor_server.vault import Vault
from certificates import CertificateRecord, Issued, Keyset, State, render_pdf
from certificates.pdf_signature import sign_pdf
from certificates.print_run import MOST, render_cards, render_certificates, render_list
from certificates.sd_jwt import build_sd_jwt
from certificates.words import ISSUED_BY

CERTIFICATES, CARDS, LIST = "certificates", "cards", "list"
FORMS = (CERTIFICATES, CARDS, LIST)

_Many = Callable[[Sequence[tuple[CertificateRecord, Issued]], Keyset, datetime, str], bytes]
_RENDER: Mapping[str, _Many] = {
    CERTIFICATES: lambda given, keyset, made, _: render_certificates(given, keyset, made=made),
    CARDS: lambda given, keyset, made, _: render_cards(given, keyset, made=made),
    LIST: lambda given, keyset, made, language: render_list(
        given, keyset, language=language, made=made
    ),
}


class PrintRefusedError(RefusedError):
    """Certificates that cannot be printed like this."""


def signed_paper(content: Content, issuer: Issuer) -> bytes:
    """The certificate as a PDF that a PDF reader finds signed; raises certificates' errors."""
    record, keyset = content.record, issuer.keyset
    key = issuer.wallet_key()
    sd_jwt = "" if key is None else build_sd_jwt(record, key, keyset, now=datetime.now(UTC))
    return sign_pdf(
        render_pdf(record, content.issued, keyset, sd_jwt=sd_jwt),
        issuer.document_key(),
        reason=ISSUED_BY[record.language].format(issuer=keyset.issuers[record.organisation]),
        place=keyset.centres[record.centre],
    )


def valid_since(connection: Connection, since: str) -> Sequence[str]:
    """The numbers of the valid certificates issued at that time or later."""
    query = select(certificates.c.id).where(
        certificates.c.issued_at >= since, certificates.c.status == State.VALID
    )
    return connection.execute(query.order_by(certificates.c.issued_at)).scalars().all()


def print_many(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    numbers: Sequence[str],
    form: str,
    *,
    language: str,
) -> bytes:
    """One file with these certificates; `form` is one of FORMS, `language` that of the list.

    Raises PrintRefusedError for an unknown form, for none or too many, and for one that is not
    valid; what `content_of` raises; and certificates' RecordError.
    """
    if form not in FORMS:
        raise PrintRefusedError("print_form", f"'{form}' cannot be printed: {', '.join(FORMS)}.")
    wanted = list(dict.fromkeys(numbers))
    if not 0 < len(wanted) <= MOST:
        raise PrintRefusedError("print_number", f"Choose 1 to {MOST} certificates to print.")
    given = []
    for number in wanted:
        if find_certificate(connection, number).status != State.VALID:
            raise PrintRefusedError(
                "print_state", f"{number} is not valid now: leave it out, or reinstate it first."
            )
        content = content_of(connection, vault, number)
        given.append((content.record, content.issued))
    return _RENDER[form](given, issuer.keyset, datetime.now(UTC), language)
