from datetime import UTC, datetime, timedelta, timezone

import pytest

from kiosk.backlog import Backlog
from kiosk.state_text import say_state
from kiosk.texts import load_catalogue

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
HERE = timezone(timedelta(hours=-6))


def said(language: str, attempts: int, at: str | None) -> str:
    backlog = Backlog(attempts, 0, 0, 0, 0)
    return say_state(load_catalogue(language), backlog, at, now=NOW, zone=HERE)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "3 pruebas por enviar, último contacto 14:02"),
        ("en", "3 tests waiting to be sent, last contact 14:02"),
        ("fr", "3 épreuves à envoyer, dernier contact à 14:02"),
    ],
)
def test_what_waits_and_when_the_server_was_heard_is_one_sentence(
    language: str, sentence: str
) -> None:
    assert said(language, 3, "2026-11-22T20:02:11.123Z") == sentence


def test_one_test_is_one_test() -> None:
    assert said("es", 1, "2026-11-22T20:02:11.123Z").startswith("1 prueba por enviar,")


def test_a_contact_of_another_day_says_the_day() -> None:
    assert said("es", 0, "2026-11-22T04:00:00Z").endswith("último contacto el 21 nov a las 22:00")


def test_a_kiosk_that_never_reached_its_server_says_so() -> None:
    assert said("en", 0, None) == "Nothing waiting to be sent, no contact with the centre yet"
