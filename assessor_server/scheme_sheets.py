"""What this server's certificates stand for, signed for everybody. Reads schemes and packs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from assessor_server.issuer import Issuer
from assessor_server.scheme_names import scheme_code
from certificates.scheme_sheets import (
    AssessedCriterion,
    AssessedTest,
    SchemeSheet,
    sign_schemes,
)
from scenarios import Pack, Scheme
from scenarios.schemes.scheme import Words3

LANGUAGES = ("es", "en", "fr")
FRESH = timedelta(days=1)  # how old the signed list may be before it is signed again


@dataclass
class SchemeSheets:
    """The signed list, made when it is first asked for."""

    issuer: Issuer
    sheets: Mapping[str, SchemeSheet]
    _signed: bytes = b""
    _signed_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def file(self) -> bytes:
        """What is served at /schemes.cose. Raises certificates' KeyFileError."""
        with self._lock:
            now = datetime.now(UTC)
            if self._signed_at is None or now - self._signed_at > FRESH:
                self._signed = sign_schemes(self.sheets, self.issuer.status_key(), now=now)
                self._signed_at = now
            return self._signed


def sheets_of(schemes: Sequence[Scheme], packs: Iterable[Pack]) -> dict[str, SchemeSheet]:
    """A sheet for each scheme, with the tests among `packs` that it asks for."""
    by_id = {pack.id: pack for pack in sorted(packs, key=lambda pack: pack.version)}
    return {scheme_code(scheme): _sheet(scheme, by_id) for scheme in schemes}


def _sheet(scheme: Scheme, packs: Mapping[str, Pack]) -> SchemeSheet:
    def told(of: Words3) -> dict[str, str]:
        return {language: of.in_language(language) for language in LANGUAGES}

    return SchemeSheet(
        title=told(scheme.title),
        level=told(scheme.level),
        units=tuple(told(unit.title) for unit in scheme.units),
        tests=tuple(_test(packs[id]) for id in scheme.scenarios if id in packs),
        validity_months=scheme.validity_months,
        isco_08=scheme.isco_08,
    )


def _test(pack: Pack) -> AssessedTest:
    def told(key: str) -> dict[str, str]:
        return {language: pack.text(key, language) for language in LANGUAGES}

    return AssessedTest(
        told("title"),
        tuple(AssessedCriterion(told(one.title), one.critical) for one in pack.criteria),
    )
