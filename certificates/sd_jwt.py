"""The certificate for a wallet: an SD-JWT VC, of which the holder shows as much as they choose.

RFC 9901 (SD-JWT) and SD-JWT VC, type dc+sd-jwt. Signed by the organisation's wallet key, which
belongs to no centre, so that not even the key tells where the test was. Nothing about the person
is in the signed part: every claim is a disclosure, with a salt that only the issuer can compute.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from certificates.errors import KeyFileError, KeysetError, UnreadableError
from certificates.jose import Jws, digest, read_json, read_jws, sign_jws
from certificates.keys import SigningKey
from certificates.keyset import Keyset
from certificates.multikey import base64url, from_base64url
from certificates.record import CertificateRecord, utc
from certificates.result_text import value_text

TYPE: Final = "dc+sd-jwt"
HASH: Final = "sha-256"
MAX_DISCLOSURES: Final = 64
MAX_TEXT: Final = 49_152

CLAIMS: Final = (
    "name",
    "competency",
    "level",
    "scheme",
    "scheme_name",
    "centre",
    "assessed_on",
    "certificate_id",
    "seal_digest",
    "criteria",
    "birthdate",
)
_SALT_BYTES = 16  # 128 bits, as RFC 9901 advises


@dataclass(frozen=True)
class SdJwt:
    """An SD-JWT taken apart: the signed part, what is disclosed, and the holder's proof if any."""

    jws: Jws
    disclosures: tuple[str, ...]
    key_binding: str  # a JWT, or empty


def credential_type(base_url: str) -> str:
    """The `vct` of a deployment's certificates; its metadata is published there."""
    return f"{base_url}/vct/competence"


def status_address(base_url: str, number: int) -> str:
    """Where the status list that wallets read is published."""
    return f"{base_url}/status/{number}.jwt"


def build_sd_jwt(
    record: CertificateRecord,
    key: SigningKey,
    keyset: Keyset,
    *,
    now: datetime,
    holder: Mapping[str, str] | None = None,
    birthdate: str | None = None,
) -> str:
    """The whole certificate with every disclosure; `holder` is the public JWK of the wallet.

    `iat` is the moment of signing and `nbf` that of the certificate's issue. The same input gives
    the same text. Raises KeyFileError when the key is no wallet key of the keyset in force.
    """
    entry = keyset.by_kid.get(key.kid)
    if entry is None or entry.purpose != "wallet" or entry.issuer != record.organisation:
        raise KeyFileError(f"Key {key.kid} is no wallet key of {record.organisation}.")
    reason = entry.reason_against(now)
    if reason is not None:
        raise KeyFileError(f"The wallet key {key.kid} may not sign now ({reason}); renew it.")
    salted = _salts(record, key, holder)
    told = _claims(record, keyset, birthdate)
    disclosures = {name: _disclosure([salted(name), name, value]) for name, value in told.items()}
    results = [
        _disclosure([salted(f"results/{n}"), value]) for n, value in enumerate(_results(record))
    ]
    claims: dict[str, Any] = {
        "iss": keyset.base_url,
        "vct": credential_type(keyset.base_url),
        "iat": int(now.timestamp()),
        "nbf": int(utc(record.issued_at).timestamp()),
        "exp": int(utc(record.expires_at).timestamp()),
        "status": {
            "status_list": {
                "idx": record.status_index,
                "uri": status_address(keyset.base_url, record.status_list),
            }
        },
        "organisation": record.organisation,
        "_sd_alg": HASH,
        "_sd": sorted(digest(one) for one in disclosures.values()),
        "results": [{"...": digest(one)} for one in results],
    }
    if holder is not None:
        claims["cnf"] = {"jwk": dict(holder)}
    signed = sign_jws({"typ": TYPE}, claims, key)
    return "~".join((signed, *disclosures.values(), *results, ""))


def choose(text: str, names: Collection[str]) -> str:
    """The same certificate showing only these claims; "results" stands for all results.

    Raises UnreadableError when the text is no SD-JWT.
    """
    parts = read_sd_jwt(text)
    kept = []
    for one in parts.disclosures:
        value = read_disclosure(one)
        name = value[1] if len(value) == 3 else "results"
        if name in names:
            kept.append(one)
    return "~".join((text.split("~", 1)[0], *kept, ""))


def read_sd_jwt(text: str) -> SdJwt:
    """Take an SD-JWT apart; raises UnreadableError. Nothing is to be believed yet."""
    if len(text) > MAX_TEXT:
        raise UnreadableError("The certificate is too long; ask the holder for it again.")
    signed, *disclosures = text.split("~")
    if not disclosures or len(disclosures) > MAX_DISCLOSURES:
        raise UnreadableError("This is not an SD-JWT; it has parts with ~ between.")
    return SdJwt(read_jws(signed), tuple(disclosures[:-1]), disclosures[-1])


def disclosed(parts: SdJwt) -> dict[str, Any]:
    """The claims with what is disclosed in its place, and nothing of SD-JWT's own machinery.

    Raises UnreadableError for a disclosure that the signed part does not name, or names twice.
    """
    by_digest = {digest(one): read_disclosure(one) for one in parts.disclosures}
    if len(by_digest) != len(parts.disclosures):
        raise UnreadableError("A disclosure is given twice.")
    claims = dict(parts.jws.claims)
    named, listed = claims.pop("_sd", []), claims.get("results", [])
    if claims.pop("_sd_alg", None) != HASH or not _all_texts(named) or not isinstance(listed, list):
        raise UnreadableError("The certificate's disclosures are of another kind.")
    for one in named:
        value = by_digest.pop(one, None)
        if value is not None:
            if len(value) != 3 or value[1] in claims or value[1] not in CLAIMS:
                raise UnreadableError("A disclosure takes a place that is not its own.")
            claims[value[1]] = value[2]
    results = []
    for place in listed:
        value = by_digest.pop(place.get("...", "") if isinstance(place, dict) else "", None)
        if value is not None:
            if len(value) != 2 or not isinstance(value[1], dict):
                raise UnreadableError("A disclosure takes a place that is not its own.")
            results.append(value[1])
    if by_digest:
        raise UnreadableError("A disclosure is not named by the signed part.")
    return {**claims, "results": results}


def read_disclosure(text: str) -> list[Any]:
    """Salt, name and value; or salt and value for a result. Raises UnreadableError."""
    try:
        value = read_json(from_base64url(text))
    except KeysetError as error:
        raise UnreadableError(f"A disclosure is damaged: {error}") from error
    named = isinstance(value, list) and len(value) in (2, 3) and isinstance(value[-2], str)
    if not named or not isinstance(value[0], str):
        raise UnreadableError("A disclosure is not salt, name and value.")
    return list(value)


def _claims(record: CertificateRecord, keyset: Keyset, birthdate: str | None) -> dict[str, Any]:
    assessed_on = record.assessed_on or utc(record.issued_at).date().isoformat()
    told = {
        "name": record.holder_name,
        "competency": record.competency,
        "level": record.level,
        "scheme": record.scheme,
        "scheme_name": record.scheme_name,
        "centre": keyset.centres[record.centre],
        "assessed_on": assessed_on,
        "certificate_id": record.id,
        "seal_digest": record.seal_digest,
        "criteria": record.criteria,
        "birthdate": birthdate or "",
    }
    return {name: value for name, value in told.items() if value}


def _results(record: CertificateRecord) -> list[dict[str, str]]:
    return [
        {
            "criterion": result.criterion,
            "label": result.label,
            "value": value_text(result, record.language),
            "rating": result.rating,
        }
        for result in record.results
    ]


def _salts(
    record: CertificateRecord, key: SigningKey, holder: Mapping[str, str] | None
) -> Callable[[str], str]:
    """Salts from the signing key: nobody else can guess them, and they need not be kept."""
    bound = json.dumps(holder, sort_keys=True) if holder else ""
    secret = key.sign(f"acredita sd-jwt salts\n{record.id}\n{bound}".encode())

    def salt(name: str) -> str:
        full = hmac.digest(secret, name.encode("utf-8"), hashlib.sha256)
        return base64url(full[:_SALT_BYTES])

    return salt


def _disclosure(value: list[Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False).encode("utf-8"))


def _all_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
