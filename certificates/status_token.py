"""The status list the QR form points to: a Token Status List as a signed CWT, two bits a place.

draft-ietf-oauth-status-list: media type application/statuslist+cwt, claims sub, exp, iat, ttl and
status_list {bits, lst}; the list is zlib-compressed, lowest bits of a byte first.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from certificates import cbor, cose
from certificates.errors import StatusListError, UnreadableError
from certificates.keys import SigningKey
from certificates.record import State

LIST_SIZE: Final = 131_072  # places a list has: the least that hides one certificate in a crowd
MAX_TOKEN_BYTES: Final = 65_536  # an incompressible list is 32 KiB
CONTENT_TYPE: Final = "application/statuslist+cwt"

_SUBJECT, _EXPIRES, _ISSUED, _STATUS_LIST, _TTL = 2, 4, 6, 65533, 65534
_BITS, _PER_BYTE, _RAW_BYTES = 2, 4, LIST_SIZE // 4
_CODES = {State.VALID: 0, State.WITHDRAWN: 1, State.SUSPENDED: 2}
_STATES = {code: state for state, code in _CODES.items()}


def pack(statuses: Mapping[int, State]) -> bytes:
    """The uncompressed list; places not named are valid. Raises StatusListError."""
    raw = bytearray(_RAW_BYTES)
    for index, state in statuses.items():
        if not 0 <= index < LIST_SIZE or state not in _CODES:
            raise StatusListError(
                f"Place {index}: '{state}' cannot be published; use valid, suspended or withdrawn "
                f"and a place below {LIST_SIZE}."
            )
        raw[index // _PER_BYTE] |= _CODES[state] << (_BITS * (index % _PER_BYTE))
    return bytes(raw)


def state_at(raw: bytes, index: int) -> State | None:
    """What the list says about a place; None for the one code that has no meaning here."""
    code = raw[index // _PER_BYTE] >> (_BITS * (index % _PER_BYTE)) & 0b11
    return _STATES.get(code)


def sign_token(
    address: str, raw: bytes, key: SigningKey, *, issued_at: datetime, lifetime: timedelta
) -> bytes:
    """The signed list as it is published at `address`."""
    issued = int(issued_at.timestamp())
    seconds = int(lifetime.total_seconds())
    claims = {
        _SUBJECT: address,
        _EXPIRES: issued + seconds,
        _ISSUED: issued,
        _TTL: seconds // 2,
        _STATUS_LIST: {"bits": _BITS, "lst": zlib.compress(raw, 9)},
    }
    return cose.sign(cbor.encode(claims), key, CONTENT_TYPE)


def read_token(payload: bytes) -> tuple[str, datetime, datetime, bytes]:
    """Address, time of issue, expiry and uncompressed list of a signed payload.

    Raises StatusListError when it is not a list of this kind; never inflates beyond its size.
    """
    claims = cbor.decode(payload)
    body = claims.get(_STATUS_LIST) if isinstance(claims, dict) else None
    if not isinstance(claims, dict) or not isinstance(body, dict) or body.get("bits") != _BITS:
        raise StatusListError("This is not a two-bit status list; fetch the list again.")
    address, packed = claims.get(_SUBJECT), body.get("lst")
    issued, expires = claims.get(_ISSUED), claims.get(_EXPIRES)
    if not isinstance(address, str) or not isinstance(packed, bytes):
        raise StatusListError("The status list lacks its address or its list; fetch it again.")
    if not isinstance(issued, int) or not isinstance(expires, int) or not 0 <= issued <= expires:
        raise StatusListError("The status list lacks its dates; fetch it again.")
    return address, _moment(issued), _moment(expires), _inflate(packed)


def _inflate(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(packed, _RAW_BYTES + 1)
    except zlib.error as error:
        raise StatusListError("The status list does not decompress; fetch it again.") from error
    if len(raw) != _RAW_BYTES or not inflater.eof or inflater.unused_data:
        raise StatusListError(f"The status list must have {LIST_SIZE} places; fetch it again.")
    return raw


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise UnreadableError("The status list has an impossible date; fetch it again.") from error
