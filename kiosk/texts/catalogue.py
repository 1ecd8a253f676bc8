"""Room: kiosk. One language's texts, by dotted key; the TOML files beside this are the source."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.numbers import format_decimal

from kiosk.errors import KioskError

LANGUAGES: Mapping[str, str] = {"es": "Español", "en": "English", "fr": "Français"}
"""Code and own name of each language, in the order the screens offer them."""

FRENCH_SPACE = re.compile(r" (?=[?!:;»%])|(?<=«) ")

FOLDER = Path(__file__).parent


class TextMissingError(KioskError):
    """A text or a language that no catalogue has."""


@dataclass(frozen=True)
class Catalogue:
    """What the screens say in one language."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The text under `key`, with its {placeholders} filled in.

        Raises TextMissingError when the catalogue has no such key.
        """
        try:
            text = self.texts[key]
        except KeyError:
            raise TextMissingError(
                f"there is no text {key!r} in {self.language}: add it to kiosk/texts/*.toml."
            ) from None
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a text under `key`."""
        return key in self.texts

    def lines(self, prefix: str) -> list[str]:
        """The texts `prefix.1`, `prefix.2`, … in order."""
        return [text for key, text in self.texts.items() if key.startswith(f"{prefix}.")]

    def number(self, value: float, digits: int = 1) -> str:
        """A number as people of this language write it: 21,5 in Spanish and French."""
        pattern = "0." + "0" * digits if digits else "0"
        return str(format_decimal(value, format=pattern, locale=self.language))

    def digest(self, prefix: str) -> str:
        """SHA-256 of everything said under `prefix`: what a consent refers to."""
        said = "\n".join(f"{key}={self.texts[key]}" for key in sorted(self._under(prefix)))
        return hashlib.sha256(said.encode()).hexdigest()

    def _under(self, prefix: str) -> Iterator[str]:
        return (key for key in self.texts if key.startswith(f"{prefix}."))


@cache
def load_catalogue(language: str) -> Catalogue:
    """The catalogue of one of LANGUAGES. Raises TextMissingError for any other."""
    if language not in LANGUAGES:
        raise TextMissingError(
            f"there is no catalogue {language!r}: use one of {', '.join(LANGUAGES)}."
        )
    with (FOLDER / f"{language}.toml").open("rb") as file:
        texts = dict(_flatten(tomllib.load(file)))
    # A French question mark must not start a line: its space becomes one that does not break.
    return Catalogue(language, {k: FRENCH_SPACE.sub("\u00a0", text) for k, text in texts.items()})


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield from ((f"{prefix}{key}.{i}", str(item)) for i, item in enumerate(value, 1))
        else:
            yield f"{prefix}{key}", str(value)
