"""The status list the Open Badge points to: W3C BitstringStatusListCredentials, one per purpose.

VC Bitstring Status List 1.0: gzip, base64url with multibase 'u', first place is the highest bit.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import msgspec

from certificates.contexts import CREDENTIALS_V2
from certificates.data_integrity import add_proof
from certificates.errors import KeysetError, RecordError, StatusListError
from certificates.keys import SigningKey
from certificates.multikey import base64url, from_base64url
from certificates.record import stamp, utc
from certificates.status_token import LIST_SIZE

ListPurpose = Literal["revocation", "suspension"]

_RAW_BYTES = LIST_SIZE // 8
_GZIP_WINDOW = 31  # zlib: expect a gzip header


class _Subject(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    id: str
    type: Literal["BitstringStatusList"]
    status_purpose: ListPurpose
    encoded_list: str


class StatusCredential(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """The exact shape of a status list credential; anything more or less is not ours."""

    context: tuple[str, ...] = msgspec.field(name="@context")
    id: str
    type: tuple[str, ...]
    issuer: str
    valid_from: str
    valid_until: str
    credential_subject: _Subject
    proof: dict[str, str]

    @property
    def purpose(self) -> ListPurpose:
        """What a set bit means."""
        return self.credential_subject.status_purpose

    def dates(self) -> tuple[datetime, datetime]:
        """Time of issue and expiry; raises StatusListError."""
        try:
            return utc(self.valid_from), utc(self.valid_until)
        except RecordError as error:
            raise StatusListError(f"The status list's dates are unreadable: {error}") from error

    def raw(self) -> bytes:
        """The uncompressed list; raises StatusListError, never inflates beyond its size."""
        text = self.credential_subject.encoded_list
        try:
            packed = from_base64url(text[1:]) if text.startswith("u") else b""
            inflater = zlib.decompressobj(_GZIP_WINDOW)
            raw = inflater.decompress(packed, _RAW_BYTES + 1)
        except (KeysetError, zlib.error) as error:
            raise StatusListError("The status list does not decompress; fetch it again.") from error
        if len(raw) != _RAW_BYTES or not inflater.eof or inflater.unused_data:
            raise StatusListError(f"The status list must have {LIST_SIZE} places; fetch it again.")
        return raw


def is_set(raw: bytes, index: int) -> bool:
    """Whether the bit of a place is set."""
    return bool(raw[index // 8] >> (7 - index % 8) & 1)


def sign_status_credential(
    address: str,
    purpose: ListPurpose,
    places: Collection[int],
    key: SigningKey,
    *,
    issuer: str,
    method: str,
    issued_at: datetime,
    valid_until: datetime,
) -> dict[str, Any]:
    """The signed list, with the bits of `places` set, as it is published at `address`."""
    raw = bytearray(_RAW_BYTES)
    for index in places:
        raw[index // 8] |= 1 << (7 - index % 8)
    credential = {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(issued_at),
        "validUntil": stamp(valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": "u" + base64url(gzip.compress(bytes(raw), 9, mtime=0)),
        },
    }
    return add_proof(
        credential,
        key,
        suite="eddsa-rdfc-2022",
        verification_method=method,
        created=stamp(issued_at),
    )


def read_status_credential(document: object) -> StatusCredential:
    """The typed credential; raises StatusListError for any other document."""
    try:
        credential = msgspec.convert(document, StatusCredential)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise StatusListError(f"This is not a status list credential: {error}.") from error
    if credential.context != (CREDENTIALS_V2,):
        raise StatusListError("The status list is of another context; fetch it again.")
    if credential.type != ("VerifiableCredential", "BitstringStatusListCredential"):
        raise StatusListError("The status list is of another type; fetch it again.")
    return credential
