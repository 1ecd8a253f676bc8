"""OpenID for Verifiable Presentations 1.0, the pure part: asking a wallet, and judging its answer.

An employer asks for one certificate and names the claims; the wallet's owner agrees or does not.
The request is signed with the document key, whose certificate names who asks (x509_hash).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.document_key import DocumentKey
from certificates.errors import KeyFileError, UnreadableError
from certificates.jose import PROOF_ALGORITHMS, digest, jws_holds, read_json, read_jws
from certificates.keyset import Keyset
from certificates.multikey import base64url
from certificates.sd_jwt import credential_type
from certificates.statement import RefusalError
from certificates.verify_sd_jwt import Shown, read_shown
from certificates.wallet_issuing import is_recent

QUERY = "certificate"  # our name for the one credential asked for
ALWAYS: Final = ("name", "competency", "scheme")
CHOICES: Final = ("level", "centre", "assessed_on", "certificate_id", "results")
MAX_ANSWER = 65_536


class AnswerError(UnreadableError):
    """A wallet's answer that proves nothing; the message says why."""


def client_id(key: DocumentKey) -> str:
    """Who asks: the hash of the certificate that signs the request."""
    der = key.certificate.public_bytes(Encoding.DER)
    return f"x509_hash:{base64url(hashlib.sha256(der).digest())}"


def build_request(
    key: DocumentKey,
    keyset: Keyset,
    *,
    claims: Sequence[str],
    nonce: str,
    state: str,
    response_uri: str,
    now: datetime,
) -> str:
    """The signed request object; raises KeyFileError when the key is not P-256."""
    private = key.private
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise KeyFileError("Wallets are asked with a P-256 key; the document key is no such key.")
    chain = [
        base64.b64encode(one.public_bytes(Encoding.DER)).decode("ascii")
        for one in (key.certificate, *key.chain)
    ]
    request = {
        "response_type": "vp_token",
        "response_mode": "direct_post",
        "client_id": client_id(key),
        "response_uri": response_uri,
        "nonce": nonce,
        "state": state,
        "aud": "https://self-issued.me/v2",
        "iat": int(now.timestamp()),
        "dcql_query": _query(keyset, claims),
        "client_metadata": {
            "client_name": keyset.base_url,
            "vp_formats_supported": {
                "dc+sd-jwt": {
                    "sd-jwt_alg_values": ["EdDSA"],
                    "kb-jwt_alg_values": list(PROOF_ALGORITHMS),
                }
            },
        },
    }
    header = {"alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": chain}
    text = ".".join(
        base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, request)
    )
    r, s = decode_dss_signature(private.sign(text.encode("ascii"), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def read_answer(
    vp_token: str, keyset: Keyset, *, client: str, nonce: str, now: datetime
) -> tuple[str, Shown]:
    """The certificate's text as it was shown, and what it states.

    The certificate's signature, every disclosure, and the holder's proof for this very request must
    hold; whether it is valid today is for the verifier page to say. Raises AnswerError.
    """
    try:
        answer = read_json(vp_token.encode("utf-8")) if len(vp_token) <= MAX_ANSWER else None
        given = answer.get(QUERY) if isinstance(answer, dict) and len(answer) == 1 else None
        if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], str):
            raise AnswerError("The answer must hold the one certificate that was asked for.")
        shown = read_shown(given[0], keyset)
        text = given[0].rpartition("~")[0] + "~"
        _check_holder(shown, text, client=client, nonce=nonce, now=now)
    except AnswerError:
        raise
    except (UnreadableError, RefusalError, UnicodeEncodeError) as error:
        raise AnswerError(f"The answer cannot be believed: {error}") from error
    missing = [name for name in ALWAYS[:2] if name not in shown.claims]
    if missing:
        raise AnswerError(f"The answer does not show {', '.join(missing)}.")
    return text, shown


def _check_holder(shown: Shown, text: str, *, client: str, nonce: str, now: datetime) -> None:
    """The key-binding JWT: signed by the holder's key, for this request, over this text, now."""
    bound = shown.claims.get("cnf")
    jwk = bound.get("jwk") if isinstance(bound, dict) else None
    if not isinstance(jwk, Mapping) or not shown.parts.key_binding:
        raise AnswerError("The certificate is not bound to a key: take it into the wallet again.")
    proof = read_jws(shown.parts.key_binding)
    if proof.header.get("typ") != "kb+jwt" or not jws_holds(proof, jwk):
        raise AnswerError("The answer is not signed with the holder's key.")
    told = {name: proof.claims.get(name) for name in ("aud", "nonce", "sd_hash")}
    if told != {"aud": client, "nonce": nonce, "sd_hash": digest(text)}:
        raise AnswerError("The answer is for another request, or for another certificate.")
    if not is_recent(proof.claims.get("iat"), now):
        raise AnswerError("The answer is not of now: check the phone's clock.")


def _query(keyset: Keyset, claims: Sequence[str]) -> dict[str, Any]:
    names = [*ALWAYS, *(name for name in CHOICES if name in claims)]
    paths = [["results", None] if name == "results" else [name] for name in names]
    return {
        "credentials": [
            {
                "id": QUERY,
                "format": "dc+sd-jwt",
                "meta": {"vct_values": [credential_type(keyset.base_url)]},
                "claims": [{"path": path} for path in paths],
            }
        ]
    }
