"""An event: one entry of an attempt's log, and the bytes it is hashed and sent as."""

import hashlib
from typing import Annotated

import msgspec

from protocol.bodies import Digest, read_body
from protocol.errors import ProtocolError
from protocol.times import TIME_PATTERN

GENESIS = "0" * 64
"""What the first event of an attempt names as its predecessor."""

MAX_EVENT_BYTES = 256 * 1024
"""Largest event that travels; pictures and clips are evidence, not events."""

AttemptId = Annotated[
    str,
    msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z"),
]


class EventError(ProtocolError):
    """Bytes that are no event, or an event that cannot be written."""


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that happened in an attempt.

    `n` counts from 0 without gaps, `prev` is the digest of event n-1 (GENESIS for the first), `at`
    is the kiosk's clock. Order is by `n`, never by time.
    """

    attempt: AttemptId
    n: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    at: Annotated[str, msgspec.Meta(pattern=TIME_PATTERN)]
    kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+(\.[a-z_]+)+\Z", max_length=64)]
    body: dict[str, object]
    prev: Digest


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Event)


def canonical_bytes(value: object) -> bytes:
    """Encode as JSON with sorted keys and no spaces: the same value gives the same bytes."""
    return _encoder.encode(value)


def digest_bytes(data: bytes) -> str:
    """Lower-case hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def event_digest(event: Event) -> str:
    """Digest of an event: SHA-256 of its canonical bytes."""
    return digest_bytes(canonical_bytes(event))


def encode_event(event: Event) -> bytes:
    """Canonical bytes of an event, checked to be ones that `decode_event` accepts.

    Raises EventError, so that a mistake shows on the kiosk and not at the server.
    """
    try:
        data = canonical_bytes(event)
    except (TypeError, RecursionError) as problem:
        raise EventError(f"event {event.kind!r} cannot be written: {problem}") from problem
    decode_event(data)
    return data


def decode_event(data: bytes) -> Event:
    """Read an event from its canonical bytes, strictly.

    Raises EventError for too many bytes, other JSON, or JSON that is not canonical (then the
    digest of the bytes would not be the digest of the event), and BodyError for a known kind
    with a wrong body.
    """
    if len(data) > MAX_EVENT_BYTES:
        raise EventError(
            f"event of {len(data)} bytes is over the limit of {MAX_EVENT_BYTES}; "
            "keep pictures and tracks as evidence and name their digest"
        )
    try:
        event = _decoder.decode(data)
        canonical = canonical_bytes(event)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise EventError(f"not an event: {problem}; write events with encode_event") from problem
    if canonical != data:
        raise EventError("event is not in canonical form; write events with encode_event")
    read_body(event.kind, event.body)
    return event
