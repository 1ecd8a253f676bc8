"""The cheap way to read a frame lets nothing through that the strict way refuses."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_server.intake.plain_frames import read_plain_frame
from protocol.messages import (
    MAX_ENTRIES,
    PREFIX,
    Entries,
    Entry,
    FrameError,
    Hello,
    decode_from_kiosk,
    encode,
)

STREAM = "0f" * 16
PLAIN = {"m": "entries", "stream": STREAM, "first_seq": 7, "entries": [["event", b"{}"]]}


def frame(**changes: Any) -> bytes:
    return PREFIX + msgspec.msgpack.encode(PLAIN | changes)


def test_a_plain_frame_is_read_as_the_strict_way_reads_it() -> None:
    entries = [Entry("event", b"one"), Entry("seal", b"two")]
    data = encode(Entries(stream=STREAM, first_seq=3, entries=entries))
    plain, strict = read_plain_frame(data), decode_from_kiosk(data)
    assert plain is not None
    assert msgspec.to_builtins(plain) == msgspec.to_builtins(strict)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PREFIX,
        b"ACR\x02" + frame()[4:],
        frame() + b"\x00",
        frame(first_seq=0),
        frame(first_seq=-1),
        frame(first_seq=2**62 + 1),
        frame(first_seq="7"),
        frame(entries=[]),
        frame(entries=[["event", b"{}"]] * (MAX_ENTRIES + 1)),
        frame(entries=[["virus", b"{}"]]),
        frame(entries=[["event", "text"]]),
        frame(m="hello"),
        encode(Hello(stream=STREAM, last_seq=0, sent_at="2026-11-22T17:42:04.123Z")),
        PREFIX + b"\x91" * 100_000,
    ],
    ids=range(15),
)
def test_what_is_unusual_is_left_to_the_strict_way(data: bytes) -> None:
    assert read_plain_frame(data) is None


@given(st.data())
def test_whatever_passes_cheaply_passes_strictly(data: st.DataObject) -> None:
    """The stream is looked up among known ones; all else must be judged alike."""
    kinds = st.sampled_from(["event", "seal", "", "e" * 40])
    entry = st.tuples(kinds, st.binary(max_size=4) | st.text(max_size=4))
    made = frame(
        first_seq=data.draw(st.integers(-(2**63), 2**64 - 1) | st.floats() | st.none()),
        entries=data.draw(st.lists(entry, max_size=4)),
        more=data.draw(st.none() | st.integers(0, 9)),
    )
    if read_plain_frame(made) is not None:
        try:
            decode_from_kiosk(made)
        except FrameError:
            pytest.fail("the strict way refuses it")
