"""Looking one place up: checked status lists of any form, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from certificates import cose
from certificates.data_integrity import proof_holds
from certificates.errors import CertificateError, StatusListError
from certificates.keyset import KeyEntry, Keyset
from certificates.multikey import from_base64url
from certificates.record import State
from certificates.status_credential import (
    ListPurpose,
    StatusCredential,
    is_set,
    read_status_credential,
)
from certificates.status_token import (
    CONTENT_TYPE,
    LIST_SIZE,
    MAX_TOKEN_BYTES,
    read_token,
    state_at,
)

MAX_STATUS_BYTES = 262_144
CLOCK_SKEW = timedelta(minutes=5)
BUNDLE_FORMAT = "acredita-status/1"


class Answer(msgspec.Struct, frozen=True):
    """What the lists say about a place: a state, or the reason why there is none."""

    state: State | None
    reason: str
    checked_at: datetime | None = None


@dataclass(frozen=True)
class _Published:
    """One list whose signature was checked. `revocation` is None for the two-bit form."""

    number: int
    purpose: ListPurpose | None
    issued_at: datetime
    expires_at: datetime
    raw: bytes

    def state(self, index: int) -> State | None:
        if self.purpose is None:
            return state_at(self.raw, index)
        if not is_set(self.raw, index):
            return State.VALID
        return State.WITHDRAWN if self.purpose == "revocation" else State.SUSPENDED


class _Bundle(msgspec.Struct, frozen=True):
    format: str
    token: str
    credentials: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(max_length=2)]


@dataclass(frozen=True)
class StatusLists:
    """Checked status lists, the newest of each kind."""

    lists: tuple[_Published, ...]

    def look_up(self, number: int, index: int, now: datetime) -> Answer:
        """The state of a place.

        Withdrawn is final, so even an outdated list is believed when it says so. Anything else
        needs a list that is in date and, from the one-bit forms, both purposes.
        """
        known = [one for one in self.lists if one.number == number]
        if not known:
            return Answer(None, "status_missing")
        if index >= LIST_SIZE:
            return Answer(None, "status_place_unknown")
        latest, begun = now + CLOCK_SKEW, False
        fresh: list[tuple[State | None, _Published]] = []
        for one in known:
            state = one.state(index)
            if state is State.WITHDRAWN:
                return Answer(state, "withdrawn", one.issued_at)
            if one.issued_at <= latest:
                begun = True
                if now <= one.expires_at:
                    fresh.append((state, one))
        if not begun:
            return Answer(None, "clock_behind")
        if not fresh:
            return Answer(None, "status_stale", max(one.issued_at for one in known))
        return _conclude(fresh)


def _conclude(fresh: list[tuple[State | None, _Published]]) -> Answer:
    states = [state for state, _ in fresh]
    purposes = {one.purpose for _, one in fresh}
    oldest = min([one.issued_at for _, one in fresh])
    if State.SUSPENDED in states:
        return Answer(State.SUSPENDED, "suspended", oldest)
    if None in states:
        return Answer(None, "status_place_unknown", oldest)
    if None not in purposes and purposes != {"revocation", "suspension"}:
        return Answer(None, "status_incomplete", oldest)
    return Answer(State.VALID, "ok", oldest)


def load_status(blobs: Iterable[bytes], keyset: Keyset) -> StatusLists:
    """Check lists of any form (token, credential, bundle) against the keyset; newest of each win.

    Raises StatusListError for one that is damaged, forged, or of another deployment.
    """
    newest: dict[tuple[int, ListPurpose | None], _Published] = {}
    for blob in blobs:
        for one in _read(blob, keyset):
            before = newest.get((one.number, one.purpose))
            if before is None or before.issued_at < one.issued_at:
                newest[one.number, one.purpose] = one
    return StatusLists(tuple(newest.values()))


def _read(blob: bytes, keyset: Keyset) -> list[_Published]:
    if len(blob) > MAX_STATUS_BYTES:
        raise StatusListError("The status list is too large; fetch it again.")
    if not blob.lstrip().startswith(b"{"):
        return [_read_token(blob, keyset)]
    try:
        document = msgspec.json.decode(blob, type=dict[str, Any])
        if document.get("format") != BUNDLE_FORMAT:
            return [_read_credential(document, keyset)]
        bundle = msgspec.convert(document, _Bundle)
        token = from_base64url(bundle.token)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, CertificateError) as error:
        raise StatusListError(f"The status list is unreadable: {error} Fetch it again.") from error
    return [_read_token(token, keyset), *(_read_credential(c, keyset) for c in bundle.credentials)]


def _read_token(blob: bytes, keyset: Keyset) -> _Published:
    try:
        signed = cose.read(blob, MAX_TOKEN_BYTES)
        if signed.type != CONTENT_TYPE:
            raise StatusListError("This is signed, but not a status list; fetch the list again.")
        entry = _status_key(signed.kid, keyset)
        if not signed.holds(entry.public_key):
            raise StatusListError("The status list's signature does not hold; fetch it again.")
        address, issued_at, expires_at, raw = read_token(signed.payload)
    except CertificateError as error:
        raise StatusListError(f"The status list cannot be used: {error}") from error
    _check_key(entry, issued_at)
    for number, addresses in keyset.status_lists.items():
        if addresses.token == address:
            return _Published(number, None, issued_at, expires_at, raw)
    raise StatusListError(f"'{address}' is no status list of the keyset; fetch the newest keyset.")


def _read_credential(document: dict[str, Any], keyset: Keyset) -> _Published:
    credential = read_status_credential(document)
    method = credential.proof.get("verificationMethod", "")
    entry = _status_key(method.removeprefix(f"{keyset.id}#"), keyset)
    if credential.issuer != keyset.id or method != keyset.method(entry):
        raise StatusListError("The status list is of another issuer; fetch it again.")
    if not proof_holds(document, entry.public_key, "eddsa-rdfc-2022"):
        raise StatusListError("The status list's signature does not hold; fetch it again.")
    issued_at, expires_at = credential.dates()
    _check_key(entry, issued_at)
    number = _number_of(credential, keyset)
    return _Published(number, credential.purpose, issued_at, expires_at, credential.raw())


def _number_of(credential: StatusCredential, keyset: Keyset) -> int:
    for number, addresses in keyset.status_lists.items():
        if getattr(addresses, credential.purpose) == credential.id:
            return number
    raise StatusListError(f"'{credential.id}' is no status list of the keyset; fetch the newest.")


def _status_key(kid: str, keyset: Keyset) -> KeyEntry:
    entry = keyset.by_kid.get(kid)
    if entry is None or entry.purpose != "status":
        raise StatusListError(f"'{kid[:40]}' is no status key of the keyset; fetch the newest.")
    return entry


def _check_key(entry: KeyEntry, issued_at: datetime) -> None:
    if entry.reason_against(issued_at) is not None:
        raise StatusListError(f"The status key {entry.kid} was not in force; fetch the list again.")
