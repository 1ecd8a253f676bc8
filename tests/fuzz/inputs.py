"""Inputs for fuzzing: sound messages of every kind, and what becomes of them when they are mutated.

Everything comes from one `random.Random`, so that a seed repeats an input.
"""

import hashlib
import os
import random
import uuid
from collections.abc import Callable, Sequence

import msgspec

from protocol import (
    SealKey,
    append,
    canonical_bytes,
    decode_event,
    decode_seal,
    encode_seal,
    event_digest,
    sign_seal,
)
from protocol.curve import CurveKeys
from protocol.messages import (
    PREFIX,
    Chunk,
    Conflict,
    Entries,
    Entry,
    Have,
    Hello,
    Manifest,
    Pair,
    Paired,
    Ping,
    Pong,
    Quarantined,
    Receipt,
    Refused,
    Stored,
    Welcome,
    decode_from_kiosk,
    decode_from_server,
    encode,
)

NOW, STREAM, DIGEST = "2026-11-22T17:42:04.123Z", "0f" * 16, "ab" * 32
PICTURE = b"picture" * 40
STARTED: dict[str, object] = {
    "scenario": "tourism/table_setting",
    "version": "1.0.0",
    "pack_digest": DIGEST,
    "candidate": "K7F-4Q2",
    "centre": "zacatecoluca",
    "kiosk": "front desk",
    "language": "es",
    "trainer": None,
    "model_digests": {},
    "input": "rendered",
    "judged": True,
}

PARSERS: tuple[Callable[[bytes], object], ...] = (
    decode_from_kiosk,
    decode_from_server,
    decode_event,
    decode_seal,
)


def attempt(key: SealKey, events: int = 4) -> list[Entry]:
    """A whole, sound attempt: its events and its seal."""
    name, last, made = str(uuid.uuid4()), None, []
    for n in range(events):
        kind, body = ("attempt.started", STARTED) if n == 0 else ("step.started", {"step": str(n)})
        last = append(last, attempt=name, kind=kind, body=body, at=NOW)
        made.append(Entry("event", canonical_bytes(last)))
    seal = sign_seal(name, events, event_digest(last), key)
    return [*made, Entry("seal", encode_seal(seal))]


def from_kiosk(key: SealKey) -> list[bytes]:
    """Sound frames of every kind that a kiosk sends."""
    picture = hashlib.sha256(PICTURE).hexdigest()
    curve = CurveKeys.generate()
    named = str(uuid.uuid4())
    return [
        encode(message)
        for message in (
            Hello(stream=STREAM, last_seq=7, sent_at=NOW, clock_offset_s=0.5),
            Entries(stream=STREAM, first_seq=1, entries=attempt(key)),
            Entries(stream=STREAM, first_seq=3, entries=attempt(key, 2)),
            Ping(sent_at=NOW),
            Manifest(
                digest=picture,
                size=len(PICTURE),
                media_type="image/png",
                attempt=named,
                candidate="K7F-4Q2",
            ),
            Chunk(digest=picture, offset=0, data=PICTURE),
            Chunk(digest=picture, offset=7, data=PICTURE[7:]),
            Pair(code="x", kiosk_name="k", seal_key=key.public, proof=key.prove("x", curve.public)),
        )
    ]


def from_server() -> list[bytes]:
    """Sound frames of every kind that a server sends."""
    return [
        encode(message)
        for message in (
            Welcome(stream=STREAM, have_seq=3, have_digest=DIGEST, sent_at=NOW, received_at=NOW),
            Receipt(stream=STREAM, upto=3),
            Conflict(stream=STREAM, seq=3, stored_digest=DIGEST, sent_digest=DIGEST),
            Quarantined(stream=STREAM, seq=3, reason="no"),
            Pong(sent_at=NOW, received_at=NOW),
            Refused(code="no", problem="no", remedy="yes"),
            Have(digest=DIGEST, offset=0, credits=4),
            Stored(digest=DIGEST, attempt=str(uuid.uuid4())),
            Paired(
                kiosk="k", kiosk_name="k", centre="c", events_port=1, evidence_port=2, pulls_port=3
            ),
        )
    ]


def corpus(key: SealKey) -> list[bytes]:
    """Sound inputs for all parsers."""
    bodies = [entry.body for entry in attempt(key)]
    return [*from_kiosk(key), *from_server(), *bodies]


def mutate(chance: random.Random, sound: Sequence[bytes]) -> bytes:
    """A sound input, damaged in one of many ways; sometimes mere noise."""
    data = bytearray(chance.choice(sound))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        data = chance.choice(_MUTATIONS)(chance, data, sound)
    return bytes(data)


def _flip(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _cut(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    return data[: chance.randrange(len(data) + 1)]


def _insert(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 2, 4, 64))) + data[at:]


def _repeat(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[at:end] * chance.choice((1, 3)) + data[end:]


def _splice(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    other = chance.choice(sound)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _swap(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    """Another value for a field of a sound message: forged numbers, other types, deep nesting."""
    try:
        fields = msgspec.msgpack.decode(bytes(data[len(PREFIX) :]))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return data
    if not isinstance(fields, dict) or not fields:
        return data
    fields[chance.choice(sorted(fields, key=str))] = chance.choice(_STRANGE)
    return bytearray(PREFIX + msgspec.msgpack.encode(fields))


def _nest(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    """Arrays in arrays: small on the wire, deep in memory."""
    return bytearray(PREFIX + b"\x91" * chance.choice((10, 3_000)) + b"\xc0")


def _announce(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    """A few bytes that announce four thousand million items."""
    return bytearray(PREFIX + chance.choice((b"\xdf", b"\xdd", b"\xdb", b"\xc6")) + b"\xff" * 4)


def _noise(chance: random.Random, data: bytearray, sound: Sequence[bytes]) -> bytearray:
    return bytearray(chance.randbytes(chance.choice((0, 1, 4, 40, 400))))


_STRANGE: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    2**62,
    2**63,
    2**64 - 1,
    1.5,
    float("nan"),
    "",
    "x" * 5_000,
    "\x00",
    "ñ" * 16,
    b"",
    b"\xff" * 100,
    [],
    [[]] * 3,
    {},
    {"m": "hello"},
    STREAM,
    DIGEST,
    NOW,
)
_MUTATIONS = (_flip, _flip, _cut, _insert, _repeat, _splice, _swap, _swap, _nest, _announce, _noise)


def fresh_seed() -> int:
    """A seed nobody chose."""
    return int.from_bytes(os.urandom(4), "big")
