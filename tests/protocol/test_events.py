import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import (
    GENESIS,
    MAX_EVENT_BYTES,
    BodyError,
    Event,
    EventError,
    append,
    canonical_bytes,
    decode_event,
    digest_bytes,
    encode_event,
    event_digest,
    read_body,
    write_body,
)
from protocol.bodies import StepFinished

ATTEMPT = "0b6e2f6e-3f0e-4c55-9a55-4f1f2f8f3a10"

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
).filter(lambda value: "Infinity" not in repr(value) and "inf" not in repr(value))


def event(**changes: object) -> Event:
    fields: dict[str, object] = {
        "attempt": ATTEMPT,
        "n": 0,
        "at": "2026-11-22T17:42:04.123Z",
        "kind": "test.noted",
        "body": {},
        "prev": GENESIS,
    }
    return Event(**(fields | changes))  # type: ignore[arg-type]  # some tests make wrong ones


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_an_event_is_read_back_as_it_was_written(body: dict[str, object]) -> None:
    data = encode_event(event(body=body))
    assert encode_event(decode_event(data)) == data


@given(st.binary())
def test_any_bytes_are_an_event_or_an_event_error(data: bytes) -> None:
    with pytest.raises(EventError):
        decode_event(data)


@given(st.data())
def test_a_flipped_bit_changes_the_digest_or_is_refused(data: st.DataObject) -> None:
    written = bytearray(encode_event(event(body={"seconds": 12.5, "who": "someone"})))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = decode_event(bytes(written))
    except EventError:
        return
    assert event_digest(read) != event_digest(event(body={"seconds": 12.5, "who": "someone"}))


def test_the_digest_of_an_event_is_the_digest_of_its_bytes() -> None:
    one = event(body={"b": 1, "a": [1.5, None, "ñ"]})
    assert event_digest(one) == digest_bytes(encode_event(one))


def test_the_order_of_keys_does_not_change_the_bytes() -> None:
    assert canonical_bytes({"a": 1, "b": {"c": 2, "d": 3}}) == canonical_bytes(
        {"b": {"d": 3, "c": 2}, "a": 1}
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b" ",
        lambda data: data.replace(b'"n":0', b'"n": 0'),
        lambda data: data.replace(b'"n":0', b'"n":0,"n":0'),
        lambda data: data.replace(b'"body":{}', b'"body":{"b":1,"a":1}'),
        lambda data: data.replace(b'"body":{}', b'"body":{"a":1.0e0}'),
    ],
    ids=["space behind", "space inside", "key twice", "keys unsorted", "number written otherwise"],
)
def test_an_event_in_another_form_is_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EventError, match="canonical"):
        decode_event(spoil(encode_event(event())))


@pytest.mark.parametrize(
    "change",
    [
        {"n": -1},
        {"n": 2**31},
        {"attempt": "another"},
        {"attempt": ATTEMPT + "\n"},
        {"at": "yesterday"},
        {"kind": "Loud"},
        {"prev": "00"},
        {"prev": GENESIS + "\n"},
    ],
)
def test_an_event_with_a_wrong_field_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(EventError, match="not an event"):
        encode_event(event(**change))


def test_an_event_over_the_limit_is_refused() -> None:
    with pytest.raises(EventError, match="evidence"):
        encode_event(event(body={"track": "x" * MAX_EVENT_BYTES}))


def test_a_body_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(EventError, match="cannot be written"):
        encode_event(event(body={"image": object()}))


@pytest.mark.parametrize("bomb", [b'{"a":', b"["])
def test_deeply_nested_json_is_refused(bomb: bytes) -> None:
    data = encode_event(event(body={"x": 0})).replace(b'"x":0', b'"x":' + bomb * 40_000)
    with pytest.raises(EventError, match="not an event"):
        decode_event(data)


def test_a_known_kind_with_an_incomplete_body_names_what_is_missing() -> None:
    with pytest.raises(BodyError, match="seconds"):
        encode_event(event(kind="step.finished", body={"step": "lay"}))


def test_scores_without_a_criterion_are_refused() -> None:
    body = {"scores": [{"value": 1.0}], "pack_digest": GENESIS}
    with pytest.raises(BodyError, match="criterion"):
        encode_event(event(kind="score.proposed", body=body))


def test_a_kind_of_a_newer_version_is_passed_on_unread() -> None:
    newer = event(kind="pulse.measured", body={"anything": [1, 2]})
    assert decode_event(encode_event(newer)) == newer
    assert read_body(newer.kind, newer.body) is None


def test_a_typed_body_is_written_as_the_dict_it_is_read_from() -> None:
    body = StepFinished(step="lay", seconds=12.5)
    assert read_body("step.finished", write_body(body)) == body


def test_events_are_stamped_with_utc_and_milliseconds() -> None:
    first = append(None, attempt=ATTEMPT, kind="test.noted", body={})
    assert first.at[-5] == "."
    assert first.at.endswith("Z")
