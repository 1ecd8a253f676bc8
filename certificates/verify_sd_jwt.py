"""Reading a wallet's certificate: what it states, once its signature and every disclosure hold.

The rule of statement.py judges it then, as it judges the other forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from certificates.errors import UnreadableError
from certificates.jose import ed25519_jwk, jws_holds
from certificates.keyset import KeyEntry, Keyset
from certificates.record import State
from certificates.scheme_title import InLanguages
from certificates.sd_jwt import (
    TYPE,
    SdJwt,
    credential_type,
    disclosed,
    read_sd_jwt,
    status_address,
)
from certificates.statement import RefusalError, Statement

HEADER = frozenset({"alg", "kid", "typ"})
LATEST = 7_258_118_400  # the year 2200, as in the QR's claims


@dataclass(frozen=True)
class Shown:
    """A genuine certificate as its holder shows it: the statement, and the claims themselves."""

    statement: Statement
    claims: Mapping[str, Any]
    parts: SdJwt


def read_wallet_form(text: str, keyset: Keyset | None) -> Statement:
    """What a wallet's text or link states, once it is proven; raises RefusalError."""
    address, mark, body = text.strip(" \t\r\n").partition("#")
    statement = read_shown(body if mark else address, keyset).statement
    if mark and keyset is not None and address not in ("", keyset.verifier):
        raise RefusalError(State.FORGED, "wrong_domain")
    return statement


def read_shown(text: str, keyset: Keyset | None) -> Shown:
    """Check signature and disclosures; raises RefusalError."""
    try:
        parts = read_sd_jwt(text)
    except UnreadableError as error:
        raise RefusalError(State.NOT_A_CERTIFICATE, "unreadable") from error
    header = parts.jws.header
    if set(header) != HEADER or header["typ"] != TYPE or not isinstance(header["kid"], str):
        raise RefusalError(State.NOT_A_CERTIFICATE, "other_document")
    if keyset is None:
        raise RefusalError(State.NOT_CHECKED, "keyset_missing")
    entry = keyset.by_kid.get(header["kid"])
    if entry is None:
        raise RefusalError(State.UNKNOWN_ISSUER, "unknown_key")
    if not jws_holds(parts.jws, ed25519_jwk(entry.public_key)):
        raise RefusalError(State.FORGED, "bad_signature")
    if entry.purpose != "wallet":
        raise RefusalError(State.FORGED, "wrong_purpose")
    try:
        claims = disclosed(parts)
        statement, signed_at = _statement(claims, entry, keyset), _moment(claims.get("iat"))
    except UnreadableError as error:
        raise RefusalError(State.FORGED, "malformed") from error
    reason = entry.reason_against(signed_at)
    if reason is not None:
        raise RefusalError(State.FORGED, reason)
    ours = keyset.base_url, credential_type(keyset.base_url), entry.issuer
    if (claims.get("iss"), claims.get("vct"), claims.get("organisation")) != ours:
        raise RefusalError(State.FORGED, "wrong_authority")
    return Shown(statement, claims, parts)


def _statement(claims: Mapping[str, Any], entry: KeyEntry, keyset: Keyset) -> Statement:
    number, index = _place(claims.get("status"), keyset)
    names = {name: code for code, name in keyset.centres.items()}
    return Statement(
        form="sd_jwt",
        entry=msgspec.structs.replace(
            entry,
            centre=names.get(_text(claims, "centre")),
            scheme=_text(claims, "scheme") or None,
        ),
        certificate_id=_text(claims, "certificate_id"),
        holder_name=_text(claims, "name"),
        competency=InLanguages(es=_text(claims, "competency")),
        level=InLanguages(es=_text(claims, "level")),
        assessed_on=_text(claims, "assessed_on"),
        issued_at=_moment(claims.get("nbf")),
        expires_at=_moment(claims.get("exp")),
        seal_digest=_text(claims, "seal_digest"),
        status_list=number,
        status_index=index,
    )


def _place(status: object, keyset: Keyset) -> tuple[int, int]:
    place = status.get("status_list") if isinstance(status, dict) else None
    index = place.get("idx") if isinstance(place, dict) else None
    if not isinstance(place, dict) or type(index) is not int or not 0 <= index < 2**32:
        raise UnreadableError("The certificate names no place in a status list.")
    for number in keyset.status_lists:
        if place.get("uri") == status_address(keyset.base_url, number):
            return number, index
    raise UnreadableError("The certificate names a status list that is not the issuer's.")


def _text(claims: Mapping[str, Any], name: str) -> str:
    """A claim's text; empty when the holder did not show it."""
    value = claims.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"'{name}' is something else than a text.")
    return value


def _moment(seconds: object) -> datetime:
    if type(seconds) is not int or not 0 <= seconds <= LATEST:
        raise UnreadableError("The certificate lacks its dates.")
    return datetime.fromtimestamp(seconds, UTC)
