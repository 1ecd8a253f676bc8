"""Every condition a device can be in has words in three languages, and none is left over."""

import re
import tomllib
from pathlib import Path

import pytest

import hardware
from hardware import Condition, Standing, words_for
from hardware.words import DEVICE_WORDS, LANGUAGES, WordsError

FAMILIES = {
    "printer": "printers",
    "scanner": "scanners",
    "light": "lights",
    "speaker": "audio",
    "microphone": "audio",
}

GOOD = ("ready", "waiting")
"""Nothing is wrong: `waiting` is a page that headsets can open."""


def codes_in(folder: str) -> set[str]:
    """The codes a family's drivers give their errors and conditions."""
    room = Path(hardware.__file__).parent
    texts = [path.read_text() for path in (room / folder).rglob("*.py")]
    codes = {"ready", "absent", "broken"}
    error_code = r'Device(?:Absent|Broken)Error\([^"]*(?:f?"[^"]*"\s*)+,\s*"(\w+)"'
    for text in texts:
        codes |= set(re.findall(error_code, text))
        codes |= set(re.findall(r'Condition\([\w.]+, "(\w+)"', text))
        codes |= {
            code
            for names in re.findall(r"^BROKEN = \(([^)]*)\)", text, re.MULTILINE)
            for code in re.findall(r'"(\w+)"', names)
        }
    return codes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("family", "folder"), FAMILIES.items())
def test_every_code_of_a_family_has_words_and_none_is_left_over(
    language: str, family: str, folder: str
) -> None:
    table = tomllib.loads((DEVICE_WORDS.folder / f"{language}.toml").read_text())[family]
    assert set(table) == codes_in(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_always_comes_with_a_remedy(language: str) -> None:
    texts = tomllib.loads((DEVICE_WORDS.folder / f"{language}.toml").read_text())
    for table in texts.values():
        for code, entry in table.items():
            assert entry["says"].endswith(".")
            assert bool(entry["remedy"]) == (code not in GOOD)


def test_a_code_or_language_without_words_is_an_error() -> None:
    condition = Condition(Standing.BROKEN, "on_fire")
    with pytest.raises(WordsError, match=r"printer\.on_fire has no words"):
        words_for("printer", condition, "en")
    with pytest.raises(WordsError, match="language must be one of"):
        words_for("printer", condition, "de")
