"""How a dishonest hand changes an Open Badge: place by place, and with whichever key it has."""

from __future__ import annotations

import copy
from typing import Any

from certificate_world import BASE, KEYS, RECORD

from certificates.data_integrity import add_proof
from certificates.keyset import Keyset
from certificates.multikey import did_key_method

Badge = dict[str, Any]
Path = tuple[str | int, ...]

ACHIEVEMENT = ("credentialSubject", "achievement")
RESULT = {
    "type": ["Result"],
    "resultDescription": f"{BASE}/schemes/mesa-1#criterion-pieces",
    "value": "Bien",
}

# values the proof covers: changed after signing
CHANGED_VALUES: dict[str, tuple[Path, object]] = {
    "name": (("credentialSubject", "identifier", 0, "identityHash"), "Otra Persona"),
    "competency": (("name",), "Chef ejecutivo"),
    "longer validity": (("validUntil",), "2039-11-22T17:42:04Z"),
    "level": (("credentialSubject", "result", 0, "value"), "3"),
    "result": (("credentialSubject", "result", 1, "value"), "Excelente"),
    "criteria": ((*ACHIEVEMENT, "criteria", "narrative"), "Nada."),
    "alignment": ((*ACHIEVEMENT, "alignment", 0, "targetCode"), "3434"),
    "day of the test": (("credentialSubject", "activityEndDate"), "2020-01-01T00:00:00Z"),
    "seal": (("evidence", 0, "id"), "ni:///sha-256;" + "A" * 43),
    "status place": (("credentialStatus", "statusListIndex"), "40124"),
    "refresh service": (("refreshService", "id"), f"{BASE}/refresh/{RECORD.id}/other"),
    "issuer's name": (("issuer", "name"), "Universidad"),
    "centre's name": (("credentialSubject", "source", "name"), "Otro centro"),
    "signature": (("proof", "proofValue"), "z" + "2" * 88),
}

# what a key may not say: signed by the issuing key all the same
WRONG_PLACES: dict[str, tuple[Path, object]] = {
    "another scheme": ((*ACHIEVEMENT, "id"), f"{BASE}/schemes/muro-1"),
    "another centre": (("credentialSubject", "source", "id"), f"{BASE}/centres/sv-uni"),
    "another number": (("credentialSubject", "licenseNumber"), "0000-0000-0000-0000"),
    "another picture": ((*ACHIEVEMENT, "image", "id"), "https://example.org/a.png"),
    "another refresh": (("refreshService", "id"), "https://example.org/refresh"),
}

# what is not of the closed shape: refused before any signature is looked at
FOREIGN_SHAPES: dict[str, tuple[Path, object]] = {
    "a field unknown today": (("honours",), "summa cum laude"),
    "a field its contexts know": (("termsOfUse",), [{"type": "Policy"}]),
    "a context that redefines names": (("@context", 1), "https://example.org/context"),
    "two results of one criterion": (("credentialSubject", "result", 1), RESULT),
    "another list": (("credentialStatus", "statusListCredential"), f"{BASE}/status/9.json"),
    "another status purpose": (("credentialStatus", "statusPurpose"), "message"),
    "another schema": (("credentialSchema", 0, "id"), "https://example.org/schema.json"),
    "another cryptosuite": (("proof", "cryptosuite"), "eddsa-jcs-2022"),
    "a day that is none": (("credentialSubject", "activityEndDate"), "2026-02-30T00:00:00Z"),
    "a seal that is none": (("evidence", 0, "id"), "https://example.org/evidence"),
    "a hundred results": (("credentialSubject", "result"), [RESULT] * 100),
    "a text of five thousand letters": ((*ACHIEVEMENT, "criteria", "narrative"), "a" * 5000),
    "a control character": (("name",), "Montaje\u0007"),
    "another day of award": (("awardedDate",), "2020-01-01T00:00:00Z"),
    "half a second": (("validUntil",), "2029-11-22T17:42:04.5Z"),
}


def with_value(badge: Badge, path: Path, value: object) -> Badge:
    """A copy of the badge with another value in one place."""
    made = copy.deepcopy(badge)
    node: Any = made
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return made


def signed(badge: Badge, key: str, keyset: Keyset) -> Badge:
    """The badge with a proof by any key, allowed or not."""
    entry = keyset.by_kid.get(KEYS[key].kid)
    method = did_key_method(KEYS[key].public_key) if entry is None else keyset.method(entry)
    return add_proof(
        {name: value for name, value in badge.items() if name != "proof"},
        KEYS[key],
        suite="eddsa-rdfc-2022",
        verification_method=method,
        created=badge["validFrom"],
    )
