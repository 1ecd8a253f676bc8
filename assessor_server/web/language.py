"""Words, dates and numbers of the pages in es, en, fr. Reads texts/*.toml, touches nothing else."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import negotiate_locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

from assessor_server.errors import ServerError

LANGUAGES = {"es": "Español", "en": "English", "fr": "Français"}
DEFAULT = "es"
TEXTS = Path(__file__).parent / "texts"


class TextMissingError(ServerError):
    """A page asks for a text the catalogue does not have."""


@dataclass(frozen=True)
class Words:
    """One language: `words("queue.title")`, and its ways to write times and numbers."""

    language: str
    texts: Mapping[str, str]
    time_zone: ZoneInfo

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its {places} filled; raises TextMissingError."""
        try:
            return self.texts[key].format(**values)
        except KeyError as error:
            raise TextMissingError(
                f"{TEXTS / self.language}.toml lacks {error} (for {key!r}): write it in all three."
            ) from error

    def has(self, key: str) -> bool:
        return key in self.texts

    def moment(self, text: str) -> str:
        """A time as people here write it: 22 nov 2026, 11:42."""
        local = datetime.fromisoformat(text).astimezone(self.time_zone)
        return format_datetime(local, "d MMM y, HH:mm", locale=self.language)

    def day(self, text: str) -> str:
        """A day as people here write it: 22 de noviembre de 2026."""
        local = datetime.fromisoformat(text).astimezone(self.time_zone)
        return format_date(local, "long", locale=self.language)

    def age(self, text: str) -> str:
        """How long ago, roughly: 3 horas."""
        gone = max(datetime.now(UTC) - datetime.fromisoformat(text), timedelta(0))
        return format_timedelta(gone, locale=self.language, threshold=1.2)

    def number(self, value: float, digits: int = 1) -> str:
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return format_decimal(value, pattern, locale=self.language)

    def marks(self, value: float) -> str:
        """Marks without needless zeros: 12,5."""
        return format_decimal(value, "#,##0.##", locale=self.language)

    def percent(self, share: float) -> str:
        return format_percent(share, "#,##0 %", locale=self.language)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of a language by dotted key."""
    with (TEXTS / f"{language}.toml").open("rb") as handle:
        return dict(_flat(tomllib.load(handle), ""))


def choose_language(cookie: str | None, accepted: str) -> str:
    """The language of a page: the one chosen before, else the browser's, else Spanish."""
    if cookie in LANGUAGES:
        return cookie
    wanted = [part.split(";")[0].strip() for part in accepted.split(",")[:10]]
    return negotiate_locale(wanted, list(LANGUAGES), sep="-") or DEFAULT


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
