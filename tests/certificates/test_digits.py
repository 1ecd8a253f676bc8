"""Bytes as digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import UnreadableError
from certificates.digits import from_digits, to_digits


@given(st.binary(min_size=1, max_size=300))
def test_bytes_are_read_back_as_written(data: bytes) -> None:
    assert from_digits(to_digits(data), 300) == data


@given(st.text(alphabet="0123456789", max_size=80))
def test_a_text_that_is_read_is_the_one_way_to_write_it(text: str) -> None:
    try:
        data = from_digits(text, 300)
    except UnreadableError:
        return
    assert to_digits(data) == text


@pytest.mark.parametrize(
    ("count", "digits"), [(1, 3), (2, 5), (3, 8), (4, 10), (5, 13), (6, 15), (7, 17), (8, 20)]
)
def test_group_lengths_are_the_published_ones(count: int, digits: int) -> None:
    assert len(to_digits(b"\xff" * count)) == digits


def test_groups_are_little_endian() -> None:
    assert to_digits(b"\x01\0\0\0\0\0\0") == "00000000000000001"


@pytest.mark.parametrize("text", ["", "12", "256", "12a", "٣٣٣", "9" * 17, "-12", "1 2"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        from_digits(text, 300)


def test_a_very_long_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableError, match="too long"):
        from_digits("0" * 10_000_000, 300)
