"""The keyset: what the offline root says about every key, as one signed public JSON document.

It is a controlled identifier document (VC verifiers resolve `verificationMethod` from it), a JWK
Set (`keys`), and our trust list in one. The root's signature is an `eddsa-jcs-2022` proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from certificates import multikey
from certificates.data_integrity import proof_holds
from certificates.errors import KeysetError, RecordError
from certificates.record import utc
from certificates.scheme_title import SchemeTitle, check_titles

Purpose = Literal["certificate", "status", "endorsement", "wallet"]

MAX_KEYSET_BYTES = 4_000_000  # some 5,000 keys: fifty centres, ten schemes, ten years
FORMAT = "acredita-keyset/1"
CONTEXT = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


class KeyEntry(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One public key as a JWK with what the root says about it.

    `issuer` is a code of `issuers` (for an endorsing key, the chamber's); a certificate key is
    for one `centre` and one `scheme`. From `ended_from` on nothing it signs is trusted; what it
    signed before stays good.
    """

    kid: str
    x: str
    public_key_multibase: str
    purpose: Purpose
    issuer: str
    valid_from: str
    valid_until: str
    centre: str | None = None
    scheme: str | None = None
    ended_from: str | None = None
    kty: Literal["OKP", ""] = ""
    crv: Literal["Ed25519", ""] = ""
    alg: Literal["EdDSA", ""] = ""

    @classmethod
    def of(
        cls,
        public_key: bytes,
        *,
        purpose: Purpose,
        issuer: str,
        valid_from: str,
        valid_until: str,
        centre: str | None = None,
        scheme: str | None = None,
        ended_from: str | None = None,
    ) -> KeyEntry:
        """The entry for a public key (32 bytes)."""
        return cls(
            kid=multikey.key_id(public_key),
            x=multikey.base64url(public_key),
            public_key_multibase=multikey.to_multibase(public_key),
            purpose=purpose,
            issuer=issuer,
            centre=centre,
            scheme=scheme,
            valid_from=valid_from,
            valid_until=valid_until,
            ended_from=ended_from,
            kty="OKP",
            crv="Ed25519",
            alg="EdDSA",
        )

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the key."""
        return multikey.from_multibase(self.public_key_multibase)

    def reason_against(self, moment: datetime) -> str | None:
        """Why a signature of that moment is not trusted, as a reason code; None when it is."""
        if not utc(self.valid_from) <= moment <= utc(self.valid_until):
            return "key_not_valid_then"
        if self.ended_from is not None and moment >= utc(self.ended_from):
            return "key_ended"
        return None


class StatusAddresses(msgspec.Struct, frozen=True):
    """Where the three forms of one status list are published."""

    token: str
    revocation: str
    suspension: str


class _Document(msgspec.Struct, frozen=True, rename="camel"):
    format: str
    id: str
    version: int
    issued: str
    valid_until: str
    verifier: str
    keys: tuple[KeyEntry, ...]
    issuers: dict[str, str]
    centres: dict[str, str]
    status_lists: dict[str, StatusAddresses]
    schemes: dict[str, SchemeTitle] = {}  # keysets of before there were titles have none


@dataclass(frozen=True)
class Keyset:
    """A keyset whose signature was checked. `raw` is the document as it is published."""

    raw: bytes
    root: str
    base_url: str
    version: int
    issued_at: datetime
    valid_until: datetime
    keys: tuple[KeyEntry, ...]
    issuers: dict[str, str]
    centres: dict[str, str]
    schemes: dict[str, SchemeTitle]
    status_lists: dict[int, StatusAddresses]

    @property
    def id(self) -> str:
        """The document's address: the issuer's id in every credential."""
        return keyset_address(self.base_url)

    @property
    def verifier(self) -> str:
        """The address every QR starts with, before `#`."""
        return verifier_address(self.base_url)

    @cached_property
    def by_kid(self) -> dict[str, KeyEntry]:
        """Entries by key id."""
        return {entry.kid: entry for entry in self.keys}

    def method(self, entry: KeyEntry) -> str:
        """The verification method that names this key in a proof."""
        if entry.purpose == "endorsement":
            return multikey.did_key_method(entry.public_key)
        return f"{self.id}#{entry.kid}"


def keyset_address(base_url: str) -> str:
    """Where the keyset of a deployment is served."""
    return f"{base_url}/keyset.json"


def verifier_address(base_url: str) -> str:
    """Where the verifier page of a deployment is served."""
    return f"{base_url}/v"


def load_keyset(data: bytes, root: str | None = None) -> Keyset:
    """Check a keyset's signature and consistency.

    `root` is the pinned root key (`z6Mk…`); without it the root the document names is believed,
    which is right only for a document from a hand you trust. Raises KeysetError.
    """
    if len(data) > MAX_KEYSET_BYTES:
        raise KeysetError("The keyset is too large; fetch /keyset.json again from its source.")
    try:
        generic = msgspec.json.decode(data, type=dict[str, Any])
        document = msgspec.convert(generic, _Document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KeysetError(f"This is not a keyset: {error}. Fetch /keyset.json again.") from error
    signer = _root_of(generic)
    if root is not None and signer != root:
        raise KeysetError(
            "The keyset is signed by another root than the pinned one; do not use it."
        )
    if not proof_holds(generic, multikey.from_multibase(signer), "eddsa-jcs-2022"):
        raise KeysetError("The keyset's signature does not hold; fetch it again from its source.")
    return _checked(data, document, generic, signer)


def controller_part(address: str, keys: Sequence[KeyEntry]) -> dict[str, Any]:
    """The part VC verifiers read; endorsing keys are did:key and resolve by themselves."""
    methods = []
    for entry in keys:
        if entry.purpose == "endorsement":
            continue
        method = {
            "id": f"{address}#{entry.kid}",
            "type": "Multikey",
            "controller": address,
            "publicKeyMultibase": entry.public_key_multibase,
            "expires": entry.valid_until,
        }
        if entry.ended_from is not None:
            method["revoked"] = entry.ended_from
        methods.append(method)
    return {
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def status_part(base_url: str, numbers: Sequence[int]) -> dict[str, dict[str, str]]:
    return {
        str(number): {
            "token": f"{base_url}/status/{number}.cwt",
            "revocation": f"{base_url}/status/{number}/revocation.json",
            "suspension": f"{base_url}/status/{number}/suspension.json",
        }
        for number in numbers
    }


def _root_of(document: dict[str, Any]) -> str:
    """The multibase key of the did:key that signed the document."""
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    if not isinstance(method, str) or not method.startswith("did:key:"):
        raise KeysetError("The keyset is not signed by a root key; fetch it again.")
    signer = method.removeprefix("did:key:").split("#")[0]
    if method != multikey.did_key_method(multikey.from_multibase(signer)):
        raise KeysetError("The keyset names its root key in an unknown way; fetch it again.")
    return signer


def _checked(data: bytes, document: _Document, generic: dict[str, Any], signer: str) -> Keyset:
    base_url = document.id.removesuffix("/keyset.json")
    check_base_url(base_url)
    numbers = [int(number) for number in document.status_lists if number.isdecimal()]
    expected: dict[str, Any] = {
        "format": FORMAT,
        "id": keyset_address(base_url),
        "verifier": verifier_address(base_url),
        "statusLists": status_part(base_url, numbers),
        **controller_part(document.id, document.keys),
    }
    for name, value in expected.items():
        if generic.get(name) != value:
            raise KeysetError(f"The keyset contradicts itself in '{name}'; build it again.")
    _check_keys(document)
    try:
        issued_at, valid_until = utc(document.issued), utc(document.valid_until)
    except RecordError as error:
        raise KeysetError(f"The keyset's dates are unreadable: {error}") from error
    return Keyset(
        raw=data,
        root=signer,
        base_url=base_url,
        version=document.version,
        issued_at=issued_at,
        valid_until=valid_until,
        keys=document.keys,
        issuers=document.issuers,
        centres=document.centres,
        schemes=document.schemes,
        status_lists={int(n): a for n, a in document.status_lists.items()},
    )


def _check_keys(document: _Document) -> None:
    check_titles(document.schemes)
    kids: set[str] = set()
    for entry in document.keys:
        public_key = entry.public_key
        told = (entry.kid, entry.x, entry.kty, entry.crv, entry.alg)
        true = (multikey.key_id(public_key), multikey.base64url(public_key))
        if told != (*true, "OKP", "Ed25519", "EdDSA"):
            raise KeysetError(f"Key {entry.kid} contradicts itself; enter it again.")
        if entry.kid in kids:
            raise KeysetError(f"Two keys share the id {entry.kid}; create the newer one again.")
        kids.add(entry.kid)
        if entry.issuer not in document.issuers:
            raise KeysetError(f"Key {entry.kid}: issuer '{entry.issuer}' has no name; add it.")
        if entry.purpose == "certificate" and (entry.centre is None or entry.scheme is None):
            raise KeysetError(f"Key {entry.kid} needs a centre and a scheme.")
        untitled = bool(document.schemes) and entry.scheme not in document.schemes
        if entry.purpose == "certificate" and untitled:
            raise KeysetError(
                f"Key {entry.kid}: scheme '{entry.scheme}' has no title; the server's request "
                "brings it (acredita keys request)."
            )
        if entry.centre is not None and entry.centre not in document.centres:
            raise KeysetError(f"Key {entry.kid}: centre '{entry.centre}' has no name; add it.")
        try:
            entry.reason_against(utc(entry.valid_from))
        except RecordError as error:
            raise KeysetError(f"Key {entry.kid}: {error}") from error


def check_base_url(base_url: str) -> None:
    parts = urlsplit(base_url)
    if parts.scheme not in ("https", "http") or not parts.netloc or base_url.endswith("/"):
        raise KeysetError(f"'{base_url}' is no base address; write https://certificates.example.")
    if parts.path or parts.query or parts.fragment:
        raise KeysetError(f"'{base_url}' must be a host only; the page lives at its /v.")
