"""Signed JSON for wallets: compact JWS (RFC 7515), with the algorithms pinned here.

Our own signatures are Ed25519 (`EdDSA`); wallets prove their keys with `EdDSA` or `ES256`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certificates.errors import KeysetError, UnreadableError
from certificates.keys import SigningKey, signature_holds
from certificates.multikey import base64url, from_base64url

PROOF_ALGORITHMS: Final = ("ES256", "EdDSA")
MAX_JWS_BYTES: Final = 32_768
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True)
class Jws:
    """A compact JWS taken apart; nothing in it is to be believed before `jws_holds` says so."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def sign_jws(header: Mapping[str, Any], claims: Mapping[str, Any], key: SigningKey) -> str:
    """A compact JWS by one of our keys; `alg` and `kid` are added to the header."""
    whole = {"alg": "EdDSA", "kid": key.kid, **header}
    text = f"{_part(whole)}.{_part(claims)}"
    return f"{text}.{base64url(key.sign(text.encode('ascii')))}"


def read_jws(text: str) -> Jws:
    """Take a compact JWS apart; raises UnreadableError for anything else."""
    if len(text) > MAX_JWS_BYTES:
        raise UnreadableError("The signed text is too long for what it should be.")
    parts = text.split(".")
    if len(parts) != 3:
        raise UnreadableError("This is not a signed JWT; it has three parts with dots between.")
    try:
        header, claims = (_object(from_base64url(part)) for part in parts[:2])
        signature = from_base64url(parts[2])
    except KeysetError as error:
        raise UnreadableError(f"This is not a signed JWT: {error}") from error
    return Jws(header, claims, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def jws_holds(jws: Jws, jwk: Mapping[str, Any]) -> bool:
    """Whether it is signed with this public JWK by the algorithm that its kind of key has.

    Raises UnreadableError for a key of another kind, and for one that gives its private half away.
    """
    algorithm = _algorithm(jwk)
    if jws.header.get("alg") != algorithm:
        return False
    if algorithm == "EdDSA":
        return signature_holds(_coordinate(jwk, "x"), jws.signature, jws.signed)
    if len(jws.signature) != 64:
        return False
    r, s = (int.from_bytes(half) for half in (jws.signature[:32], jws.signature[32:]))
    try:
        _p256(jwk).verify(encode_dss_signature(r, s), jws.signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def public_jwk(jwk: Mapping[str, Any]) -> dict[str, str]:
    """The members of a holder's key that say which key it is; raises as `jws_holds`."""
    if _algorithm(jwk) == "EdDSA":
        _coordinate(jwk, "x")
        return {"kty": "OKP", "crv": "Ed25519", "x": jwk["x"]}
    _p256(jwk)
    return {"kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"]}


def ed25519_jwk(public_key: bytes) -> dict[str, str]:
    """A public key of ours."""
    return {"kty": "OKP", "crv": "Ed25519", "x": base64url(public_key)}


def digest(text: str) -> str:
    """Base64url of the SHA-256 of an ASCII text, as SD-JWT and PKCE write it."""
    return base64url(hashlib.sha256(text.encode("ascii")).digest())


def _algorithm(jwk: Mapping[str, Any]) -> str:
    if _PRIVATE_MEMBERS & set(jwk):
        raise UnreadableError("The key came with its private half: make another, and keep it.")
    kind = jwk.get("kty"), jwk.get("crv")
    if kind == ("OKP", "Ed25519"):
        return "EdDSA"
    if kind == ("EC", "P-256"):
        return "ES256"
    raise UnreadableError("The key must be Ed25519 or P-256.")


def _p256(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_coordinate(jwk, name)) for name in ("x", "y"))
    try:
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError as error:
        raise UnreadableError("The key is not a point of P-256.") from error


def _coordinate(jwk: Mapping[str, Any], name: str) -> bytes:
    text = jwk.get(name)
    try:
        value = from_base64url(text) if isinstance(text, str) and len(text) < 64 else b""
    except KeysetError as error:
        raise UnreadableError("The key's numbers are not base64url.") from error
    if len(value) != 32:
        raise UnreadableError("The key's numbers must have 32 bytes.")
    return value


def _part(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _object(data: bytes) -> dict[str, Any]:
    value = read_json(data)
    if not isinstance(value, dict):
        raise UnreadableError("This is not a signed JWT; its parts are JSON objects.")
    return value


def read_json(data: bytes) -> Any:
    """JSON in which no name stands twice: two readers could believe different values."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise ValueError("a name is given twice")
        return made

    def no_constant(name: str) -> None:
        raise ValueError(f"{name} is not JSON")

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"This is not JSON: {error}.") from error
