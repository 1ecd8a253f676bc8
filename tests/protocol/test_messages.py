import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol import FrameError, VersionError
from protocol.messages import (
    MAX_CHUNK_BYTES,
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    PREFIX,
    Chunk,
    Conflict,
    Entries,
    Entry,
    FromKiosk,
    FromServer,
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

STREAM, DIGEST, NOW = "0f" * 16, "ab" * 32, "2026-11-22T17:42:04.123Z"
ATTEMPT = "0b6e2f6e-3f0e-4c55-9a55-4f1f2f8f3a10"
ENTRIES = Entries(stream=STREAM, first_seq=1, entries=[Entry("event", b"{}")])

FROM_KIOSK: list[FromKiosk] = [
    Hello(stream=STREAM, last_seq=0, sent_at=NOW, software="acredita 0.1", clock_offset_s=-0.2),
    ENTRIES,
    Ping(sent_at=NOW),
    Manifest(digest=DIGEST, size=7, media_type="image/png", attempt=ATTEMPT, candidate="K7F-4Q2"),
    Chunk(digest=DIGEST, offset=3, data=b"\x00\xff"),
    Pair(code="K7QM4RTX2W9D", kiosk_name="Recepción", seal_key=DIGEST, proof=DIGEST * 2),
]
FROM_SERVER: list[FromServer] = [
    Welcome(stream=STREAM, have_seq=3, have_digest=DIGEST, sent_at=NOW, received_at=NOW),
    Receipt(stream=STREAM, upto=2**40),
    Conflict(stream=STREAM, seq=4, stored_digest=DIGEST, sent_digest=DIGEST),
    Quarantined(stream=STREAM, seq=5, reason="not an event"),
    Pong(sent_at=NOW, received_at=NOW),
    Refused(code="revoked", problem="no", remedy="pair again", about=None),
    Have(digest=DIGEST, offset=0, credits=4),
    Stored(digest=DIGEST, attempt=ATTEMPT),
    Paired(kiosk="a", kiosk_name="b", centre="c", events_port=7400, evidence_port=7401),
]


@pytest.mark.parametrize("message", FROM_KIOSK, ids=lambda m: type(m).__name__)
def test_the_server_reads_what_a_kiosk_wrote(message: FromKiosk) -> None:
    assert decode_from_kiosk(encode(message)) == message


@pytest.mark.parametrize("message", FROM_SERVER, ids=lambda m: type(m).__name__)
def test_a_kiosk_reads_what_the_server_wrote(message: FromServer) -> None:
    assert decode_from_server(encode(message)) == message


@pytest.mark.parametrize("message", FROM_SERVER, ids=lambda m: type(m).__name__)
def test_the_server_does_not_read_its_own_answers(message: FromServer) -> None:
    with pytest.raises(FrameError):
        decode_from_kiosk(encode(message))


@given(st.binary(max_size=200))
@example(b"")
@example(PREFIX)
@example(PREFIX + b"\xc1")
def test_random_bytes_are_a_frame_error(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode_from_kiosk(data)


@given(st.binary(max_size=400))
def test_random_bytes_in_our_dress_are_a_frame_error(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode_from_kiosk(PREFIX + data)


@given(st.sampled_from(FROM_KIOSK), st.data())
def test_a_truncated_frame_is_a_frame_error(message: FromKiosk, data: st.DataObject) -> None:
    frame = encode(message)
    with pytest.raises(FrameError):
        decode_from_kiosk(frame[: data.draw(st.integers(0, len(frame) - 1))])


@given(st.sampled_from(FROM_KIOSK), st.data())
def test_a_flipped_bit_is_another_message_or_a_frame_error(
    message: FromKiosk, data: st.DataObject
) -> None:
    frame = bytearray(encode(message))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = decode_from_kiosk(bytes(frame))
    except FrameError:
        return
    assert encode(read) != encode(message) or bytes(frame) != encode(message)


def test_another_version_is_named() -> None:
    frame = b"ACR\x02" + encode(ENTRIES)[4:]
    with pytest.raises(VersionError, match="version 2, this side speaks 1"):
        decode_from_kiosk(frame)


def test_a_frame_over_the_limit_is_not_decoded() -> None:
    with pytest.raises(FrameError, match="send less"):
        decode_from_kiosk(PREFIX + b"\x00" * MAX_FRAME_BYTES)


def test_too_many_entries_are_refused() -> None:
    many = Entries(stream=STREAM, first_seq=1, entries=[Entry("event", b"{}")] * (MAX_ENTRIES + 1))
    with pytest.raises(FrameError):
        decode_from_kiosk(encode(many))


def test_a_chunk_over_the_limit_is_refused() -> None:
    chunk = Chunk(digest=DIGEST, offset=0, data=b"x" * (MAX_CHUNK_BYTES + 1))
    with pytest.raises(FrameError):
        decode_from_kiosk(encode(chunk))


@pytest.mark.parametrize("bomb", [b"\x91", b"\x81\xa1a"])
def test_deep_nesting_is_a_frame_error(bomb: bytes) -> None:
    with pytest.raises(FrameError):
        decode_from_kiosk(PREFIX + b"\x82\xa1m\xa4ping\xa1z" + bomb * 200_000)


def test_an_announced_size_that_is_not_there_is_a_frame_error() -> None:
    with pytest.raises(FrameError):
        decode_from_kiosk(PREFIX + b"\x82\xa1m\xa4ping\xa1z\xc6\xff\xff\xff\xff")


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    newer = msgspec.msgpack.encode({"m": "ping", "sent_at": NOW, "battery": {"percent": 80}})
    assert decode_from_kiosk(PREFIX + newer) == Ping(sent_at=NOW)
