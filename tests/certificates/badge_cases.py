"""The vectors of the Open Badge form: credentials, and the answer to each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from badge_forging import CHANGED_VALUES, FOREIGN_SHAPES, WRONG_PLACES, Badge, signed, with_value
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
from certificates.keyset import Keyset
from certificates.open_badge import build_credential, build_endorsement
from certificates.record import stamp

OLD = {"issued_at": "2026-03-01T00:00:00Z", "assessed_on": ""}


def badge_case(
    name: str, badge: Badge | str, state: str, reason: str, sources: str = "today"
) -> dict[str, Any]:
    """One credential (or the text of one) with its answer."""
    form = "text" if isinstance(badge, str) else "credential"
    return {"name": name, form: badge, "sources": sources, "state": state, "reason": reason}


def badge_vectors() -> dict[str, Any]:
    """The vectors of the Open Badge form, with everything there is to check with."""
    keyset = build_world()
    lists, old = publish(keyset), publish(keyset, TODAY - timedelta(days=8))
    both = [lists.revocation, lists.suspension]
    sources = {
        "today": (keyset, both),
        "nothing": (None, []),
        "no lists": (keyset, []),
        "revocation only": (keyset, [lists.revocation]),
        "old lists": (keyset, [old.revocation, old.suspension]),
        "old keyset": (build_world(keyset_until="2026-11-22T17:00:00Z"), both),
    }
    good = issue(RECORD, KEYS["issuing"], keyset, KEYS["chamber"]).credential
    return {
        "description": "Open Badges 3.0 credentials with the answer every verifier must give.",
        "now": stamp(TODAY),
        "root": KEYS["root"].multibase,
        "sources": {
            name: {"keyset": None if known is None else json.loads(known.raw), "lists": published}
            for name, (known, published) in sources.items()
        },
        "cases": [
            *genuine(keyset, good),
            *unchecked(keyset, good),
            *forged(keyset, good),
            *endorsements(keyset, good),
            *foreign(good),
        ],
    }


def genuine(keyset: Keyset, good: Badge) -> Iterator[dict[str, Any]]:
    """Certificates whose signature holds, in every state."""

    def issued(**fields: Any) -> Badge:
        return issue(changed(**fields), KEYS["issuing"], keyset).credential

    def issued_in_march(key: str) -> Badge:
        return signed(build_credential(changed(**OLD), keyset), key, keyset)

    ok = ("valid", "ok")
    past = {**OLD, "expires_at": "2026-11-22T17:59:59Z"}
    two = issue(RECORD, KEYS["issuing"], keyset, KEYS["chamber"], KEYS["hotels"]).credential
    bare = issued(refresh="", results=(), alignments=(), scheme_version="", criteria="")
    yield badge_case("valid, endorsed by a chamber", good, *ok)
    yield badge_case("valid, endorsed by two chambers", two, *ok)
    yield badge_case("valid, in English, not endorsed", issued(language="en"), *ok)
    yield badge_case("valid, the least there can be", bare, *ok)
    yield badge_case("valid: rotated key", issued_in_march("rotated"), *ok)
    yield badge_case("valid: before the key's end", issued_in_march("compromised"), *ok)
    yield badge_case("expired", issued(**past), "expired", "expired")
    for state, place in (("suspended", SUSPENDED_PLACE), ("withdrawn", WITHDRAWN_PLACE)):
        yield badge_case(state, issued(status_index=place), state, state)
    gone = issued(**past, status_index=WITHDRAWN_PLACE)
    yield badge_case("withdrawn: also expired", gone, "withdrawn", "withdrawn")


def unchecked(keyset: Keyset, good: Badge) -> Iterator[dict[str, Any]]:
    """Genuine certificates that must not be green, for want of something to check with."""
    for reason, source in (
        ("keyset_missing", "nothing"),
        ("status_missing", "no lists"),
        ("status_incomplete", "revocation only"),
        ("status_stale", "old lists"),
        ("keyset_expired", "old keyset"),
    ):
        yield badge_case(f"not checked: {source}", good, "not_checked", reason, source)
    place = issue(changed(status_index=WITHDRAWN_PLACE), KEYS["issuing"], keyset).credential
    yield badge_case("withdrawn by old lists", place, "withdrawn", "withdrawn", "old lists")
    early = changed(issued_at="2026-11-23T00:00:00Z")
    tomorrow = issue(early, KEYS["issuing"], keyset).credential
    yield badge_case("not checked: issued in the future", tomorrow, "not_checked", "clock_behind")
    unsigned = build_credential(RECORD, keyset)
    beyond = with_value(unsigned, ("credentialStatus", "statusListIndex"), "131072")
    yield badge_case(
        "not checked: place beyond the list",
        signed(beyond, "issuing", keyset),
        "not_checked",
        "status_place_unknown",
    )


def forged(keyset: Keyset, good: Badge) -> Iterator[dict[str, Any]]:
    """Credentials that a dishonest hand has changed, made up, or signed with the wrong key."""
    for part, (path, value) in CHANGED_VALUES.items():
        yield badge_case(
            f"forged: {part}", with_value(good, path, value), "forged", "bad_signature"
        )
    unsigned = build_credential(RECORD, keyset)
    for name, key, reason in (
        ("status key", "status", "wrong_purpose"),
        ("after the key's end", "compromised", "key_ended"),
        ("after the key's term", "rotated", "key_not_valid_then"),
    ):
        yield badge_case(f"forged: {name}", signed(unsigned, key, keyset), "forged", reason)
    for name, (path, value) in WRONG_PLACES.items():
        made = signed(with_value(unsigned, path, value), "issuing", keyset)
        yield badge_case(f"forged: {name}", made, "forged", "wrong_authority")
    for name, (path, value) in FOREIGN_SHAPES.items():
        yield badge_case(f"forged: {name}", with_value(good, path, value), "forged", "malformed")
    stranger = with_value(good, ("proof", "verificationMethod"), f"{BASE}/keyset.json#none")
    yield badge_case("unknown key", stranger, "unknown_issuer", "unknown_key")
    by_did = signed(unsigned, "stranger", keyset)
    yield badge_case("a key that names itself", by_did, "unknown_issuer", "unknown_key")
    for name, address in (
        ("look-alike issuer", "https://certificados.example.org/keyset.json"),
        ("homoglyph issuer", f"{BASE}/keyset.json".replace("a", "\u0430", 1)),
    ):
        elsewhere = with_value(good, ("issuer", "id"), address)
        yield badge_case(name, elsewhere, "unknown_issuer", "unknown_issuer")


def endorsements(keyset: Keyset, good: Badge) -> Iterator[dict[str, Any]]:
    """Endorsements that are not the chamber's, or not of this certificate."""
    plain = build_credential(RECORD, keyset)

    def endorsed(*made: Badge) -> Badge:
        return signed({**plain, "endorsement": list(made)}, "issuing", keyset)

    def by(key: str, chamber: str, **fields: Any) -> Badge:
        public_key = KEYS[key].public_key
        unsigned = build_endorsement(changed(**fields), keyset, chamber, public_key)
        return signed(unsigned, key, keyset)

    whole: Badge = good["endorsement"][0]
    comment = ("credentialSubject", "endorsementComment")
    longer = by("chamber", "casatur", expires_at="2039-11-22T17:42:04Z")
    for name, made in (
        ("of another certificate", [by("chamber", "casatur", id="0000-0000-0000-0001")]),
        ("by a chamber of other schemes", [by("builders", "casalco")]),
        ("by a stranger", [by("stranger", "casatur")]),
        ("by the issuing key", [by("issuing", "incaf")]),
        ("twice", [whole, whole]),
        ("longer than the certificate", [longer]),
        ("with another comment", [with_value(whole, comment, "Excelente")]),
    ):
        yield badge_case(f"forged: endorsed {name}", endorsed(*made), "forged", "bad_endorsement")
    moved = with_value(
        good, ("endorsement", 0, "credentialSubject", "id"), f"{BASE}/certificates/other"
    )
    yield badge_case("forged: endorsement moved", moved, "forged", "bad_signature")
    without = {name: value for name, value in good.items() if name != "endorsement"}
    yield badge_case("forged: endorsement taken away", without, "forged", "bad_signature")


def foreign(good: Badge) -> Iterator[dict[str, Any]]:
    """Other documents, and texts that are none."""
    other, unreadable = ("not_a_certificate", "other_document"), ("not_a_certificate", "unreadable")
    degree = with_value(good, ("type", 1), "DegreeCredential")
    yield badge_case("another credential", degree, *other)
    yield badge_case("an endorsement alone", good["endorsement"][0], *other)
    text = json.dumps(good, ensure_ascii=False)
    yield badge_case("a name given twice", '{"name": "Ingeniera", ' + text[1:], *unreadable)
    yield badge_case("not a number", text.replace('"40123"', "NaN"), *unreadable)
    half = text[:-1] + ', "honours\\ud800": 1}'
    yield badge_case("forged: half a letter in a name", half, "forged", "malformed")
    yield badge_case("cut off", text[:-10], *unreadable)
    yield badge_case("nested two thousand deep", '{"a":' * 2_000, *unreadable)
    yield badge_case("too large", "{" + " " * 65_536, "not_a_certificate", "too_large")
