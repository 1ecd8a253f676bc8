"""The words of the pages: the same keys in three languages, all present, all used."""

import re
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from assessor_server.accounts import ROLES
from assessor_server.web import failures
from assessor_server.web.language import (
    LANGUAGES,
    TextMissingError,
    Words,
    catalogue,
    choose_language,
)

WEB = Path(failures.__file__).parent
ROOM = WEB.parent
SPEAKS_TO_KIOSKS = "enrolment.py"
SOURCES = [
    *WEB.rglob("*.html"),
    *WEB.rglob("*.py"),
    *(path for path in ROOM.glob("*.py") if path.name != SPEAKS_TO_KIOSKS),
]
SOURCE = "\n".join(path.read_text() for path in SOURCES)

# Keys put together while a page is made: their first part, and where the second comes from.
PUT_TOGETHER = {
    "act": "audit acts",
    "attempt.input_": "kinds of input",
    "attempt.missed_": "why a camera gave no picture",
    "certificate_act": "moves of a certificate",
    "certificate_act_means": "moves of a certificate",
    "certificate_state": "states of a certificate",
    "evidence": "roles of evidence",
    "failure": "failures",
    "link": "links of the chain",
    "ask_claim": "claims an employer may ask for",
    "certificate_print": "forms of printing",
    "link_means": "links of the chain",
    "link_state": "states of a link",
    "outcome": "outcomes of a decision",
    "queue": "acts of the queue",
    "replay.act_": "what can be done in a headset",
    "refusal": "reasons of refusals",
    "role": "roles",
    "stage": "stages of judgement",
    "start": "steps of the journey",
    "state": "states of an attempt",
    "why": "reasons of AI scores",
}


def words(language: str = "es") -> Words:
    return Words(language, catalogue(language), ZoneInfo("America/El_Salvador"))


def keys_written_out() -> set[str]:
    """Keys that stand whole in a template or a line of code."""
    return set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']""", SOURCE))


def put_together(key: str) -> bool:
    return any(key.startswith((f"{part}.", part)) for part in PUT_TOGETHER)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_the_same_keys(language: str) -> None:
    assert set(catalogue(language)) == set(catalogue("es"))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_text_has_the_same_places_to_fill(language: str) -> None:
    def places(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    other = {
        key
        for key, text in catalogue(language).items()
        if places(text) != places(catalogue("es")[key])
    }
    assert other == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_text_is_empty(language: str) -> None:
    assert all(text.strip() for text in catalogue(language).values())


def test_every_key_a_page_asks_for_exists() -> None:
    asked = set(re.findall(r"""\bt\(["']([a-z_.]+)["'][,)]""", SOURCE))
    asked |= set(re.findall(r"""words\(["']([a-z_.]+)["'][,)]""", SOURCE))
    assert asked - set(catalogue("es")) == set()


def test_every_text_is_used() -> None:
    unused = {
        key for key in catalogue("es") if key not in keys_written_out() and not put_together(key)
    }
    assert unused == set()


def test_every_reason_of_a_refusal_has_words() -> None:
    reasons = set(re.findall(r"""Error\(\s*["']([a-z_]+)["'],""", SOURCE))
    assert {f"refusal.{reason}" for reason in reasons} - set(catalogue("es")) == set()


def test_every_refusal_that_has_words_can_happen() -> None:
    told = {key.removeprefix("refusal.") for key in catalogue("es") if key.startswith("refusal.")}
    roles = {f"no_{role}" for role in ROLES}
    assert {reason for reason in told if f'"{reason}"' not in SOURCE} - roles == set()


def test_every_failure_has_a_title_and_a_remedy() -> None:
    keys = {key for _, key in failures.FAILURES.values()} | set(failures.STATUSES.values())
    needed = {f"failure.{key}.{part}" for key in keys for part in ("title", "remedy")}
    assert needed - set(catalogue("es")) == set()


def test_every_act_in_the_audit_log_has_words() -> None:
    acts = set(re.findall(r"""act="([a-z_]+\.[a-z_]+)",""", SOURCE))
    acts |= {f"certificate.{state}" for state in ("valid", "suspended", "withdrawn")}
    needed = {f"act.{act.replace('.', '_')}" for act in acts}
    assert needed - set(catalogue("es")) == set()


def test_a_missing_text_says_where_to_write_it() -> None:
    with pytest.raises(TextMissingError, match="write it in all three"):
        words()("queue.nonsense")


@pytest.mark.parametrize("harsh", ["reprobado", "fracas", "failed the test", "échec"])
def test_no_text_hurts(harsh: str) -> None:
    assert not [key for code in LANGUAGES for key, text in catalogue(code).items() if harsh in text]


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, "", "es"),
        (None, "de-DE,de;q=0.9", "es"),
        (None, "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        (None, "en-US", "en"),
        ("en", "fr", "en"),
        ("xx", "fr", "fr"),
        (None, "fr" * 10_000, "es"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browsers(
    cookie: str | None, accepted: str, language: str
) -> None:
    assert choose_language(cookie, accepted) == language


def test_times_are_shown_in_the_servers_zone() -> None:
    assert words().moment("2026-11-23T03:42:04.123Z") == "22 nov 2026, 21:42"


@pytest.mark.parametrize(("language", "written"), [("es", "20,4"), ("en", "20.4"), ("fr", "20,4")])
def test_numbers_are_written_as_people_write_them(language: str, written: str) -> None:
    assert words(language).number(20.43) == written
