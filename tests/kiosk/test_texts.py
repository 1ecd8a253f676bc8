"""What the screens say is whole in every language, and kind."""

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import kiosk
from hardware.cameras import Held
from hardware.cameras.holding import EXPOSURE, FOCUS, WHITE_BALANCE
from kiosk.screens.feeling import DEGREES, QUESTIONS
from kiosk.texts import LANGUAGES, TextMissingError, load_catalogue
from kiosk.vr.messages import Pause

SOURCE = Path(kiosk.__file__).parent
REMEDIES = [
    "no_board",
    "two_boards",
    "board_unsure",
    "wrong_scale",
    "damaged_file",
    "too_dark",
    "overexposed",
    "blurred",
    "mirrored",
    "no_person",
    "moving",
    "covered",
    "no_camera",
    "other",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    assert list(load_catalogue(language).texts) == list(load_catalogue("es").texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_places(language: str) -> None:
    def places(code: str) -> dict[str, set[str | None]]:
        texts = load_catalogue(code).texts
        return {key: {part[1] for part in Formatter().parse(text)} for key, text in texts.items()}

    assert places(language) == places("es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_that_they_failed(language: str) -> None:
    said = " ".join(load_catalogue(language).texts.values()).lower()
    assert not re.search(r"reprob|suspend|fracas|fail|échou|échec|recalé", said)


@pytest.mark.parametrize("code", REMEDIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_why_a_picture_cannot_be_measured_has_its_remedy(
    language: str, code: str
) -> None:
    assert load_catalogue(language).has(f"remedy.{code}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_cameras_report_may_say_has_its_words(language: str) -> None:
    source = "".join((SOURCE / "proving" / n).read_text() for n in ("figures.py", "proof.py"))
    faults = re.findall(r'faults\.append\("(\w+)"\)', source)
    findings = re.findall(r'return "(?:go|person|no_go)", "(\w+)"', source)
    held = [*Held, EXPOSURE, FOCUS, WHITE_BALANCE]
    keys = [f"fault.{x}" for x in faults] + [f"finding.{x}" for x in findings]
    keys += [f"holding.{x}" for x in held] + [f"standing.{x}" for x in ("proven", "exempt")]
    assert len(faults) >= 7
    assert len(findings) >= 5
    assert [key for key in keys if not load_catalogue(language).has(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_headset_may_do_has_its_words(language: str) -> None:
    keys = [f"headset.why_{why}" for why in (*get_args(Pause), "none")]
    keys += [f"headset.ask_{x}" for x in QUESTIONS]
    keys += [f"headset.degree_{x}" for x in range(DEGREES)]
    assert [key for key in keys if not load_catalogue(language).has(key)] == []


def test_no_text_is_written_that_nothing_says() -> None:
    code = " ".join(file.read_text() for file in SOURCE.rglob("*.py"))
    keys = {re.sub(r"\.\d+$", "", key) for key in load_catalogue("es").texts}
    unused = {key for key in keys if not re.search(rf"""["']{re.escape(key)}["']""", code)}
    headset = tuple(f"headset.{x}_" for x in ("why", "ask", "degree", "feeling", "unwell"))
    by_code = ("remedy.", "fault.", "finding.", "holding.", "standing.", *headset)
    assert {key for key in unused if not key.startswith(by_code)} == set()


def test_a_key_that_is_missing_names_itself_and_where_to_write_it() -> None:
    with pytest.raises(TextMissingError, match=r"'start\.nothing'.*kiosk/texts"):
        load_catalogue("es").say("start.nothing")


def test_a_language_that_is_missing_names_those_there_are() -> None:
    with pytest.raises(TextMissingError, match="es, en, fr"):
        load_catalogue("de")


def test_a_changed_consent_is_another_consent() -> None:
    catalogue = load_catalogue("es")
    changed = type(catalogue)("es", {**catalogue.texts, "consent.accept": "Sí"})
    assert changed.digest("consent") != catalogue.digest("consent")


def test_a_change_elsewhere_leaves_the_consent_what_it_was() -> None:
    catalogue = load_catalogue("es")
    changed = type(catalogue)("es", {**catalogue.texts, "start.title": "Otra cosa"})
    assert changed.digest("consent") == catalogue.digest("consent")


def test_a_french_question_mark_does_not_begin_a_line() -> None:
    assert "\u00a0?" in load_catalogue("fr").say("leave.title")


@pytest.mark.parametrize(("language", "written"), [("es", "21,5"), ("en", "21.5"), ("fr", "21,5")])
def test_numbers_are_written_as_the_language_does(language: str, written: str) -> None:
    assert load_catalogue(language).number(21.46) == written
