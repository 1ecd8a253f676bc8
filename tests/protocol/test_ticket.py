import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.curve import CurveKeys
from protocol.ticket import Ticket, TicketError, new_code, read_ticket, write_ticket

TICKET = Ticket("192.168.1.10", 7402, CurveKeys.generate().public, new_code())
TEXT = write_ticket(TICKET)

hosts = (
    st.ip_addresses(v=4).map(str)
    | st.ip_addresses(v=6).map(lambda address: f"[{address}]")
    | st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,8})?", fullmatch=True)
)


@given(hosts, st.integers(1, 65535))
def test_a_pairing_string_is_read_back_as_it_was_written(host: str, port: int) -> None:
    ticket = Ticket(host, port, CurveKeys.generate().public, new_code())
    assert read_ticket(write_ticket(ticket)) == ticket


def test_it_may_be_typed_in_lower_case_with_spaces_and_look_alikes() -> None:
    typed = TEXT.lower().replace("-", " ").replace("acredita pair", "acredita-pair")
    place, key, code = typed.split("/")
    assert read_ticket(f" {place}/{key.replace('0', 'o')}/{code.replace('1', 'l')}\n") == TICKET


@given(st.data())
def test_a_mistyped_letter_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(len("acredita-pair:"), len(TEXT) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    typed = TEXT[:at] + wrong + TEXT[at + 1 :]
    try:
        assert read_ticket(typed) == TICKET
    except TicketError:
        return
    assert typed == TEXT


@given(st.text())
def test_any_text_is_a_pairing_string_or_a_ticket_error(text: str) -> None:
    with pytest.raises(TicketError):
        read_ticket("acredita-pair:" + text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://example.org", "begins with acredita-pair:"),
        (TEXT[:-3], "incomplete"),
        (TEXT.replace("7402", "70000"), "HOST:PORT"),
        (TEXT.replace("192.168.1.10", "192.168.1.11"), "typing mistake"),
        (TEXT[:-1] + "U", "typing mistake"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(TicketError, match=said):
        read_ticket(text)


def test_a_host_that_could_not_be_read_back_is_refused() -> None:
    with pytest.raises(TicketError):
        write_ticket(Ticket("front desk", 7402, TICKET.server_key, TICKET.code))


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000
