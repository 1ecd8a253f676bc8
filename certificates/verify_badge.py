"""Checking the form to keep: an Open Badge and its endorsements against the keyset."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from certificates.data_integrity import proof_holds
from certificates.errors import CertificateError, UnreadableError
from certificates.keyset import KeyEntry, Keyset
from certificates.multikey import from_base64url
from certificates.open_badge import (
    CONTEXT,
    centre_address,
    certificate_address,
    scheme_address,
    seal_uri,
)
from certificates.open_badge_shape import Badge, Endorsement, StatusEntry, read_badge
from certificates.record import State, utc
from certificates.statement import RefusalError, Statement, check_authority

_ACHIEVEMENT_TYPES = {"OpenBadgeCredential", "AchievementCredential"}


def read_open_badge(
    document: Mapping[str, Any], keyset: Keyset | None, form: str = "open_badge"
) -> Statement:
    """What the credential states, once it and its endorsements are proven; raises RefusalError."""
    entry, known = _signer(document, keyset)
    try:
        badge = read_badge(dict(document))
        if badge.context != CONTEXT:
            raise UnreadableError("The certificate is of another context.")
        statement = _statement(badge, entry, known, form)
    except RefusalError:
        raise
    except CertificateError as error:
        raise RefusalError(State.FORGED, "malformed") from error
    if not proof_holds(document, entry.public_key, "eddsa-rdfc-2022"):
        raise RefusalError(State.FORGED, "bad_signature")
    check_authority(entry, statement.issued_at)
    _check_binding(badge, entry, known)
    for one, raw in zip(badge.endorsement, document.get("endorsement", ()), strict=True):
        _check_endorsement(one, raw, badge, known)
    return statement


def _signer(document: Mapping[str, Any], keyset: Keyset | None) -> tuple[KeyEntry, Keyset]:
    """The key the proof names, if the keyset has it; cheap, before any canonicalisation."""
    types = document.get("type")
    if not isinstance(types, list) or not any(t in types for t in _ACHIEVEMENT_TYPES):
        raise RefusalError(State.NOT_A_CERTIFICATE, "other_document")
    if keyset is None:
        raise RefusalError(State.NOT_CHECKED, "keyset_missing")
    issuer, proof = document.get("issuer"), document.get("proof")
    if not isinstance(issuer, dict) or issuer.get("id") != keyset.id:
        raise RefusalError(State.UNKNOWN_ISSUER, "unknown_issuer")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    if not isinstance(method, str):
        raise RefusalError(State.FORGED, "malformed")
    entry = keyset.by_kid.get(method.removeprefix(f"{keyset.id}#"))
    if entry is None or method != keyset.method(entry):
        raise RefusalError(State.UNKNOWN_ISSUER, "unknown_key")
    return entry, keyset


def _statement(badge: Badge, entry: KeyEntry, keyset: Keyset, form: str) -> Statement:
    subject = badge.credential_subject
    status_list, status_index = _status_place(badge.credential_status, keyset)
    if badge.proof.created != badge.valid_from or badge.awarded_date != badge.valid_from:
        raise UnreadableError("The certificate's dates contradict each other.")
    try:
        assessed_on = date.fromisoformat(subject.activity_end_date).isoformat()
    except ValueError as error:
        raise UnreadableError("The day of the test is no date.") from error
    return Statement(
        form=form,
        entry=entry,
        certificate_id=subject.license_number,
        holder_name=subject.identifier[0].identity_hash,
        competency=badge.name,
        level=_level(badge),
        assessed_on=assessed_on,
        issued_at=_whole_second(badge.valid_from),
        expires_at=_whole_second(badge.valid_until),
        seal_digest=_seal(badge.evidence[0].id),
        status_list=status_list,
        status_index=status_index,
        endorsed_by=", ".join(one.issuer.name for one in badge.endorsement) or None,
    )


def _check_binding(badge: Badge, entry: KeyEntry, keyset: Keyset) -> None:
    """The key speaks for one organisation, centre and scheme only."""
    told = (
        badge.id,
        badge.issuer.name,
        badge.credential_subject.source.id,
        badge.credential_subject.achievement.id,
    )
    base = keyset.base_url
    allowed = (
        certificate_address(base, badge.credential_subject.license_number),
        keyset.issuers[entry.issuer],
        centre_address(base, entry.centre or ""),
        scheme_address(base, entry.scheme or ""),
    )
    if told != allowed:
        raise RefusalError(State.FORGED, "wrong_authority")


def _check_endorsement(
    endorsement: Endorsement, raw: Mapping[str, Any], badge: Badge, keyset: Keyset
) -> None:
    method = endorsement.proof.verification_method
    entry = next((one for one in keyset.keys if keyset.method(one) == method), None)
    if (
        entry is None
        or entry.purpose != "endorsement"
        or endorsement.context != CONTEXT
        or endorsement.issuer.id != method.split("#")[0]
        or endorsement.issuer.name != keyset.issuers[entry.issuer]
        or endorsement.credential_subject.id != badge.id
        or entry.reason_against(_whole_second(endorsement.valid_from)) is not None
        or not proof_holds(raw, entry.public_key, "eddsa-rdfc-2022")
    ):
        raise RefusalError(State.FORGED, "bad_endorsement")


def _status_place(entries: tuple[StatusEntry, StatusEntry], keyset: Keyset) -> tuple[int, int]:
    revocation, suspension = entries
    for number, addresses in keyset.status_lists.items():
        if (
            revocation.status_list_credential == addresses.revocation
            and suspension.status_list_credential == addresses.suspension
            and (revocation.status_purpose, suspension.status_purpose)
            == ("revocation", "suspension")
            and revocation.status_list_index == suspension.status_list_index
        ):
            return number, int(revocation.status_list_index)
    raise RefusalError(State.FORGED, "malformed")


def _level(badge: Badge) -> str:
    level = badge.credential_subject.result[0] if badge.credential_subject.result else None
    if level is None or not level.result_description.endswith("#level"):
        raise UnreadableError("The certificate has no level.")
    return level.value


def _seal(uri: str) -> str:
    digest = from_base64url(uri.rpartition(";")[2]).hex()
    if seal_uri(digest) != uri:
        raise UnreadableError("The certificate's seal digest is unreadable.")
    return digest


def _whole_second(text: str) -> datetime:
    moment = utc(text)
    if moment.microsecond:
        raise UnreadableError("The certificate's dates are finer than a second.")
    return moment
