"""The keys, the attempt and the messages that vectors and the document's example share.

Every byte is fixed: the same code makes the same vectors.
"""

from __future__ import annotations

from protocol import (
    Event,
    Seal,
    SealKey,
    append,
    encode_event,
    encode_seal,
    event_digest,
    sign_seal,
)
from protocol.events import digest_bytes
from protocol.messages import (
    Ask,
    Catalogue,
    Chunk,
    Conflict,
    Entries,
    Entry,
    Fetch,
    FromKiosk,
    FromServer,
    Have,
    Hello,
    Manifest,
    Offer,
    Pair,
    Paired,
    Part,
    Ping,
    Pong,
    Quarantined,
    Receipt,
    Refused,
    Stored,
    Unchanged,
    Welcome,
)
from protocol.pulls import (
    Address,
    Configuration,
    Enlisted,
    FileSheet,
    PackSheet,
    Roster,
    Withdrawn,
    catalogue_digest,
    pack_digest,
    write_document,
)

SEED = "03" * 32
KEY = SealKey.from_hex(SEED)
CURVE_PUBLIC = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
ATTEMPT = "0b6e2f6e-3f0e-4c55-9a55-4f1f2f8f3a10"
STREAM = "5e" * 16
DIGEST = "ab" * 32
CODE = "K7QM4RTX2W9D"


def at(second: int) -> str:
    """A moment of the example, in the kiosk's time."""
    return f"2026-11-22T17:42:{second:02d}.000Z"


def attempt() -> list[Event]:
    """A short attempt, whole."""
    said: list[tuple[str, dict[str, object]]] = [
        (
            "attempt.started",
            {
                "scenario": "tourism/table_setting", "version": "1.0.0", "pack_digest": DIGEST,
                "candidate": "K7F-4Q2", "centre": "zacatecoluca", "kiosk": "front desk",
                "language": "es", "trainer": None, "model_digests": {"table_setting": DIGEST},
                "input": "camera", "judged": True,
            },
        ),
        ("consent.given", {"text_digest": DIGEST, "language": "es"}),
        ("step.finished", {"step": "lay", "seconds": 151.5}),
        ("attempt.finished", {}),
    ]  # fmt: skip
    events: list[Event] = []
    for second, (kind, body) in enumerate(said, 4):
        events.append(
            append(
                events[-1] if events else None,
                attempt=ATTEMPT,
                kind=kind,
                body=body,
                at=at(second),
            )
        )
    return events


def seal() -> Seal:
    """The seal of that attempt."""
    events = attempt()
    return sign_seal(ATTEMPT, len(events), event_digest(events[-1]), KEY)


def entries() -> list[Entry]:
    """What the journal holds of it."""
    return [Entry("event", encode_event(event)) for event in attempt()] + [
        Entry("seal", encode_seal(seal()))
    ]


PICTURE = bytes(range(10))
FILES = {"scenario.toml": FileSheet(digest_bytes(b"[scenario]\n"), 11)}
DOCUMENTS: dict[str, PackSheet | Roster | Withdrawn | Configuration] = {
    "pack": PackSheet(
        id="tourism/table_setting", version="1.1.0", pack=pack_digest(FILES), files=FILES
    ),
    "roster": Roster(candidates=[Enlisted("K7F-4Q2", "es"), Enlisted("M3R-8TX")]),
    "withdrawn": Withdrawn(packs=[DIGEST]),
    "configuration": Configuration(
        addresses=[Address(host="203.0.113.7", events_port=5570)],
        offered=["tourism/table_setting"],
        chunk_bytes=262144,
        pull_every_s=600,
    ),
}
OFFERS = [
    Offer(kind, "tourism/table_setting" if kind == "pack" else "", digest_bytes(data), len(data))
    for kind, data in ((kind, write_document(one)) for kind, one in DOCUMENTS.items())
]
ROSTER_BYTES = write_document(DOCUMENTS["roster"])


def from_kiosk() -> dict[str, FromKiosk]:
    """A message of each kind that a kiosk sends."""
    return {
        "hello": Hello(stream=STREAM, last_seq=5, sent_at=at(10), software="acredita 0.1"),
        "hello with a measured clock": Hello(
            stream=STREAM, last_seq=2**40, sent_at=at(10), clock_offset_s=-0.25
        ),
        "entries": Entries(stream=STREAM, first_seq=1, entries=entries()[:1]),
        "entries in a batch": Entries(stream=STREAM, first_seq=2, entries=entries()[1:]),
        "ping": Ping(sent_at=at(20), clock_offset_s=0.125),
        "manifest": Manifest(
            digest=digest_bytes(PICTURE), size=10, media_type="image/png", attempt=ATTEMPT,
            candidate="K7F-4Q2",
        ),
        "chunk": Chunk(digest=digest_bytes(PICTURE), offset=0, data=PICTURE[:6]),
        "pair": Pair(
            code=CODE, kiosk_name="Recepción", seal_key=KEY.public,
            proof=KEY.prove(CODE, CURVE_PUBLIC),
        ),
        "ask, the first time": Ask(),
        "ask again": Ask(have=catalogue_digest(OFFERS)),
        "fetch": Fetch(digest=digest_bytes(ROSTER_BYTES), offset=0),
    }  # fmt: skip


def from_server() -> dict[str, FromServer]:
    """A message of each kind that a server sends."""
    first = digest_bytes(entries()[0].body)
    return {
        "welcome to a new stream": Welcome(
            stream=STREAM, have_seq=0, have_digest=None, sent_at=at(10), received_at=at(11)
        ),
        "welcome back": Welcome(
            stream=STREAM, have_seq=1, have_digest=first, sent_at=at(10), received_at=at(11),
            pulls_port=5573,
        ),
        "receipt": Receipt(stream=STREAM, upto=5),
        "conflict": Conflict(stream=STREAM, seq=1, stored_digest=first, sent_digest=DIGEST),
        "quarantined": Quarantined(stream=STREAM, seq=2, reason="not an event"),
        "pong": Pong(sent_at=at(20), received_at=at(21)),
        "refused": Refused(code="not_stored", problem="disk full", remedy="call", about=None),
        "have": Have(digest=digest_bytes(PICTURE), offset=6, credits=4),
        "stored": Stored(digest=digest_bytes(PICTURE), attempt=ATTEMPT),
        "paired": Paired(
            kiosk="2c9e5f2a-9b7e-4a0e-8b1d-0d1f5c7e9a11", kiosk_name="Recepción",
            centre="zacatecoluca", events_port=5570, evidence_port=5572, pulls_port=5573,
        ),
        "unchanged": Unchanged(digest=catalogue_digest(OFFERS)),
        "catalogue": Catalogue(digest=catalogue_digest(OFFERS), offers=OFFERS),
        "part": Part(
            digest=digest_bytes(ROSTER_BYTES), offset=0, size=len(ROSTER_BYTES), data=ROSTER_BYTES
        ),
    }  # fmt: skip
