"""Checking the QR form: a signed CWT against the keyset."""

from __future__ import annotations

from certificates import cose
from certificates.cwt import KEYS_CENTRE, KEYSETS_TEXT, MAX_COSE_BYTES, read_claims
from certificates.errors import UnreadableError
from certificates.keyset import Keyset
from certificates.qr import read_qr_text
from certificates.record import State
from certificates.scheme_title import InLanguages
from certificates.statement import RefusalError, Statement, check_authority


def read_cose(message: bytes, keyset: Keyset | None, form: str = "cose") -> Statement:
    """What the message states, once it is proven; raises RefusalError."""
    try:
        signed = cose.read(message, MAX_COSE_BYTES)
        claims = read_claims(signed.payload)
    except UnreadableError as error:
        raise RefusalError(State.NOT_A_CERTIFICATE, "unreadable") from error
    if signed.type is not None:
        raise RefusalError(State.NOT_A_CERTIFICATE, "other_document")
    if keyset is None:
        raise RefusalError(State.NOT_CHECKED, "keyset_missing")
    entry = keyset.by_kid.get(signed.kid)
    if entry is None:
        raise RefusalError(State.UNKNOWN_ISSUER, "unknown_key")
    if not signed.holds(entry.public_key):
        raise RefusalError(State.FORGED, "bad_signature")
    check_authority(entry, claims.issued_at)
    if claims.issuer not in (None, entry.issuer) or claims.centre not in (
        KEYS_CENTRE,
        entry.centre,
    ):
        raise RefusalError(State.FORGED, "wrong_authority")
    titled = keyset.schemes.get(entry.scheme or "")
    title, level = (None, None) if titled is None else (titled.title, titled.level)
    return Statement(
        form=form,
        entry=entry,
        certificate_id=claims.certificate_id,
        holder_name=claims.holder_name,
        competency=_told(claims.competency, title),
        level=_told(claims.level, level),
        assessed_on=claims.assessed_on.isoformat(),
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        seal_digest=claims.seal_digest,
        status_list=claims.status_list,
        status_index=claims.status_index,
    )


def _told(own: str, keysets: InLanguages | None) -> InLanguages | None:
    """What the code says itself, else what the keyset says of the key's scheme."""
    return keysets if own == KEYSETS_TEXT else InLanguages(es=own)


def read_qr_form(text: str, keyset: Keyset | None, form: str = "qr") -> Statement:
    """What a QR's text states; a genuine payload behind another address is refused too."""
    try:
        address, message = read_qr_text(text)
    except UnreadableError as error:
        raise RefusalError(State.NOT_A_CERTIFICATE, "unreadable") from error
    statement = read_cose(message, keyset, form)
    if keyset is not None and address not in ("", keyset.verifier):
        raise RefusalError(State.FORGED, "wrong_domain")
    return statement
