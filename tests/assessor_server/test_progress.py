"""How far a test has come: what the QR code on a slip leads to."""

import pytest
from office_support import Office


def test_whoever_holds_the_slip_reads_how_far_the_test_has_come(office: Office) -> None:
    attempt = office.attempt()
    stranger = office.stranger()
    assert "está mirando las fotos" in stranger.get(f"/s/{attempt}").text
    office.browser("ana").rate_fully(attempt)
    office.browser("oscar").decide(attempt)
    assert "Ya hay una decisión" in stranger.get(f"/s/{attempt}").text


def test_neither_name_nor_code_nor_outcome_is_told(office: Office) -> None:
    code = office.candidate("Rosa Imelda Ayala")
    attempt = office.attempt(code)
    office.browser("ana").rate_fully(attempt)
    office.browser("oscar").decide(attempt)
    text = office.stranger().get(f"/s/{attempt}").text
    assert not any(told in text for told in ("Imelda", code, "ompetente"))


@pytest.mark.parametrize(
    "id", ["00000000-0000-4000-8000-000000000000", "1", "%00", "x" * 400, "..%2Fqueue"]
)
def test_what_no_slip_says_is_not_here_yet(office: Office, id: str) -> None:
    answer = office.stranger().get(f"/s/{id}")
    assert (answer.status_code, "todavía no llegó" in answer.text) in ((404, True), (404, False))
