"""Building a keyset: what the root signs, and the next version of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from certificates import multikey
from certificates.data_integrity import add_proof
from certificates.keys import Signer
from certificates.keyset import (
    CONTEXT,
    FORMAT,
    KeyEntry,
    Keyset,
    check_base_url,
    controller_part,
    keyset_address,
    load_keyset,
    status_part,
    verifier_address,
)
from certificates.record import stamp
from certificates.scheme_title import SchemeTitle


class KeysetContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a keyset says: `base_url` like https://certificates.example, names by short code.

    `version` grows by one each time; verifiers keep the highest they have seen. `schemes` are the
    titles by the schemes' codes: all that the certificate keys are for, or none.
    """

    base_url: str
    version: int
    issued_at: str
    valid_until: str
    keys: Sequence[KeyEntry]
    issuers: dict[str, str]
    centres: dict[str, str] = {}
    schemes: dict[str, SchemeTitle] = {}
    status_lists: Sequence[int] = (1,)


def build_keyset(root: Signer, content: KeysetContent) -> bytes:
    """The signed document, ready to serve; raises KeysetError when it contradicts itself."""
    check_base_url(content.base_url)
    address = keyset_address(content.base_url)
    document: dict[str, Any] = {
        "@context": list(CONTEXT),
        "format": FORMAT,
        "id": address,
        "version": content.version,
        "issued": content.issued_at,
        "validUntil": content.valid_until,
        "verifier": verifier_address(content.base_url),
        **controller_part(address, content.keys),
        "keys": msgspec.to_builtins(content.keys),
        "issuers": content.issuers,
        "centres": content.centres,
        **({"schemes": msgspec.to_builtins(content.schemes)} if content.schemes else {}),
        "statusLists": status_part(content.base_url, content.status_lists),
    }
    signed = add_proof(
        document,
        root,
        suite="eddsa-jcs-2022",
        verification_method=multikey.did_key_method(root.public_key),
        created=content.issued_at,
    )
    data = msgspec.json.format(msgspec.json.encode(signed)) + b"\n"
    load_keyset(data, root.multibase)
    return data


def next_content(keyset: Keyset, *, issued_at: datetime, valid_until: datetime) -> KeysetContent:
    """The content to change (`msgspec.structs.replace`) and sign as the keyset's next version."""
    return KeysetContent(
        base_url=keyset.base_url,
        version=keyset.version + 1,
        issued_at=stamp(issued_at),
        valid_until=stamp(valid_until),
        keys=keyset.keys,
        issuers=keyset.issuers,
        centres=keyset.centres,
        schemes=keyset.schemes,
        status_lists=tuple(keyset.status_lists),
    )
