"""Strict CBOR: exactly what deterministic encoding writes, and nothing else."""

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import UnreadableError, cbor

values = st.recursive(
    st.integers(-(2**53) + 1, 2**53 - 1) | st.binary(max_size=40) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(-70000, 70000), inner, max_size=4)
    ),
    max_leaves=8,
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 1


@given(values.filter(lambda value: depth(value) <= cbor.MAX_DEPTH))
@settings(max_examples=200)
def test_what_is_written_is_read_back(value: object) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@given(st.binary(max_size=40))
@settings(max_examples=800)
def test_what_is_read_is_the_one_way_to_write_it(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except UnreadableError:
        return
    assert cbor.encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"\x18\x01",  # a number in two bytes
        b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",  # 2**64 - 1
        b"\xa2\x01\x61x\x01\x61y",  # a key twice
        b"\xa2\x04\x61x\x01\x61y",  # keys out of order
        b"\x5f\x41a\xff",  # indefinite bytes
        b"\xf4",  # false
        b"\xfb\x3f\xf0\0\0\0\0\0\0",  # 1.0
        b"\xd8\x1c\x81\x00",  # a shared reference
        b"\x9b\0\0\0\xff\xff\xff\xff\xff",  # an array of 10**12
        b"\x81" * 5000 + b"\x01",  # nested
        b"\x01\x01",  # something after the end
        b"",
    ],
)
def test_every_other_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        cbor.decode(data)


@given(values.filter(lambda value: depth(value) <= cbor.MAX_DEPTH))
def test_another_library_reads_the_same(value: object) -> None:
    assert cbor2.loads(cbor.encode(value)) == value
