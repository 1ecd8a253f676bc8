"""Codes of candidates: given out by server and kiosk, typed and scanned by people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.candidate_code import (
    ALPHABET,
    KIOSK_SIGNS,
    SIGNS,
    new_candidate_code,
    read_candidate_code,
    written_code,
)

codes = st.sampled_from((SIGNS, KIOSK_SIGNS)).flatmap(
    lambda signs: st.text(ALPHABET, min_size=signs, max_size=signs)
)


@given(codes)
def test_a_code_typed_carelessly_is_understood(signs: str) -> None:
    assert read_candidate_code(f" {signs.lower()[:4]} {signs.lower()[4:]}\n") == written_code(signs)


@given(st.text())
def test_whatever_is_read_is_a_code_or_nothing(text: str) -> None:
    code = read_candidate_code(text)
    assert code is None or read_candidate_code(code) == code


@pytest.mark.parametrize("text", ["", "K7M-4X", "K7M-4XP2", "K7M-4X0", "https://example.org/v#1"])
def test_what_is_no_code_is_refused(text: str) -> None:
    assert read_candidate_code(text) is None


@pytest.mark.parametrize(("signs", "groups"), [(SIGNS, 2), (KIOSK_SIGNS, 3)])
def test_a_new_code_is_read_back(signs: int, groups: int) -> None:
    code = new_candidate_code(signs)
    assert read_candidate_code(code) == code
    assert code.count("-") == groups - 1
