"""What a certificate says, what issuing it gives back, and what checking it answers."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from certificates.errors import RecordError

LANGUAGES = ("es", "en", "fr")

# Limits in UTF-8 bytes. They keep the QR small enough for an ordinary phone picture.
MAX_NAME_BYTES = 80
MAX_COMPETENCY_BYTES = 48  # written into the QR; what the keyset says of the scheme may be longer
MAX_CODE_BYTES = 16
MAX_TITLE_BYTES = 100  # what paper and card have room for
MAX_LEVEL_BYTES = 48
MAX_DAYS_TO_ISSUE = 3660

_CODE = re.compile(rf"[a-z0-9][a-z0-9.\-]{{0,{MAX_CODE_BYTES - 1}}}")
_CERTIFICATE_ID = re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){3}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_REFRESH = re.compile(r"[A-Za-z0-9_-]{22}")
_LOOK_ALIKE_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE"})


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as the human assessor rated it; `value` ± `U` (k=2) when it was measured."""

    criterion: str
    label: str
    rating: str
    value: float | None = None
    U: float | None = None
    unit: str | None = None


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the competency stands in a public framework (ESCO, ISCO-08, a national standard)."""

    framework: str
    name: str
    url: str
    code: str | None = None


class CertificateRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything both forms of a certificate are made from.

    `id` comes from `new_certificate_id`; `centre` and `organisation` are the short codes that
    the keyset gives names to; `status_list` and `status_index` come from `allocate_index`;
    `refresh` from `new_refresh_token`: the secret part of the address where the holder's wallet
    asks for the newest edition, which stands in the Open Badge only.
    Times are ISO 8601 UTC with Z; `seal_digest` is the hex sha256 of the attempt's seal.
    """

    id: str
    holder_name: str
    scheme: str
    competency: str
    level: str
    centre: str
    organisation: str
    issued_at: str
    expires_at: str
    seal_digest: str
    status_list: int
    status_index: int
    results: tuple[Result, ...] = ()
    language: str = "es"
    assessed_on: str = ""  # ISO date of the practical test; empty means the day of issue
    scheme_name: str = ""
    criteria: str = ""  # what was asked of the candidate, in one paragraph
    alignments: tuple[Alignment, ...] = ()
    scheme_version: str = ""
    endorsement_comment: str = ""  # what a chamber says by endorsing it
    refresh: str = ""  # empty: the Open Badge names no place to refresh it


class Issued(msgspec.Struct, frozen=True):
    """Both forms of one certificate: the QR's bytes and text, and the credential to keep."""

    cose: bytes
    qr_text: str
    credential: dict[str, Any]


class State(StrEnum):
    """The one answer to "is this certificate good?". Only VALID is green."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    FORGED = "forged"
    UNKNOWN_ISSUER = "unknown_issuer"
    NOT_A_CERTIFICATE = "not_a_certificate"
    NOT_CHECKED = "not_checked"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One state and one reason code; what the certificate says only when its signature holds.

    `status_age_s` is the age of the status information that was used, None when none was.
    `form` says what was recognised: qr, cose, open_badge, pdf or image.
    """

    state: State
    reason: str
    form: str | None = None
    certificate_id: str | None = None
    holder_name: str | None = None
    competency: str | None = None
    level: str | None = None
    scheme: str | None = None
    centre: str | None = None
    centre_name: str | None = None
    organisation: str | None = None
    organisation_name: str | None = None
    assessed_on: str | None = None
    issued_at: str | None = None
    expires_at: str | None = None
    seal_digest: str | None = None
    endorsed_by: str | None = None
    status_checked_at: str | None = None
    status_age_s: int | None = None

    @property
    def ok(self) -> bool:
        """True only when the certificate was checked in full and is good today."""
        return self.state is State.VALID


@lru_cache(maxsize=4096)  # the dates of keys come back with every check
def utc(text: str) -> datetime:
    """Read an ISO 8601 time with a zone; raises RecordError when it is none."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise RecordError(f"'{text}' has no zone; add Z for UTC.")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RecordError(f"'{text}' is not a time; write it like 2026-11-22T17:42:04Z.") from error


def stamp(moment: datetime) -> str:
    """Write a time as ISO 8601 UTC to the second, the precision certificates carry."""
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


def new_certificate_id() -> str:
    """A certificate's number, 64 random bits: `7F3A-9C21-04DE-88B1`."""
    text = secrets.token_hex(8).upper()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def new_refresh_token() -> str:
    """128 random bits in 22 letters, known to the holder of the Open Badge alone."""
    return secrets.token_urlsafe(16)


def check_record(record: CertificateRecord) -> None:
    """Raise RecordError when the record cannot become a certificate, saying what to change."""
    for label, text, most in (
        ("holder_name", record.holder_name, MAX_NAME_BYTES),
        ("competency", record.competency, MAX_TITLE_BYTES),
        ("level", record.level, MAX_LEVEL_BYTES),
    ):
        check_text(label, text, most)
    for label, code in (("centre", record.centre), ("organisation", record.organisation)):
        if not _CODE.fullmatch(code):
            raise RecordError(
                f"{label} '{code}' is no code; use up to {MAX_CODE_BYTES} of a-z, 0-9, '.', '-'."
            )
    if not _CERTIFICATE_ID.fullmatch(record.id):
        raise RecordError(f"'{record.id}' is no certificate number; use new_certificate_id().")
    if not _DIGEST.fullmatch(record.seal_digest):
        raise RecordError("seal_digest must be 64 hex digits, the sha256 of the attempt's seal.")
    if record.refresh and not _REFRESH.fullmatch(record.refresh):
        raise RecordError("refresh is no token; use new_refresh_token(), or leave it empty.")
    if record.language not in LANGUAGES:
        raise RecordError(f"Language '{record.language}' has no texts; use es, en or fr.")
    _check_dates(record)


def _check_dates(record: CertificateRecord) -> None:
    if utc(record.expires_at) <= utc(record.issued_at):
        raise RecordError("The certificate would expire before it is issued; check the dates.")
    if not record.assessed_on:
        return
    try:
        assessed_on = date.fromisoformat(record.assessed_on)
    except ValueError as error:
        raise RecordError(f"assessed_on '{record.assessed_on}' must be like 2026-11-22.") from error
    if not 0 <= (utc(record.issued_at).date() - assessed_on).days <= MAX_DAYS_TO_ISSUE:
        raise RecordError("assessed_on must be at most ten years before the day of issue.")


def check_text(label: str, text: str, most: int) -> None:
    """Refuse what could hide or imitate: controls, look-alike letters, unnormalised forms."""
    if not text or text != text.strip() or "  " in text:
        raise RecordError(f"{label} is empty or has stray spaces; write it plainly.")
    if len(text.encode("utf-8")) > most:
        raise RecordError(
            f"{label} is longer than {most} bytes, too much for a certificate; shorten it."
        )
    if unicodedata.normalize("NFC", text) != text:
        raise RecordError(f"{label} has letters in pieces; normalise it to NFC.")
    if any(unicodedata.category(character)[0] in "CZ" for character in text.replace(" ", "")):
        raise RecordError(f"{label} has invisible characters; type it again.")
    scripts = {unicodedata.name(c, "?").split()[0] for c in text if c.isalpha()}
    if len(scripts & _LOOK_ALIKE_SCRIPTS) > 1:
        raise RecordError(f"{label} mixes alphabets that look alike; type it in one alphabet.")
