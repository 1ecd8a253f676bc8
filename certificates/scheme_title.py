"""What the keyset says of a scheme: the title and the level of its certificates, by language.

The root signs it once, and so no QR has to repeat it. A text that was published never changes:
certificates bear it without holding it.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from certificates.errors import KeysetError, RecordError
from certificates.record import LANGUAGES, MAX_LEVEL_BYTES, MAX_TITLE_BYTES, check_text


class InLanguages(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One text; always in Spanish, and in the other languages where there is a translation."""

    es: str
    en: str | None = None
    fr: str | None = None

    def in_language(self, language: str) -> str:
        """The text in that language, else in Spanish."""
        return {"en": self.en, "fr": self.fr}.get(language) or self.es

    def told(self) -> dict[str, str]:
        """The texts there are, by language."""
        texts = {language: getattr(self, language) for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text is not None}


class SchemeTitle(msgspec.Struct, frozen=True, kw_only=True):
    """The title and the level of a scheme's certificates."""

    title: InLanguages
    level: InLanguages


SchemeTitles = Mapping[str, SchemeTitle]  # by the scheme's code


def check_titles(schemes: SchemeTitles) -> None:
    """Raise KeysetError for a text that could hide or imitate, or fits on no certificate."""
    for code, scheme in schemes.items():
        for label, words, most in (
            ("title", scheme.title, MAX_TITLE_BYTES),
            ("level", scheme.level, MAX_LEVEL_BYTES),
        ):
            for language, text in words.told().items():
                try:
                    check_text(f"{label} ({language})", text, most)
                except RecordError as error:
                    raise KeysetError(f"Scheme {code}: {error}") from error


def with_titles(known: SchemeTitles, asked: SchemeTitles) -> dict[str, SchemeTitle]:
    """Both together; raises KeysetError where one says otherwise what is known already.

    A language may come in later: nobody has read that text yet.
    """
    together = dict(known)
    for code, scheme in asked.items():
        before = known.get(code, scheme)
        together[code] = SchemeTitle(
            title=_added(code, before.title, scheme.title),
            level=_added(code, before.level, scheme.level),
        )
    return together


def _added(code: str, before: InLanguages, asked: InLanguages) -> InLanguages:
    old, new = before.told(), asked.told()
    for language in old.keys() & new.keys():
        if old[language] != new[language]:
            raise KeysetError(
                f"Scheme '{code}' is “{old[language]}” ({language}) in the keyset, and "
                f"“{new[language]}” is asked for: its certificates rest on the first. Give the "
                "changed scheme another code, and ask for a key of that."
            )
    return InLanguages(**{**new, **old})
