"""Vectors of codes that leave competency, level and issuer to the keyset and its keys."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from certificate_world import KEYS, SUSPENDED_PLACE, TITLES, WITHDRAWN_PLACE, build_world, changed
from qr_cases import case, claims_of, flipped, payload_text, text_of

from certificates import cbor, cwt
from certificates.record import LANGUAGES, CertificateRecord
from certificates.scheme_title import InLanguages

TITLE, LEVEL = TITLES["mesa-1"].title, TITLES["mesa-1"].level
NO_TITLE = ("not_checked", "title_missing")


def short(**fields: Any) -> CertificateRecord:
    """The vectors' record in the words of the keyset."""
    return changed(competency=TITLE.es, level=LEVEL.es, **fields)


def short_code(**fields: Any) -> bytes:
    """Its code, which leaves out what the keyset says."""
    return cwt.sign_claims(short(**fields), KEYS["issuing"], TITLES["mesa-1"])


def title_cases() -> Iterator[dict[str, Any]]:
    """Every case with the keyset that has titles, or with one that lacks them."""
    good = short_code()
    valid = ("valid", "ok", "titles")
    both = said(TITLE, LEVEL)
    yield shows(case("valid: left to the keyset", text_of(good), *valid), both)
    older, own = payload_text(cbor.encode(claims_of())), InLanguages(es="Montaje de mesa")
    text = said(own, InLanguages(es="2"))
    yield shows(case("valid: older code, titles in the keyset", older, *valid), text)
    mixed = case("valid: own competency, keyset's level", coded(own.es, ""), *valid)
    yield shows(mixed, said(own, LEVEL))
    nameless = {label: claim for label, claim in claims_of().items() if label != cwt.ISSUER}
    unnamed = payload_text(cbor.encode(nameless))
    yield shows(case("valid: issuer left to the key", unnamed, "valid", "ok"), text)
    empty = payload_text(cbor.encode({**nameless, cwt.ISSUER: ""}))
    yield case("forged: issuer empty", empty, "forged", "wrong_authority")
    changed_name = flipped(good, good.index("María".encode()))
    yield case(
        "forged: left to the keyset, name changed",
        text_of(changed_name),
        "forged",
        "bad_signature",
        "titles",
    )
    yield from untitled(text_of(good))


def untitled(text: str) -> Iterator[dict[str, Any]]:
    """The same, where the keyset at hand does not say what the code leaves out."""
    yield case("not checked: no title", text, *NO_TITLE)
    yield case("not checked: no title, and no list", text, *NO_TITLE, "no lists")
    yield case("not checked: level left out", coded("Montaje de mesa", ""), *NO_TITLE)
    yield case("not checked: competency left out", coded("", "2"), *NO_TITLE)
    suspended = text_of(short_code(status_index=SUSPENDED_PLACE))
    yield case("not checked: no title, suspended", suspended, *NO_TITLE)
    withdrawn = text_of(short_code(status_index=WITHDRAWN_PLACE))
    yield case("withdrawn: no title", withdrawn, "withdrawn", "withdrawn")
    past = text_of(
        short_code(
            issued_at="2026-03-01T00:00:00Z", assessed_on="", expires_at="2026-11-22T17:59:59Z"
        )
    )
    yield case("expired: no title", past, "expired", "expired")
    yield case(
        "not checked: no title, old keyset", text, "not_checked", "keyset_expired", "old keyset"
    )


def refused_keysets() -> list[dict[str, Any]]:
    """Keysets whose titles somebody has touched since the root signed them."""
    signed = json.loads(build_world(version=2, titled=True).raw)

    def touched(*steps: str, to: str) -> dict[str, Any]:
        document = copy.deepcopy(signed)
        node = document["schemes"]["mesa-1"]
        for step in steps[:-1]:
            node = node[step]
        node[steps[-1]] = to
        return document

    without = {name: value for name, value in signed.items() if name != "schemes"}
    return [
        {"name": "a title changed", "keyset": touched("title", "es", to="Jefatura de sala")},
        {
            "name": "a title changed in one language",
            "keyset": touched("title", "fr", to="Chef de salle"),
        },
        {"name": "a level raised", "keyset": touched("level", "es", to="Superior")},
        {"name": "a language added", "keyset": touched("level", "fr", to="Supérieur")},
        {"name": "the titles taken away", "keyset": without},
    ]


def said(title: InLanguages, level: InLanguages) -> dict[str, list[str]]:
    """Competency and level as a verifier shows them, by the reader's language."""
    return {one: [title.in_language(one), level.in_language(one)] for one in LANGUAGES}


def coded(competency: str, level: str) -> str:
    """The vectors' claims with another competency and level."""
    claims = claims_of()
    name, _, _, *rest = claims[cwt.SUBJECT]
    return payload_text(cbor.encode({**claims, cwt.SUBJECT: [name, competency, level, *rest]}))


def shows(told: dict[str, Any], words: dict[str, list[str]]) -> dict[str, Any]:
    """The case with what a verifier shows."""
    return {**told, "shows": words}
