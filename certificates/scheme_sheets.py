"""What certificates stand for, in words an employer understands: published whole, as status is.

The verifier page keeps the list and shows of it what belongs to the certificate it checked, so no
request tells which one that was. A status key signs it: COSE_Sign1 over JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from certificates import cose
from certificates.keys import SigningKey
from certificates.record import stamp
from certificates.words import Words

CONTENT_TYPE: Final = "application/acredita-schemes+json"


class AssessedCriterion(msgspec.Struct, frozen=True):
    """One thing that was scored; a critical one must be right."""

    title: Words
    critical: bool = False


class AssessedTest(msgspec.Struct, frozen=True):
    """One practical test and what is looked at in it."""

    title: Words
    criteria: tuple[AssessedCriterion, ...]


class SchemeSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a scheme's certificates stand for; texts by language (es, en, fr)."""

    title: Words
    level: Words
    units: tuple[Words, ...]
    tests: tuple[AssessedTest, ...]
    validity_months: int
    isco_08: str


class _Document(msgspec.Struct, frozen=True):
    format: str
    issued: str
    schemes: dict[str, SchemeSheet]


def sign_schemes(sheets: Mapping[str, SchemeSheet], key: SigningKey, *, now: datetime) -> bytes:
    """The signed list, to be served as /schemes.cose; `sheets` by the schemes' codes."""
    document = _Document("acredita-schemes/1", stamp(now), dict(sheets))
    return cose.sign(msgspec.json.encode(document), key, CONTENT_TYPE)
