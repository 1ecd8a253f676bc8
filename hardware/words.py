"""Room: hardware. What a device's condition means, in words: the same for doctor and screens."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hardware.device import Condition
from hardware.errors import HardwareError

FOLDER = Path(__file__).with_name("texts")
LANGUAGES = ("es", "en", "fr")


class WordsError(HardwareError):
    """A condition without words, or a language we do not have."""


@dataclass(frozen=True)
class Words:
    """`says` what is the matter, `remedy` what to do about it (empty when nothing is)."""

    says: str
    remedy: str


def words_for(family: str, condition: Condition, language: str) -> Words:
    """The words for a condition of a printer, scanner, light, speaker, microphone or camera.

    Raises WordsError.

    >>> from hardware.device import READY
    >>> words_for("printer", READY, "en").says
    'The printer is ready.'
    """
    table = _texts(language).get(family, {})
    if condition.code not in table:
        raise WordsError(
            f"{family}.{condition.code} has no words in hardware/texts/{language}.toml"
        )
    entry = table[condition.code]
    return Words(entry["says"], entry["remedy"])


@cache
def _texts(language: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    if language not in LANGUAGES:
        raise WordsError(f"language must be one of {', '.join(LANGUAGES)}, but got {language!r}")
    texts: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
        (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    )
    return texts
