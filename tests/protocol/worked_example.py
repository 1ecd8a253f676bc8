"""The worked example of docs/protocol.md: a kiosk's first minute, byte by byte."""

from __future__ import annotations

import re

from wire_world import KEY, attempt, from_kiosk, from_server, seal

from protocol import encode_event, encode_seal, event_digest, seal_digest
from protocol.messages import FromKiosk, FromServer, encode

BLOCK = re.compile(r"(<!-- example: [a-z ]+ -->\n)```text\n.*?```\n", re.DOTALL)
_BYTES_A_LINE = 16


def with_example(document: str) -> str:
    """The document with its example blocks written anew."""
    blocks = {"frames": frames_example(), "chain": chain_example()}

    def fill(found: re.Match[str]) -> str:
        name = re.search(r"example: ([a-z ]+) -->", found[1])
        assert name is not None
        return f"{found[1]}```text\n{blocks[name[1]]}```\n"

    return BLOCK.sub(fill, document)


def frames_example() -> str:
    """Hello, welcome, one entry, its receipt; then a picture."""
    kiosk, server = from_kiosk(), from_server()
    talk: list[tuple[str, FromKiosk | FromServer]] = [
        ("kiosk → server, events socket", kiosk["hello"]),
        ("server → kiosk", server["welcome to a new stream"]),
        ("kiosk → server: entry 1, the event of the chain below", kiosk["entries"]),
        (
            "server → kiosk, when entries 2 to 5 came the same way: stored up to 5",
            server["receipt"],
        ),
        ("kiosk → server, evidence socket", kiosk["manifest"]),
        ("server → kiosk: the first 6 bytes are here", server["have"]),
        ("kiosk → server, pulls socket", kiosk["ask again"]),
        ("server → kiosk", server["unchanged"]),
    ]
    return "\n".join(f"{who}\n{_dump(encode(message))}" for who, message in talk)


def chain_example() -> str:
    """The first two events, their digests, and the seal."""
    first, second = attempt()[:2]
    closing = seal()
    return (
        f"event 0\n{encode_event(first).decode()}\nSHA-256 {event_digest(first)}\n\n"
        f"event 1 (its prev is that digest)\n{encode_event(second).decode()}\n"
        f"SHA-256 {event_digest(second)}\n\n"
        f"seal of all four, by the key with the seed {'03' * 32}\n"
        f"public key {KEY.public}\n{encode_seal(closing).decode()}\n"
        f"SHA-256 {seal_digest(closing)}\n"
    )


def _dump(data: bytes) -> str:
    lines = []
    for start in range(0, len(data), _BYTES_A_LINE):
        part = data[start : start + _BYTES_A_LINE]
        seen = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"  {part.hex(' '):<{3 * _BYTES_A_LINE}} {seen}")
    return "\n".join(lines) + "\n"
