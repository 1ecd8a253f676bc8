"""The vectors of frames: bytes on the wire, and what a reader must make of them."""

from __future__ import annotations

from typing import Any

import msgspec
from wire_world import STREAM, at, entries, from_kiosk, from_server

from protocol.messages import (
    MAX_CHUNK_BYTES,
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    PREFIX,
    Chunk,
    Entries,
    FromKiosk,
    FromServer,
    Ping,
    encode,
)

PING = encode(Ping(sent_at=at(20)))


def frame_vectors() -> dict[str, Any]:
    """Every frame with its sender and the verdict on it."""
    return {
        "description": (
            "What a reader must make of a frame. `sender` is who sent it; `verdict` is message, "
            "frame_error or version_error; `message` is what it says (binary fields in base64). "
            "`written` is true where a writer of version 1 produces exactly these bytes. A frame "
            "is `hex`, followed by `then.hex` repeated `then.times` times."
        ),
        "version": PREFIX[3],
        "cases": [*_good(), *_tolerated(), *_bad()],
    }


def _good() -> list[dict[str, Any]]:
    kiosk = [_message(name, "kiosk", message) for name, message in from_kiosk().items()]
    server = [_message(name, "server", message) for name, message in from_server().items()]
    return kiosk + server


def _message(name: str, sender: str, message: FromKiosk | FromServer) -> dict[str, Any]:
    return {
        "name": name,
        "sender": sender,
        "hex": encode(message).hex(),
        "verdict": "message",
        "message": msgspec.to_builtins(message),
        "written": True,
    }


def _tolerated() -> list[dict[str, Any]]:
    """Other bytes for a message: fields to come, fields left out, another order, longer forms."""
    ping = {"m": "ping", "sent_at": at(20)}
    others = {
        "a field of a newer version": {**ping, "clock_offset_s": None, "battery": {"left": [80]}},
        "optional fields left out": ping,
        "fields in another order": dict(reversed(list(ping.items()))),
    }
    cases = [
        {
            "name": name, "sender": "kiosk", "hex": _packed(fields), "verdict": "message",
            "message": msgspec.to_builtins(Ping(sent_at=at(20))), "written": False,
        }
        for name, fields in others.items()
    ]  # fmt: skip
    return cases


def _bad() -> list[dict[str, Any]]:
    hello = {"m": "hello", "stream": STREAM, "last_seq": 0, "sent_at": at(10)}
    batch = {"m": "entries", "stream": STREAM, "first_seq": 1}
    entry = ["event", b"{}"]
    manifest = {
        "m": "manifest", "digest": "ab" * 32, "size": 1, "media_type": "image/png",
        "attempt": "0b6e2f6e-3f0e-4c55-9a55-4f1f2f8f3a10", "candidate": "K7F-4Q2",
    }  # fmt: skip
    too_many = Entries(stream=STREAM, first_seq=1, entries=entries()[:1] * (MAX_ENTRIES + 1))
    packed = {
        "no message of this name": {"m": "shout"},
        "no name": {"sent_at": at(20)},
        "a list instead of a map": ["ping", at(20)],
        "a field missing": {"m": "hello", "stream": STREAM, "last_seq": 0},
        "a number below zero": {**hello, "last_seq": -1},
        "a number over 2^62": {**hello, "last_seq": 2**63},
        "a text where a number belongs": {**hello, "last_seq": "1"},
        "a stream id in capitals": {**hello, "stream": "5E" * 16},
        "a stream id with a line end": {**hello, "stream": STREAM + "\n"},
        "a time without its zone": {**hello, "sent_at": "2026-11-22T17:42:10"},
        "a server's message from a kiosk": {"m": "receipt", "stream": STREAM, "upto": 1},
        "no entries": {**batch, "entries": []},
        "an entry number 0": {**batch, "first_seq": 0, "entries": [entry]},
        "an entry that is a text": {**batch, "entries": [["event", "{}"]]},
        "evidence over 4 GiB": {**manifest, "size": 4 * 1024**3 + 1},
        "a media type with a path": {**manifest, "media_type": "../../etc/passwd"},
        "a digest that leads elsewhere": {**manifest, "digest": "../" + "a" * 61},
        "an empty chunk": {"m": "chunk", "digest": "ab" * 32, "offset": 0, "data": b""},
    }
    raw: dict[str, tuple[bytes, bytes, int]] = {
        "nothing": (b"", b"", 0),
        "a prefix alone": (PREFIX, b"", 0),
        "another protocol": (b"GET / HTTP/1.1\r\n\r\n", b"", 0),
        "cut in the middle": (PING[:-9], b"", 0),
        "cut in the prefix": (PING[:3], b"", 0),
        "bytes behind the end": (PING + b"\x00", b"", 0),
        "a byte that msgpack never uses": (PREFIX + b"\xc1", b"", 0),
        "text that is not UTF-8": (
            PREFIX + b"\x82\xa1m\xa4ping\xa7sent_at\xa4\xff\xfe\xff\xff",
            b"",
            0,
        ),
        "a list said to hold 4 billion": (PREFIX + b"\x81\xa1m\xdd\xff\xff\xff\xff", b"", 0),
        "bytes said to be 4 billion": (PREFIX + b"\x81\xa1m\xc6\xff\xff\xff\xff", b"", 0),
        "a map said to hold 4 billion": (PREFIX + b"\xdf\xff\xff\xff\xff", b"", 0),
        "lists in lists": (PREFIX + b"\x82\xa1m\xa4ping\xa1z", b"\x91", 200_000),
        "maps in maps": (PREFIX + b"\x82\xa1m\xa4ping\xa1z", b"\x81\xa1a", 200_000),
        "a frame over the limit": (PREFIX, b"\x00", MAX_FRAME_BYTES),
        "a gzip stream": (bytes.fromhex("1f8b0800000000000203"), b"\x00", 1000),
    }
    cases = [_error(name, _packed(fields)) for name, fields in packed.items()]
    for name, (head, again, times) in raw.items():
        cases.append(_error(name, head.hex()))
        if times:
            cases[-1]["then"] = {"hex": again.hex(), "times": times}
    cases.append(_error("more entries than a frame may hold", encode(too_many).hex()))
    chunk = encode(Chunk(digest="ab" * 32, offset=0, data=b"x" * (MAX_CHUNK_BYTES + 1)))
    head = chunk[: -(MAX_CHUNK_BYTES + 1)]
    large = _error("a chunk over the limit", head.hex())
    large["then"] = {"hex": b"x".hex(), "times": MAX_CHUNK_BYTES + 1}
    cases.append(large)
    for version in (0, 2, 255):
        frame = PING[:3] + bytes([version]) + PING[4:]
        case = _error(f"version {version}", frame.hex())
        cases.append(case | {"verdict": "version_error"})
    return cases


def _error(name: str, frame: str) -> dict[str, Any]:
    return {"name": name, "sender": "kiosk", "hex": frame, "verdict": "frame_error"}


def _packed(fields: object) -> str:
    return (PREFIX + msgspec.msgpack.encode(fields)).hex()
