"""Room: hardware. What a device's condition means, in words: the same for doctor and screens."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hardware.device import Condition
from hardware.errors import HardwareError

LANGUAGES = ("es", "en", "fr")


class WordsError(HardwareError):
    """A condition without words, or a language we do not have."""


@dataclass(frozen=True)
class Words:
    """`says` what is the matter, `remedy` what to do about it (empty when nothing is)."""

    says: str
    remedy: str


@dataclass(frozen=True)
class WordBook:
    """A folder with es.toml, en.toml and fr.toml: a table a thing, in it a table a condition."""

    folder: Path

    def words(self, thing: str, code: str, language: str, **values: object) -> Words:
        """What a condition of a thing means, {placeholders} filled in. Raises WordsError."""
        table = _texts(self.folder, language).get(thing, {})
        if code not in table:
            where = self.folder / f"{language}.toml"
            raise WordsError(f"{thing}.{code} has no words in {where}")
        says, remedy = table[code]["says"], table[code]["remedy"]
        return Words(says.format(**values), remedy.format(**values))


DEVICE_WORDS = WordBook(Path(__file__).with_name("texts"))


def words_for(family: str, condition: Condition, language: str) -> Words:
    """The words for a condition of a printer, scanner, light, speaker, microphone or camera.

    Raises WordsError.

    >>> from hardware.device import READY
    >>> words_for("printer", READY, "en").says
    'The printer is ready.'
    """
    return DEVICE_WORDS.words(family, condition.code, language)


@cache
def _texts(folder: Path, language: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    if language not in LANGUAGES:
        raise WordsError(f"language must be one of {', '.join(LANGUAGES)}, but got {language!r}")
    texts: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
        (folder / f"{language}.toml").read_text(encoding="utf-8")
    )
    return texts
