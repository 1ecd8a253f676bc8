"""OpenID for Verifiable Credential Issuance 1.0, the pure part: what is offered, and key proofs.

Only the pre-authorised code is offered: the holder is at the counter, or was there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from certificates.errors import UnreadableError
from certificates.jose import PROOF_ALGORITHMS, jws_holds, public_jwk, read_jws
from certificates.keyset import Keyset
from certificates.multikey import base64url
from certificates.open_badge import CONTEXT, TYPES
from certificates.sd_jwt import CLAIMS, credential_type
from certificates.words import CLAIM_NAMES, LOCALES, TITLE

SD_JWT, BADGE = "competence_sd_jwt", "competence_badge"
PRE_AUTHORIZED: Final = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
TX_CODE_DIGITS = 6
PROOF_TYPE = "openid4vci-proof+jwt"
PROOF_AGE = timedelta(minutes=5)


class ProofError(UnreadableError):
    """A key proof that proves nothing; `code` is the protocol's error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def issuer_metadata(keyset: Keyset, organisation: str) -> dict[str, Any]:
    """What stands at /.well-known/openid-credential-issuer."""
    base = keyset.base_url
    shown = [
        {"name": TITLE[language], "locale": _locale(language), "background_color": "#17365D"}
        for language in LOCALES
    ]
    claims = [{"path": [name], "display": _claim_names(name)} for name in CLAIMS]
    claims.append({"path": ["results", None], "display": _claim_names("results")})
    return {
        "credential_issuer": base,
        "credential_endpoint": f"{base}/wallet/credential",
        "nonce_endpoint": f"{base}/wallet/nonce",
        "display": [{"name": keyset.issuers[organisation]}],
        "credential_configurations_supported": {
            SD_JWT: {
                "format": "dc+sd-jwt",
                "vct": credential_type(base),
                "cryptographic_binding_methods_supported": ["jwk"],
                "credential_signing_alg_values_supported": ["EdDSA"],
                "proof_types_supported": {
                    "jwt": {"proof_signing_alg_values_supported": list(PROOF_ALGORITHMS)}
                },
                "credential_metadata": {"display": shown, "claims": claims},
            },
            BADGE: {
                "format": "ldp_vc",
                "credential_definition": {"@context": list(CONTEXT), "type": list(TYPES)},
                "credential_signing_alg_values_supported": ["eddsa-rdfc-2022"],
                "credential_metadata": {"display": shown},
            },
        },
    }


def authorization_metadata(base_url: str) -> dict[str, Any]:
    """What stands at /.well-known/oauth-authorization-server."""
    return {
        "issuer": base_url,
        "token_endpoint": f"{base_url}/wallet/token",
        "grant_types_supported": [PRE_AUTHORIZED],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["none"],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def type_metadata(keyset: Keyset) -> dict[str, Any]:
    """What stands at the credential type's own address (SD-JWT VC type metadata)."""
    return {
        "vct": credential_type(keyset.base_url),
        "name": TITLE["en"],
        "display": [{"locale": _locale(one), "name": TITLE[one]} for one in LOCALES],
        "claims": [{"path": [name], "sd": "always"} for name in CLAIMS],
    }


def jwt_issuer(keyset: Keyset) -> dict[str, Any]:
    """What stands at /.well-known/jwt-vc-issuer: the wallet keys and those of the status lists."""
    keys = [
        {"kty": one.kty, "crv": one.crv, "x": one.x, "kid": one.kid, "alg": one.alg, "use": "sig"}
        for one in keyset.keys
        if one.purpose in ("wallet", "status")
    ]
    return {"issuer": keyset.base_url, "jwks": {"keys": keys}}


def offer_link(base_url: str, code: str) -> str:
    """What the QR of an offer opens in a wallet; `code` is secret until it is used or too old."""
    offer = {
        "credential_issuer": base_url,
        "credential_configuration_ids": [SD_JWT, BADGE],
        "grants": {
            PRE_AUTHORIZED: {
                "pre-authorized_code": code,
                "tx_code": {"input_mode": "numeric", "length": TX_CODE_DIGITS},
            }
        },
    }
    text = json.dumps(offer, separators=(",", ":"))
    return f"openid-credential-offer://?credential_offer={quote(text, safe='')}"


def proven_key(
    proof: str, *, issuer: str, client: str, now: datetime
) -> tuple[dict[str, str], str]:
    """The holder's public key and the nonce of a key proof whose signature holds.

    `client` is the client_id the wallet gave with its code, empty for none. Raises ProofError.
    """
    try:
        jws = read_jws(proof)
        jwk = jws.header.get("jwk")
        if set(jws.header) - {"alg", "typ", "jwk"} or not isinstance(jwk, Mapping):
            raise ProofError("invalid_proof", "The proof's header must hold alg, typ and jwk only.")
        if jws.header.get("typ") != PROOF_TYPE or not jws_holds(jws, jwk):
            raise ProofError("invalid_proof", "The proof is not signed with the key it names.")
        key = public_jwk(jwk)
    except ProofError:
        raise
    except UnreadableError as error:
        raise ProofError("invalid_proof", f"The proof cannot be read: {error}") from error
    if jws.claims.get("aud") != issuer:
        raise ProofError("invalid_proof", "The proof is for another issuer.")
    if jws.claims.get("iss", client) != client:
        raise ProofError("invalid_proof", "The proof is of another wallet than the code.")
    if not is_recent(jws.claims.get("iat"), now):
        raise ProofError("invalid_proof", "The proof is not of now: check the phone's clock.")
    nonce = jws.claims.get("nonce")
    if not isinstance(nonce, str):
        raise ProofError("invalid_nonce", "The proof has no nonce: ask /wallet/nonce for one.")
    return key, nonce


def is_recent(iat: object, now: datetime) -> bool:
    """Whether a moment of signing lies within PROOF_AGE of now."""
    return type(iat) is int and abs(iat - now.timestamp()) <= PROOF_AGE.total_seconds()


def new_code(random: bytes) -> str:
    """A code from 32 random bytes."""
    return base64url(random)


def _locale(language: str) -> str:
    return LOCALES[language].replace("_", "-")


def _claim_names(name: str) -> list[dict[str, str]]:
    return [
        {"name": CLAIM_NAMES[name][language], "locale": _locale(language)} for language in LOCALES
    ]
