"""What kiosk and server say to each other: one tagged msgpack union each way, strictly decoded.

A message is one ZeroMQ frame: four bytes (``ACR`` and the version) and a msgpack map whose key
``m`` names the message. Sequence numbers count a stream's entries from 1; 0 means "none yet".
"""

from typing import Annotated, TypeVar

import msgspec

from protocol.bodies import Code, Digest, MediaType, Name, Short
from protocol.errors import ProtocolError
from protocol.events import AttemptId
from protocol.times import TIME_PATTERN

VERSION = 1
PREFIX = b"ACR" + bytes([VERSION])

MAX_CHUNK_BYTES = 1024 * 1024
MAX_FRAME_BYTES = MAX_CHUNK_BYTES + 64 * 1024
"""Nothing larger is read from a socket: the connection that sends it is dropped."""
MAX_ENTRIES = 64
"""Entries a frame when a backlog drains; live entries travel alone."""
MAX_ENTRIES_BYTES = 64 * 1024
"""A frame is closed before its bodies pass this, unless one entry alone does: several frames of
each kiosk wait in the intake's memory."""
MAX_EVENTS_FRAME_BYTES = 512 * 1024
"""Limit of a frame on the events socket."""
MAX_PAIRING_FRAME_BYTES = 4 * 1024
MAX_EVIDENCE_BYTES = 4 * 1024**3
MAX_OFFERS = 512
"""Documents a catalogue names."""
MAX_PULLED_BYTES = 4 * 1024 * 1024
"""Largest document or file a kiosk pulls."""
MAX_PART_BYTES = 64 * 1024
"""Small, because answers that a kiosk does not read wait in the server's memory."""
MAX_ASKING_FRAME_BYTES = 4 * 1024
"""Limit of a frame that a kiosk sends on the pulls socket."""

Sequence = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
StreamId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Time = Annotated[str, msgspec.Meta(pattern=TIME_PATTERN)]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
HexKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Text = Annotated[str, msgspec.Meta(max_length=1000)]


class FrameError(ProtocolError):
    """Bytes from the wire that are no message of this protocol."""


class VersionError(FrameError):
    """A message of another version of this protocol."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="m", tag=str.lower):
    """Base of all messages. Fields unknown to the reader are passed over, so that they can grow."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One journal entry: kind "event" or "seal", and its canonical bytes."""

    kind: Annotated[str, msgspec.Meta(max_length=32)]
    body: bytes


# --- events: kiosk to server -------------------------------------------------------------------


class Hello(Message, frozen=True, kw_only=True):
    """First on every connection: my stream, how far it goes, and my clock against yours."""

    stream: StreamId
    last_seq: Sequence
    sent_at: Time
    software: Annotated[str, msgspec.Meta(max_length=64)] = ""
    clock_offset_s: float | None = None


class Entries(Message, frozen=True, kw_only=True):
    """Entries `first_seq`, `first_seq` + 1, … of a stream."""

    stream: StreamId
    first_seq: Annotated[int, msgspec.Meta(ge=1, le=2**62)]
    entries: Annotated[list[Entry], msgspec.Meta(min_length=1, max_length=MAX_ENTRIES)]


class Ping(Message, frozen=True, kw_only=True):
    """Are you there? Also measures the clocks' offset (server minus kiosk, seconds)."""

    sent_at: Time
    clock_offset_s: float | None = None


# --- events: server to kiosk -------------------------------------------------------------------


class Welcome(Message, frozen=True, kw_only=True):
    """I have your stream up to `have_seq`; go on from there.

    `have_digest` is the digest of that entry's bytes: a kiosk that finds another entry there was
    restored or cloned, and opens a new stream. `pulls_port` is where the server can be asked for
    packs (None: it does not say), for kiosks paired before there was such a port.
    """

    stream: StreamId
    have_seq: Sequence
    have_digest: Digest | None
    sent_at: Time
    received_at: Time
    pulls_port: Port | None = None


class Receipt(Message, frozen=True, kw_only=True):
    """Everything up to `upto` is stored: the server has committed it."""

    stream: StreamId
    upto: Sequence


class Conflict(Message, frozen=True, kw_only=True):
    """Entry `seq` came again with other bytes. Both are kept; a person has to look."""

    stream: StreamId
    seq: Sequence
    stored_digest: Digest
    sent_digest: Digest


class Quarantined(Message, frozen=True, kw_only=True):
    """Entry `seq` could not be read: it is kept aside with the reason, the queue goes on."""

    stream: StreamId
    seq: Sequence
    reason: Text


class Pong(Message, frozen=True, kw_only=True):
    """Answer to Ping, with its `sent_at` and the server's time."""

    sent_at: Time
    received_at: Time


class Refused(Message, frozen=True, kw_only=True):
    """No, why not, and what to do. `code` is for programs, `remedy` for people."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+\Z", max_length=40)]
    problem: Text
    remedy: Text
    about: Text | None = None


# --- evidence ----------------------------------------------------------------------------------


class Manifest(Message, frozen=True, kw_only=True):
    """I want to send this evidence; how much of it have you? `size` in bytes."""

    digest: Digest
    size: Annotated[int, msgspec.Meta(ge=0, le=MAX_EVIDENCE_BYTES)]
    media_type: MediaType
    attempt: AttemptId
    candidate: Code


class Have(Message, frozen=True, kw_only=True):
    """Everything before `offset` (bytes) is stored; up to `credits` chunks may be under way."""

    digest: Digest
    offset: Annotated[int, msgspec.Meta(ge=0, le=MAX_EVIDENCE_BYTES)]
    credits: Annotated[int, msgspec.Meta(ge=1, le=64)]


class Chunk(Message, frozen=True, kw_only=True):
    """The bytes from `offset` on, at most MAX_CHUNK_BYTES."""

    digest: Digest
    offset: Annotated[int, msgspec.Meta(ge=0, le=MAX_EVIDENCE_BYTES)]
    data: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_CHUNK_BYTES)]


class Stored(Message, frozen=True, kw_only=True):
    """The evidence is whole, its digest is true, and it is committed: the receipt for evidence."""

    digest: Digest
    attempt: AttemptId


# --- pairing -----------------------------------------------------------------------------------


class Pair(Message, frozen=True, kw_only=True):
    """Enrol me: the one-time code, my name, my seal key and a signature that I hold it.

    The CURVE key to enrol is the one this connection is authenticated with.
    """

    code: Code
    kiosk_name: Name
    seal_key: HexKey
    proof: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}\Z")]


class Paired(Message, frozen=True, kw_only=True):
    """Enrolled: who you are, and where to send events and evidence."""

    kiosk: Short
    kiosk_name: Name
    centre: Short
    events_port: Port
    evidence_port: Port
    pulls_port: Port | None = None


# --- pulls -------------------------------------------------------------------------------------


class Ask(Message, frozen=True, kw_only=True):
    """What should I have? `have` is the digest of the catalogue I hold, None without one."""

    have: Digest | None = None


class Unchanged(Message, frozen=True, kw_only=True):
    """You have it all: the catalogue with this digest is the newest."""

    digest: Digest


class Offer(msgspec.Struct, frozen=True, array_like=True):
    """One document to have: what it is, its name (packs only), digest and size of its bytes."""

    kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+\Z", max_length=32)]
    name: Annotated[str, msgspec.Meta(pattern=r"^([a-z0-9_]+/[a-z0-9_]+)?\Z", max_length=128)]
    digest: Digest
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_PULLED_BYTES)]


class Catalogue(Message, frozen=True, kw_only=True):
    """Everything you should have; kinds you do not know you may leave alone."""

    digest: Digest
    offers: Annotated[list[Offer], msgspec.Meta(max_length=MAX_OFFERS)]


class Fetch(Message, frozen=True, kw_only=True):
    """Send me the bytes with this digest from `offset` on."""

    digest: Digest
    offset: Annotated[int, msgspec.Meta(ge=0, le=MAX_PULLED_BYTES)]


class Part(Message, frozen=True, kw_only=True):
    """Bytes from `offset` on, of `size` in all; ask again for the rest."""

    digest: Digest
    offset: Annotated[int, msgspec.Meta(ge=0, le=MAX_PULLED_BYTES)]
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_PULLED_BYTES)]
    data: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_PART_BYTES)]


FromKiosk = Hello | Entries | Ping | Manifest | Chunk | Pair | Ask | Fetch
FromServer = (
    Welcome
    | Receipt
    | Conflict
    | Quarantined
    | Pong
    | Refused
    | Have
    | Stored
    | Paired
    | Unchanged
    | Catalogue
    | Part
)

_M = TypeVar("_M")

_encoder = msgspec.msgpack.Encoder()
_from_kiosk: msgspec.msgpack.Decoder[FromKiosk] = msgspec.msgpack.Decoder(FromKiosk)
_from_server: msgspec.msgpack.Decoder[FromServer] = msgspec.msgpack.Decoder(FromServer)


def encode(message: FromKiosk | FromServer) -> bytes:
    """Write a message as one frame."""
    return PREFIX + _encoder.encode(message)


def decode_from_kiosk(frame: bytes | memoryview) -> FromKiosk:
    """Read a frame on the server. Raises FrameError or VersionError, and nothing else."""
    return _decode(_from_kiosk, frame)


def decode_from_server(frame: bytes | memoryview) -> FromServer:
    """Read a frame on the kiosk. Raises FrameError or VersionError, and nothing else."""
    return _decode(_from_server, frame)


def _decode(decoder: msgspec.msgpack.Decoder[_M], frame: bytes | memoryview) -> _M:
    view = memoryview(frame)
    if len(view) > MAX_FRAME_BYTES:
        raise FrameError(f"frame of {len(view)} bytes is over {MAX_FRAME_BYTES}; send less at once")
    if bytes(view[:3]) != PREFIX[:3] or len(view) < len(PREFIX):
        raise FrameError("not a message of this protocol; check address and port")
    if view[3] != VERSION:
        raise VersionError(
            f"message has version {view[3]}, this side speaks {VERSION}; install the same release"
        )
    try:
        return decoder.decode(view[4:])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise FrameError(
            f"message cannot be read: {problem}; install the same release"
        ) from problem
