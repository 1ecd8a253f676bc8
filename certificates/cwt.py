"""What the QR says: CWT claims with integer keys (RFC 8392), as short as they can be.

Registered claims carry issuer, dates, certificate id and status place; one private-use claim
carries an array of what a person wants to know. See docs/certificate-format.md.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypeGuard

import msgspec

from certificates import cbor, cose
from certificates.errors import RecordError, UnreadableError
from certificates.keys import SigningKey
from certificates.record import (
    MAX_CODE_BYTES,
    MAX_COMPETENCY_BYTES,
    MAX_DAYS_TO_ISSUE,
    CertificateRecord,
    utc,
)
from certificates.scheme_title import SchemeTitle

MAX_COSE_BYTES = 320  # the longest texts a record may have, and room for future claims
ISSUER, EXPIRES, ISSUED, CERTIFICATE_ID, STATUS = 1, 4, 6, 7, 65535
SUBJECT = -65537  # private use: [name, competency, level, days, centre, seal digest, …]
LIST_PLACE = 0  # in the status claim: [list number, index]
KEYS_CENTRE = ""  # the key is for one centre: naming it again would cost up to 16 bytes
KEYSETS_TEXT = ""  # the keyset says it of the key's scheme: the QR does not grow with a title
SEAL_BYTES = 12  # of 32: 2^96 work to find another sealed attempt; the Open Badge has all
CERTIFICATE_ID_BYTES = 8

_LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_SUBJECT_FIELDS = 6


class Claims(msgspec.Struct, frozen=True):
    """The claims of one certificate, as read from its signed payload."""

    issuer: str | None  # None: the key's
    expires_at: datetime
    issued_at: datetime
    certificate_id: str
    status_list: int
    status_index: int
    holder_name: str
    competency: str  # empty: what the keyset says of the key's scheme
    level: str  # the same
    assessed_on: date
    centre: str  # empty: the key's
    seal_digest: str  # its first 12 bytes, in hex


def sign_claims(
    record: CertificateRecord, key: SigningKey, titled: SchemeTitle | None = None
) -> bytes:
    """The COSE_Sign1 for the QR. The record has been checked (`record.check_record`).

    `titled` is what the keyset says of the scheme: what the record says in the same words is left
    to it, and the issuer to the key. Raises RecordError for a text too long to be written out.
    """
    issued_at = utc(record.issued_at)
    assessed_on = date.fromisoformat(record.assessed_on or issued_at.date().isoformat())
    issuer = {ISSUER: record.organisation} if titled is None else {}
    claims = {
        **issuer,
        EXPIRES: int(utc(record.expires_at).timestamp()),
        ISSUED: int(issued_at.timestamp()),
        CERTIFICATE_ID: bytes.fromhex(record.id.replace("-", "")),
        STATUS: {LIST_PLACE: [record.status_list, record.status_index]},
        SUBJECT: [
            record.holder_name,
            *_written(record, titled),
            (issued_at.date() - assessed_on).days,
            KEYS_CENTRE,
            bytes.fromhex(record.seal_digest)[:SEAL_BYTES],
        ],
    }
    return cose.sign(cbor.encode(claims), key)


def read_claims(payload: bytes) -> Claims:
    """Claims of a signed payload; unknown claims and further subject fields are passed over.

    Raises UnreadableError when one of ours is missing or of another type.
    """
    claims = cbor.decode(payload)
    if not isinstance(claims, dict):
        raise UnreadableError("The payload holds no claims.")
    status_list, status_index = _status_place(claims.get(STATUS))
    subject = claims.get(SUBJECT)
    if not isinstance(subject, list) or len(subject) < _SUBJECT_FIELDS:
        raise UnreadableError("The payload does not say what is certified.")
    name, competency, level, days, centre, seal = subject[:_SUBJECT_FIELDS]
    identity = claims.get(CERTIFICATE_ID)
    if not isinstance(identity, bytes) or len(identity) != CERTIFICATE_ID_BYTES:
        raise UnreadableError("The payload has no certificate id.")
    if not isinstance(seal, bytes) or len(seal) != SEAL_BYTES:
        raise UnreadableError("The payload has no seal digest.")
    if not _number(days, MAX_DAYS_TO_ISSUE):
        raise UnreadableError("The day of the test is no date.")
    issued_at = _moment(claims.get(ISSUED))
    return Claims(
        issuer=_text(claims[ISSUER]) if ISSUER in claims else None,
        expires_at=_moment(claims.get(EXPIRES)),
        issued_at=issued_at,
        certificate_id=format_certificate_id(identity),
        status_list=status_list,
        status_index=status_index,
        holder_name=_text(name),
        competency=_text(competency),
        level=_text(level),
        assessed_on=issued_at.date() - timedelta(days=days),
        centre=_text(centre),
        seal_digest=seal.hex(),
    )


def format_certificate_id(identity: bytes) -> str:
    """`7F3A-9C21-04DE-88B1`: hex in groups, so that it can be read over a telephone."""
    text = identity.hex().upper()
    return f"{text[:4]}-{text[4:8]}-{text[8:12]}-{text[12:]}"


def _written(record: CertificateRecord, titled: SchemeTitle | None) -> list[str]:
    """Competency and level; neither, where the keyset says the same in the record's language."""
    told = {"competency": record.competency, "level": record.level}
    if titled is not None:
        words = {"competency": titled.title, "level": titled.level}
        told = {
            label: KEYSETS_TEXT if words[label].in_language(record.language) == text else text
            for label, text in told.items()
        }
    for label, most in (("competency", MAX_COMPETENCY_BYTES), ("level", MAX_CODE_BYTES)):
        if len(told[label].encode("utf-8")) > most:
            raise RecordError(
                f"{label} is longer than {most} bytes, too much for a QR; shorten it, or let the "
                "root sign a keyset that says it of the scheme."
            )
    return list(told.values())


def _status_place(claim: cbor.Value | None) -> tuple[int, int]:
    place = claim.get(LIST_PLACE) if isinstance(claim, dict) else None
    if not isinstance(place, list) or len(place) != 2:
        raise UnreadableError("The payload has no place in a status list.")
    number, index = place
    if not _number(number, 2**32) or not _number(index, 2**32):
        raise UnreadableError("The payload's place in a status list is not two numbers.")
    return number, index


def _number(value: cbor.Value | None, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and 0 <= value <= most


def _text(value: cbor.Value | None) -> str:
    if not isinstance(value, str):
        raise UnreadableError("The payload has something else where a text belongs.")
    return value


def _moment(value: cbor.Value | None) -> datetime:
    if not _number(value, _LATEST):
        raise UnreadableError("The payload has something else where a date belongs.")
    return datetime.fromtimestamp(value, UTC)
