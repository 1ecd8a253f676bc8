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
    ENDORSEMENT_CONTEXT,
    SCHEMA,
    centre_address,
    certificate_address,
    day_stamp,
    image_address,
    refresh_address,
    scheme_address,
    seal_uri,
)
from certificates.open_badge_shape import Badge, Endorsement, StatusEntry, read_badge
from certificates.record import State, utc
from certificates.scheme_title import InLanguages
from certificates.statement import RefusalError, Statement, check_authority

_ACHIEVEMENT_TYPES = {"OpenBadgeCredential", "AchievementCredential"}


def read_open_badge(
    document: Mapping[str, Any], keyset: Keyset | None, form: str = "open_badge"
) -> Statement:
    """What the credential states, once it and its endorsements are proven; raises RefusalError."""
    entry, known = _signer(document, keyset)
    try:
        badge = read_badge(dict(document))
        if badge.context != CONTEXT or badge.credential_schema[0].id != SCHEMA:
            raise UnreadableError("The certificate is of another context or schema.")
        statement = _statement(badge, entry, known, form)
    except RefusalError:
        raise
    except CertificateError as error:
        raise RefusalError(State.FORGED, "malformed") from error
    if not proof_holds(document, entry.public_key, "eddsa-rdfc-2022"):
        raise RefusalError(State.FORGED, "bad_signature")
    check_authority(entry, statement.issued_at)
    _check_binding(badge, entry, known)
    if len({one.issuer.id for one in badge.endorsement}) != len(badge.endorsement):
        raise RefusalError(State.FORGED, "bad_endorsement")
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
    return Statement(
        form=form,
        entry=entry,
        certificate_id=subject.license_number,
        holder_name=subject.identifier[0].identity_hash,
        competency=InLanguages(es=badge.name),
        level=InLanguages(es=_level(badge)),
        assessed_on=_day(subject.activity_end_date),
        issued_at=_whole_second(badge.valid_from),
        expires_at=_whole_second(badge.valid_until),
        seal_digest=_seal(badge.evidence[0].id),
        status_list=status_list,
        status_index=status_index,
        endorsed_by=", ".join(one.issuer.name for one in badge.endorsement) or None,
    )


def _check_binding(badge: Badge, entry: KeyEntry, keyset: Keyset) -> None:
    """The key speaks for one organisation, centre and scheme only."""
    subject, achievement = badge.credential_subject, badge.credential_subject.achievement
    told = (badge.id, badge.issuer.name, subject.source.id, achievement.id, achievement.image.id)
    base = keyset.base_url
    scheme = scheme_address(base, entry.scheme or "")
    allowed = (
        certificate_address(base, subject.license_number),
        keyset.issuers[entry.issuer],
        centre_address(base, entry.centre or ""),
        scheme,
        image_address(scheme),
    )
    refresh, ours = badge.refresh_service, refresh_address(base, subject.license_number, "")
    if told != allowed or not (refresh is None or refresh.id.startswith(ours)):
        raise RefusalError(State.FORGED, "wrong_authority")


def _check_endorsement(
    endorsement: Endorsement, raw: Mapping[str, Any], badge: Badge, keyset: Keyset
) -> None:
    method = endorsement.proof.verification_method
    entry = next((one for one in keyset.keys if keyset.method(one) == method), None)
    if (
        entry is None
        or entry.purpose != "endorsement"
        or not _speaks_for(entry, badge, keyset)
        or endorsement.context != ENDORSEMENT_CONTEXT
        or endorsement.issuer.id != method.split("#")[0]
        or endorsement.issuer.name != keyset.issuers[entry.issuer]
        or endorsement.credential_subject.id != badge.id
        or (endorsement.valid_from, endorsement.valid_until)
        != (badge.valid_from, badge.valid_until)
        or entry.reason_against(_whole_second(endorsement.valid_from)) is not None
        or not proof_holds(raw, entry.public_key, "eddsa-rdfc-2022")
    ):
        raise RefusalError(State.FORGED, "bad_endorsement")


def _speaks_for(entry: KeyEntry, badge: Badge, keyset: Keyset) -> bool:
    """Whether a chamber's key endorses every scheme, or this one."""
    scheme = badge.credential_subject.achievement.id
    return entry.scheme is None or scheme_address(keyset.base_url, entry.scheme) == scheme


def _status_place(place: StatusEntry, keyset: Keyset) -> tuple[int, int]:
    for number, addresses in keyset.status_lists.items():
        if place.status_list_credential == addresses.suspension:
            return number, int(place.status_list_index)
    raise RefusalError(State.FORGED, "malformed")


def _day(text: str) -> str:
    day = text[:10]
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise UnreadableError("The day of the test is no date.") from error
    if text != day_stamp(day):
        raise UnreadableError("The day of the test is written in another way.")
    return day


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
