"""Issuing: one record and one key become both forms of a certificate."""

from __future__ import annotations

from certificates.cwt import sign_claims
from certificates.data_integrity import add_proof
from certificates.errors import KeyFileError, RecordError, UnreadableError
from certificates.keys import SigningKey
from certificates.keyset import KeyEntry, Keyset, Purpose
from certificates.open_badge import build_credential, build_endorsement
from certificates.open_badge_shape import read_badge
from certificates.qr import qr_text
from certificates.record import CertificateRecord, Issued, check_record, stamp, utc
from certificates.status_token import LIST_SIZE


def issue(
    record: CertificateRecord,
    key: SigningKey,
    keyset: Keyset,
    *endorsers: SigningKey,
) -> Issued:
    """Sign a certificate; the same record and keys always give the same bytes.

    `key` must be the keyset's certificate key of the record's organisation, centre and scheme;
    `endorsers` those of the chambers that stand by the scheme. Raises RecordError or KeyFileError.
    """
    check_record(record)
    entry = _entry(key, "certificate", record, keyset)
    if (entry.issuer, entry.centre, entry.scheme) != (
        record.organisation,
        record.centre,
        record.scheme,
    ):
        raise KeyFileError(
            f"Key {key.kid} is for {entry.issuer}, centre {entry.centre}, scheme {entry.scheme}; "
            f"use the one for {record.organisation}, {record.centre}, {record.scheme}."
        )
    if record.status_list not in keyset.status_lists or not 0 <= record.status_index < LIST_SIZE:
        raise RecordError("The status place is not in the keyset's lists; use allocate_index().")
    cose = sign_claims(record, key, keyset.schemes.get(record.scheme))
    credential = build_credential(record, keyset)
    if endorsers:
        credential["endorsement"] = [_endorse(record, keyset, one) for one in endorsers]
    signed = add_proof(
        credential,
        key,
        suite="eddsa-rdfc-2022",
        verification_method=keyset.method(entry),
        created=stamp(utc(record.issued_at)),
    )
    try:
        read_badge(signed)
    except UnreadableError as error:
        raise RecordError(
            f"The results or texts of the record do not fit a certificate: {error} "
            "Give each result once, with a label and a rating in plain words."
        ) from error
    return Issued(cose, qr_text(keyset.verifier, cose), signed)


def _endorse(record: CertificateRecord, keyset: Keyset, endorser: SigningKey) -> dict[str, object]:
    chamber = _entry(endorser, "endorsement", record, keyset)
    if chamber.scheme not in (None, record.scheme):
        raise KeyFileError(
            f"Key {endorser.kid} of {chamber.issuer} endorses {chamber.scheme} only; "
            f"use the one for {record.scheme}."
        )
    return add_proof(
        build_endorsement(record, keyset, chamber.issuer, endorser.public_key),
        endorser,
        suite="eddsa-rdfc-2022",
        verification_method=keyset.method(chamber),
        created=stamp(utc(record.issued_at)),
    )


def _entry(
    key: SigningKey, purpose: Purpose, record: CertificateRecord, keyset: Keyset
) -> KeyEntry:
    entry = keyset.by_kid.get(key.kid)
    if entry is None or entry.purpose != purpose:
        raise KeyFileError(f"Key {key.kid} is no {purpose} key of the keyset; let the root add it.")
    reason = entry.reason_against(utc(record.issued_at))
    if reason is not None:
        raise KeyFileError(f"Key {key.kid} may not sign at {record.issued_at} ({reason}).")
    return entry
