"""The key ceremony: what a server asks the offline root for, and the next keyset it signs.

A request carries public keys only, each with a signature that proves its private half is there. It
travels to the root's machine on a stick, and the signed keyset travels back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from certificates import multikey
from certificates.data_integrity import canonical_json
from certificates.errors import KeysetError, UnreadableError
from certificates.keys import Signer, signature_holds
from certificates.keyset import KeyEntry, Keyset
from certificates.keyset_build import KeysetContent, build_keyset, next_content
from certificates.record import stamp, utc
from certificates.scheme_title import SchemeTitle, with_titles

FORMAT = "acredita-key-request/1"
MAX_REQUEST_BYTES = 1_000_000
_CONTEXT = b"acredita key request\0"  # a possession proof is good for nothing else
_Names = dict[str, Annotated[str, msgspec.Meta(min_length=1, max_length=200)]]


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entry: KeyEntry
    possession: str


class KeyRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keys the root is asked to put into the keyset, and the names of those they are for.

    `schemes` are the titles of the schemes that the keys are for.
    """

    format: str
    base_url: str
    keys: Annotated[tuple[_Asked, ...], msgspec.Meta(min_length=1, max_length=1000)]
    issuers: _Names
    centres: _Names
    schemes: dict[str, SchemeTitle] = {}

    @property
    def entries(self) -> tuple[KeyEntry, ...]:
        """What is asked for, key by key."""
        return tuple(one.entry for one in self.keys)


def write_request(
    base_url: str,
    keys: Iterable[tuple[Signer, KeyEntry]],
    issuers: dict[str, str],
    centres: dict[str, str],
    schemes: dict[str, SchemeTitle] | None = None,
) -> bytes:
    """The request as a file; every key proves that its private half is at hand."""
    asked = tuple(
        _Asked(entry=entry, possession=multikey.base64url(key.sign(_claim(base_url, entry))))
        for key, entry in keys
    )
    request = KeyRequest(
        format=FORMAT,
        base_url=base_url,
        keys=asked,
        issuers=issuers,
        centres=centres,
        schemes=schemes or {},
    )
    return msgspec.json.format(msgspec.json.encode(request)) + b"\n"


def read_request(data: bytes) -> KeyRequest:
    """A checked request; raises KeysetError when it is damaged or a key proves nothing."""
    if len(data) > MAX_REQUEST_BYTES:
        raise KeysetError("The key request is too large; make a new one on the server.")
    try:
        request = msgspec.json.decode(data, type=KeyRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KeysetError(f"This is no key request: {error}. Make a new one.") from error
    if request.format != FORMAT:
        raise KeysetError("The key request is of another version; make it with this one.")
    for one in request.keys:
        claim = _claim(request.base_url, one.entry)
        signature = multikey.from_base64url(one.possession)
        if not signature_holds(one.entry.public_key, signature, claim):
            raise KeysetError(
                f"Key {one.entry.kid} of the request does not prove its private half; the request "
                "was changed on its way, or made wrongly. Make a new one."
            )
    return request


def sign_first(
    root: Signer, requests: Sequence[KeyRequest], *, now: datetime, lifetime: timedelta
) -> bytes:
    """Version 1 of a keyset, from the requests alone; raises KeysetError."""
    if not requests:
        raise KeysetError("A first keyset needs a request; make one on the server.")
    content = KeysetContent(
        base_url=requests[0].base_url,
        version=1,
        issued_at=stamp(now),
        valid_until=stamp(now + lifetime),
        keys=(),
        issuers={},
    )
    return build_keyset(root, _with(content, requests))


def sign_next(
    root: Signer,
    keyset: Keyset,
    requests: Sequence[KeyRequest] = (),
    *,
    now: datetime,
    lifetime: timedelta,
    take_over: bool = False,
) -> bytes:
    """The next version: what there was, the requested keys, and a new term; raises KeysetError.

    `take_over`: the keyset may be of another root, lost, stolen or of a server's first hour.
    """
    if not take_over:
        _require(root, keyset)
    content = next_content(keyset, issued_at=now, valid_until=now + lifetime)
    return build_keyset(root, _with(content, requests))


def end_key(
    root: Signer, keyset: Keyset, kid: str, *, ended_from: datetime, now: datetime
) -> bytes:
    """The next version, in which nothing is trusted that `kid` signs from a moment on.

    An earlier end is never moved later. Raises KeysetError.
    """
    _require(root, keyset)
    entry = keyset.by_kid.get(kid)
    if entry is None:
        raise KeysetError(f"The keyset has no key {kid}; `acredita keys show` lists them.")
    if entry.ended_from is not None and utc(entry.ended_from) <= ended_from:
        raise KeysetError(f"Key {kid} is ended from {entry.ended_from} already; that stands.")
    ended = msgspec.structs.replace(entry, ended_from=stamp(ended_from))
    keys = tuple(ended if one.kid == kid else one for one in keyset.keys)
    content = next_content(keyset, issued_at=now, valid_until=keyset.valid_until)
    return build_keyset(root, msgspec.structs.replace(content, keys=keys))


def _with(content: KeysetContent, requests: Sequence[KeyRequest]) -> KeysetContent:
    keys, issuers, centres = list(content.keys), dict(content.issuers), dict(content.centres)
    schemes = content.schemes
    for request in requests:
        if request.base_url != content.base_url:
            raise KeysetError(
                f"The request is for {request.base_url}, the keyset for {content.base_url}."
            )
        for known, asked in ((issuers, request.issuers), (centres, request.centres)):
            for code, name in asked.items():
                if known.setdefault(code, name) != name:
                    raise KeysetError(
                        f"'{code}' is {known[code]} in the keyset, and {name} in the request: a "
                        "code keeps its name, which certificates bear; choose another code."
                    )
        schemes = with_titles(schemes, request.schemes)
        keys += request.entries
    return msgspec.structs.replace(
        content, keys=keys, issuers=issuers, centres=centres, schemes=schemes
    )


def _require(root: Signer, keyset: Keyset) -> None:
    if root.multibase != keyset.root:
        raise KeysetError(f"The keyset is of another root ({keyset.root}); use that one.")


def _claim(base_url: str, entry: KeyEntry) -> bytes:
    try:
        told = canonical_json({"base_url": base_url, "entry": msgspec.to_builtins(entry)})
    except UnreadableError as error:
        raise KeysetError(f"Key {entry.kid} of the request is unreadable: {error}") from error
    return _CONTEXT + told
