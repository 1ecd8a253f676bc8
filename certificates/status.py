"""Valid, suspended or withdrawn: finding a place in a list, and publishing whole lists.

Lists are always published and fetched whole, with random places, so that nobody learns which
certificate is looked up or how many there are.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from certificates.errors import StatusListError
from certificates.keys import SigningKey
from certificates.keyset import Keyset
from certificates.multikey import base64url
from certificates.record import State
from certificates.status_credential import ListPurpose, sign_status_credential
from certificates.status_lookup import BUNDLE_FORMAT
from certificates.status_token import pack, sign_token

_PLACES = 65_536


@dataclass(frozen=True)
class PublishedLists:
    """The three signed forms of one list, and all of them in one file."""

    number: int
    token: bytes
    revocation: dict[str, Any]
    suspension: dict[str, Any]

    def bundle(self) -> bytes:
        """One JSON file with every form: what is handed around as status-list.json."""
        content = {
            "format": BUNDLE_FORMAT,
            "token": base64url(self.token),
            "credentials": [self.revocation, self.suspension],
        }
        return msgspec.json.format(msgspec.json.encode(content)) + b"\n"

    def files(self) -> dict[str, bytes]:
        """What the server delivers, by path."""
        return {
            f"/status/{self.number}.cwt": self.token,
            f"/status/{self.number}.json": self.bundle(),
            f"/status/{self.number}/revocation.json": msgspec.json.encode(self.revocation),
            f"/status/{self.number}/suspension.json": msgspec.json.encode(self.suspension),
        }


def allocate_index(taken: Collection[int]) -> int:
    """A random free place of a list; raises StatusListError when the list is full.

    Places stay below 65,536, so that they take three bytes in a QR; only half of those are given
    out, so that a place says nothing about order.
    """
    used = set(taken)
    if len(used) >= _PLACES // 2:
        raise StatusListError("The status list is full; add the next list to the keyset.")
    while True:
        index = secrets.randbelow(_PLACES)
        if index not in used:
            return index


def publish_lists(
    number: int,
    statuses: Mapping[int, State],
    key: SigningKey,
    keyset: Keyset,
    *,
    now: datetime,
    lifetime: timedelta = timedelta(days=7),
) -> PublishedLists:
    """Sign the list `number` in its three forms; places not in `statuses` are valid.

    Raises StatusListError when the keyset knows no such list or the key is not its status key.
    """
    addresses = keyset.status_lists.get(number)
    entry = keyset.by_kid.get(key.kid)
    if addresses is None:
        raise StatusListError(f"The keyset has no status list {number}; add it and sign again.")
    if entry is None or entry.purpose != "status":
        raise StatusListError(f"Key {key.kid} is no status key of the keyset; use one that is.")
    if entry.reason_against(now) is not None:
        raise StatusListError(f"Key {key.kid} is not in force now; make a new status key.")
    moment = now.astimezone(UTC).replace(microsecond=0)
    token = sign_token(addresses.token, pack(statuses), key, issued_at=moment, lifetime=lifetime)

    def credential(address: str, purpose: ListPurpose, *states: State) -> dict[str, Any]:
        return sign_status_credential(
            address,
            purpose,
            [index for index, told in statuses.items() if told in states],
            key,
            issuer=keyset.id,
            method=keyset.method(entry),
            issued_at=moment,
            valid_until=moment + lifetime,
        )

    return PublishedLists(
        number=number,
        token=token,
        revocation=credential(addresses.revocation, "revocation", State.WITHDRAWN),
        # an Open Badge has one status entry, so its list marks all that is not to be accepted
        suspension=credential(addresses.suspension, "suspension", State.SUSPENDED, State.WITHDRAWN),
    )
