"""What crosses between kiosk and server: events, chain, seal, messages, keys.

Imports no other room.
"""

from protocol.bodies import BODIES, Body, BodyError, read_body, write_body
from protocol.chain import ChainError, append, check_link, verify_chain
from protocol.errors import ProtocolError
from protocol.events import (
    GENESIS,
    MAX_EVENT_BYTES,
    Event,
    EventError,
    canonical_bytes,
    decode_event,
    digest_bytes,
    encode_event,
    event_digest,
)
from protocol.messages import FrameError, VersionError
from protocol.seal import (
    Seal,
    SealError,
    SealKey,
    decode_seal,
    encode_seal,
    seal_digest,
    sign_seal,
    verify_seal,
    verify_seal_of,
)
from protocol.times import utc_text

__all__ = [
    "BODIES",
    "GENESIS",
    "MAX_EVENT_BYTES",
    "Body",
    "BodyError",
    "ChainError",
    "Event",
    "EventError",
    "FrameError",
    "ProtocolError",
    "Seal",
    "SealError",
    "SealKey",
    "VersionError",
    "append",
    "canonical_bytes",
    "check_link",
    "decode_event",
    "decode_seal",
    "digest_bytes",
    "encode_event",
    "encode_seal",
    "event_digest",
    "read_body",
    "seal_digest",
    "sign_seal",
    "utc_text",
    "verify_chain",
    "verify_seal",
    "verify_seal_of",
    "write_body",
]
