"""The vectors of the Open Badge form: credentials, and the answer to each."""

from __future__ import annotations

import json
from typing import Any

from certificate_world import (
    BASE,
    KEYS,
    RECORD,
    SUSPENDED_PLACE,
    TODAY,
    WITHDRAWN_PLACE,
    build_world,
    changed,
    publish,
)

from certificates.issue import issue
from certificates.record import stamp

BAD = ("forged", "bad_signature")
OTHER = ("not_a_certificate", "other_document")


def badge_case(name: str, badge: dict[str, Any], state: str, reason: str) -> dict[str, Any]:
    """One credential with its answer."""
    return {"name": name, "credential": badge, "state": state, "reason": reason}


def badge_vectors() -> dict[str, Any]:
    """The vectors of the Open Badge form."""
    keyset = build_world()
    lists = publish(keyset)
    good = issue(RECORD, KEYS["issuing"], keyset, KEYS["chamber"]).credential
    plain = issue(changed(language="en"), KEYS["issuing"], keyset).credential
    old = {"issued_at": "2026-03-01T00:00:00Z", "assessed_on": ""}

    def edited(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
        copy: dict[str, Any] = json.loads(json.dumps(good))
        node: Any = copy
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value
        return copy

    def issued(**fields: Any) -> dict[str, Any]:
        return issue(changed(**fields), KEYS["issuing"], keyset).credential

    subject = ("credentialSubject", "identifier", 0, "identityHash")
    moved = edited(("endorsement", 0, "credentialSubject", "id"), f"{BASE}/certificates/other")
    return {
        "description": "Open Badges 3.0 credentials with the answer every verifier must give.",
        "now": stamp(TODAY),
        "root": KEYS["root"].multibase,
        "keyset": json.loads(keyset.raw),
        "lists": [lists.revocation, lists.suspension],
        "cases": [
            badge_case("valid, endorsed by a chamber", good, "valid", "ok"),
            badge_case("valid, in English, not endorsed", plain, "valid", "ok"),
            badge_case(
                "expired", issued(**old, expires_at="2026-11-22T17:59:59Z"), "expired", "expired"
            ),
            badge_case("suspended", issued(status_index=SUSPENDED_PLACE), "suspended", "suspended"),
            badge_case("withdrawn", issued(status_index=WITHDRAWN_PLACE), "withdrawn", "withdrawn"),
            badge_case("forged: name changed", edited(subject, "Otra Persona"), *BAD),
            badge_case(
                "forged: longer validity", edited(("validUntil",), "2039-11-22T17:42:04Z"), *BAD
            ),
            badge_case("forged: endorsement moved", moved, *BAD),
            badge_case(
                "forged: a name its contexts do not know",
                edited(("honours",), "summa cum laude"),
                "forged",
                "malformed",
            ),
            badge_case(
                "forged: a context that redefines names",
                edited(("@context", 1), "https://example.org/context"),
                "forged",
                "malformed",
            ),
            badge_case(
                "unknown issuer",
                edited(("issuer", "id"), "https://example.org/keyset.json"),
                "unknown_issuer",
                "unknown_issuer",
            ),
            badge_case(
                "unknown key",
                edited(("proof", "verificationMethod"), f"{BASE}/keyset.json#none"),
                "unknown_issuer",
                "unknown_key",
            ),
            badge_case("another credential", edited(("type", 1), "DegreeCredential"), *OTHER),
        ],
    }
