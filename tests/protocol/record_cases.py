"""The vectors of what is kept: events, chains, seals, and the documents that kiosks pull."""

from __future__ import annotations

from typing import Any

import msgspec
from wire_world import (
    CODE,
    CURVE_PUBLIC,
    DOCUMENTS,
    KEY,
    OFFERS,
    SEED,
    attempt,
    seal,
)

from protocol import (
    Event,
    Seal,
    SealKey,
    encode_event,
    encode_seal,
    event_digest,
    seal_digest,
    sign_seal,
)
from protocol.events import MAX_EVENT_BYTES, canonical_bytes, digest_bytes
from protocol.pulls import catalogue_digest, write_document


def event_vectors() -> dict[str, Any]:
    """Bytes of events, and what a reader must make of them."""
    return {
        "description": (
            "What a reader must make of an event's bytes (`hex`, UTF-8 JSON; then `then.hex` "
            "repeated before `end.hex`). `verdict` is event, event_error or body_error; `digest` "
            "is SHA-256 of the bytes. Bytes that are not canonical are an event_error."
        ),
        "cases": [*_events(), *_not_events()],
    }


def chain_vectors() -> dict[str, Any]:
    """Attempts with their seals, and what a verifier must say of them."""
    return {
        "description": (
            "What a verifier must say of an attempt: `events` and `seal` are hex of their bytes. "
            "`verdict` is sound, chain_error (`at` is the first event that does not fit) or "
            "seal_error. `enrolled` is the seal key the server knows for the kiosk."
        ),
        "seal_key_seed": SEED,
        "enrolled": KEY.public,
        "pairing": {
            "code": CODE, "curve_key": CURVE_PUBLIC, "proof": KEY.prove(CODE, CURVE_PUBLIC),
        },
        "cases": _chains(),
    }  # fmt: skip


def pull_vectors() -> dict[str, Any]:
    """Documents that kiosks pull, and the catalogue over them."""
    return {
        "description": (
            "Documents as a server writes them, with the digests of their bytes, and the catalogue "
            "over them."
        ),
        "documents": [
            {
                "kind": kind,
                "hex": write_document(one).hex(),
                "digest": digest_bytes(write_document(one)),
                "document": msgspec.to_builtins(one),
            }
            for kind, one in DOCUMENTS.items()
        ],
        "catalogue": {
            "offers": msgspec.to_builtins(OFFERS),
            "digest": catalogue_digest(OFFERS),
        },
    }


def _events() -> list[dict[str, Any]]:
    odd = _changed(
        attempt()[1],
        kind="pulse.measured",
        body={
            "b": [1, -2, 0.5, 1e15, 1e16, 1e-5, 1e-6, -0.0, 1.25e-10, 1e100, None, True],
            "a": {"ñ": 'quote " and \\ and \n', "Z": "é€😀"},
        },
    )
    named = {event.kind: event for event in attempt()} | {"a kind this version does not know": odd}
    return [
        {
            "name": name,
            "hex": encode_event(event).hex(),
            "verdict": "event",
            "digest": event_digest(event),
            "event": msgspec.to_builtins(event),
        }
        for name, event in named.items()
    ]


def _not_events() -> list[dict[str, Any]]:
    data = encode_event(attempt()[1])
    n = b'"n":1'
    spoilt = {
        "a space behind": data + b" ",
        "a space inside": data.replace(n, b'"n": 1'),
        "a key twice": data.replace(n, b'"n":1,"n":1'),
        "keys not sorted": data.replace(
            b'"language":"es","text_digest":"' + b"ab" * 32 + b'"',
            b'"text_digest":"' + b"ab" * 32 + b'","language":"es"',
        ),
        "a number written otherwise": data.replace(n, b'"n":1.0'),
        "a letter written as an escape": data.replace(b'"es"', b'"\\u0065s"'),
        "an unknown field": data.replace(b'"attempt"', b'"a":1,"attempt"'),
        "no field prev": data.replace(b',"prev":"' + attempt()[1].prev.encode() + b'"', b""),
        "a byte order mark": b"\xef\xbb\xbf" + data,
        "not UTF-8": data.replace(b'"es"', b'"\xff\xfe"'),
        "not JSON": b"{]",
        "nothing": b"",
        "n below zero": data.replace(n, b'"n":-1'),
        "a kind in capitals": data.replace(b"consent.given", b"Consent.Given"),
        "an attempt that is no UUID": data.replace(b"0b6e2f6e", b"../etc/x"),
        "infinity": data.replace(n, b'"n":1e999'),
    }
    cases = [{"name": k, "hex": v.hex(), "verdict": "event_error"} for k, v in spoilt.items()]
    head, end = data.split(b'"es"')
    for name, opening, times in (
        ("lists in lists", b"[", 50_000),
        ("objects in objects", b'{"a":', 50_000),
        ("over the limit", b" ", MAX_EVENT_BYTES),
    ):
        cases.append({
            "name": name, "hex": head.hex(), "verdict": "event_error",
            "then": {"hex": opening.hex(), "times": times}, "end": {"hex": end.hex()},
        })  # fmt: skip
    incomplete = canonical_bytes(_changed(attempt()[1], body={"language": "es"}))
    cases.append(
        {"name": "a known kind without a field", "hex": incomplete.hex(), "verdict": "body_error"}
    )
    return cases


def _chains() -> list[dict[str, Any]]:
    events, whole = attempt(), seal()
    altered = [*events[:1], _changed(events[1], at="2026-11-22T17:42:06.000Z"), *events[2:]]
    last = [*events[:3], _changed(events[3], at="2026-11-22T17:42:08.000Z")]
    stranger = SealKey.from_hex("04" * 32)
    other = "1c6e2f6e-3f0e-4c55-9a55-4f1f2f8f3a10"
    head = event_digest(events[-1])
    return [
        _chain("whole and sealed", events, whole, "sound"),
        _chain("open, without a seal", events[:2], None, "sound"),
        _chain("an event missing", [*events[:1], *events[2:]], whole, "chain_error", 1),
        _chain("an event altered", altered, whole, "chain_error", 2),
        _chain("two events exchanged", [events[0], events[2], events[1], events[3]], whole,
               "chain_error", 1),
        _chain("an event twice", [*events[:2], *events[1:]], whole, "chain_error", 2),
        _chain("the beginning missing", events[1:], whole, "chain_error", 0),
        _chain("the end missing", events[:3], whole, "chain_error", 3),
        _chain("the last event altered after sealing", last, whole, "chain_error", 3),
        _chain("an event of another attempt", [*events[:3], _changed(events[3], attempt=other)],
               whole, "chain_error", 3),
        _chain("no events", [], whole, "chain_error", 0),
        _chain("sealed by another key", events,
               sign_seal(events[0].attempt, 4, head, stranger), "seal_error"),
        _chain("a signature for another count", events, _seal(whole, count=5), "seal_error"),
        _chain("a signature of zeros", events, _seal(whole, signature="00" * 64), "seal_error"),
        _chain("another key named than signed", events, _seal(whole, kiosk=stranger.public),
               "seal_error"),
        _chain("the seal of another attempt", events, sign_seal(other, 4, head, KEY), "seal_error"),
    ]  # fmt: skip


def _chain(
    name: str, events: list[Event], closing: Seal | None, verdict: str, at: int | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "events": [canonical_bytes(event).hex() for event in events],
        "seal": encode_seal(closing).hex() if closing else None,
        "seal_digest": seal_digest(closing) if closing else None,
        "verdict": verdict,
        "at": at,
    }


def _changed(event: Event, **changes: object) -> Event:
    return msgspec.structs.replace(event, **changes)


def _seal(one: Seal, **changes: object) -> Seal:
    return msgspec.structs.replace(one, **changes)
