"""The cheap way to read an event lets nothing through that the strict way refuses."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_server.intake.plain_events import PLAIN_KINDS, read_plain
from protocol import GENESIS, Event, ProtocolError, canonical_bytes, decode_event

PLAIN: dict[str, Any] = {
    "attempt": "5a1e0d0c-0000-4000-8000-000000000001",
    "n": 3,
    "at": "2026-11-22T17:42:04.123Z",
    "kind": "step.finished",
    "body": {"step": "lay", "seconds": 1.5},
    "prev": GENESIS,
}


def strictly(data: bytes) -> Event | None:
    try:
        return decode_event(data)
    except ProtocolError:
        return None


def test_a_plain_event_is_read_as_the_strict_way_reads_it() -> None:
    data = canonical_bytes(PLAIN)
    plain, strict = read_plain(data), decode_event(data)
    assert plain is not None
    assert msgspec.structs.asdict(plain) == msgspec.structs.asdict(strict)


@pytest.mark.parametrize(
    "change",
    [
        {"at": "yesterday"},
        {"kind": "step.unknown"},
        {"kind": "attempt.started"},
        {"body": {"step": "lay"}},
        {"body": {"step": "lay", "seconds": "long"}},
        {"more": 1},
        {"n": "3"},
    ],
    ids=str,
)
def test_what_is_out_of_form_is_left_to_the_strict_way(change: dict[str, Any]) -> None:
    assert read_plain(canonical_bytes(PLAIN | change)) is None


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[" * 100_000, canonical_bytes(PLAIN) + b" ", b" " + canonical_bytes(PLAIN)],
    ids=["nothing", "null", "bomb", "space after", "space before"],
)
def test_bytes_that_are_not_canonical_are_left_to_the_strict_way(data: bytes) -> None:
    assert read_plain(data) is None


@given(st.data())
def test_whatever_passes_cheaply_passes_strictly(data: st.DataObject) -> None:
    """Attempt, n and prev are compared with what is known; all else must be judged alike."""
    event = PLAIN | {
        "at": data.draw(st.sampled_from([PLAIN["at"], "2026-11-22", ""]) | st.text(max_size=30)),
        "kind": data.draw(st.sampled_from(sorted(PLAIN_KINDS)) | st.text(max_size=10)),
        "body": data.draw(
            st.dictionaries(
                st.sampled_from(["step", "seconds", "text_digest", "language", "x"]),
                st.none() | st.floats(allow_nan=False) | st.text(max_size=5),
                max_size=3,
            )
        ),
    }
    encoded = canonical_bytes(event)
    assert read_plain(encoded) is None or strictly(encoded) is not None
