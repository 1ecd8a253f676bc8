"""The wallet's certificates, good and forged, with the answer every verifier must give.

Run as a script it writes certificates/vectors/wallet.json.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from certificate_world import (
    KEYS,
    SUSPENDED_PLACE,
    TODAY,
    WITHDRAWN_PLACE,
    build_world,
    changed,
    publish,
)

from certificates.jose import digest, ed25519_jwk, read_jws, sign_jws
from certificates.keys import SigningKey
from certificates.keyset import KeyEntry, Keyset, load_keyset
from certificates.keyset_build import build_keyset, next_content
from certificates.multikey import base64url
from certificates.sd_jwt import build_sd_jwt, choose

VECTORS = Path(__file__).parents[2] / "certificates" / "vectors" / "wallet.json"
WALLET, ENDED, STRANGER = (SigningKey(bytes([200 + n]) * 32) for n in range(3))
OLD = {
    "issued_at": "2026-01-02T00:00:00Z",
    "assessed_on": "2026-01-01",
    "expires_at": "2026-11-01T00:00:00Z",
}
TOMORROW = int((TODAY + timedelta(days=1)).timestamp())
HOLDER = SigningKey(bytes([210]) * 32)


def wallet_world() -> Keyset:
    """The vectors' keyset with a wallet key, and one that ended before the day of the vectors."""
    world = build_world()
    content = next_content(
        world,
        issued_at=datetime(2026, 11, 22, tzinfo=UTC),
        valid_until=datetime(2027, 2, 22, tzinfo=UTC),
    )
    told = {
        "purpose": "wallet",
        "issuer": "incaf",
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2027-01-01T00:00:00Z",
    }
    keys = [
        *content.keys,
        KeyEntry.of(WALLET.public_key, **told),
        KeyEntry.of(ENDED.public_key, **told, ended_from="2026-11-22T12:00:00Z"),
    ]
    content = type(content)(
        **{name: getattr(content, name) for name in content.__struct_fields__} | {"keys": keys}
    )
    return load_keyset(build_keyset(KEYS["root"], content), KEYS["root"].multibase)


def whole(keyset: Keyset, **fields: Any) -> str:
    """A certificate with all its disclosures, as the server signs it."""
    holder = ed25519_jwk(HOLDER.public_key)
    return build_sd_jwt(
        changed(**fields), WALLET, keyset, now=TODAY, holder=holder, birthdate="1990-05-17"
    )


def resigned(text: str, change: Callable[[dict[str, Any]], None], key: SigningKey = WALLET) -> str:
    """The same disclosures with another signed part."""
    signed, mark, rest = text.partition("~")
    claims = read_jws(signed).claims
    change(claims)
    return sign_jws({"typ": "dc+sd-jwt"}, claims, key) + mark + rest


def disclosure(*value: Any) -> str:
    return base64url(json.dumps(list(value), ensure_ascii=False).encode())


def cases(keyset: Keyset) -> list[dict[str, str]]:
    """Name, text, sources, state and reason of each."""
    good = whole(keyset)
    signed, *disclosures = good.split("~")
    header, payload, signature = signed.split(".")
    minimal = choose(good, ("name", "competency"))
    lone = disclosure("salt", "name", "Otra Persona")
    foreign = disclosure("salt", "iss", "https://other.example")

    def named(one: str) -> Callable[[dict[str, Any]], None]:
        return lambda claims: claims["_sd"].append(digest(one))

    def set_to(**members: Any) -> Callable[[dict[str, Any]], None]:
        return lambda claims: claims.update(members)

    status = {"status_list": {"idx": 40123, "uri": "https://other.example/status/1.jwt"}}
    letter = disclosures[0][12]
    flipped = disclosures[0].replace(letter, "A" if letter != "A" else "B", 1)
    none = {"alg": "none", "kid": WALLET.kid, "typ": "dc+sd-jwt"}
    no_algorithm = base64url(json.dumps(none).encode())
    other = "AAAA" if signature[-4:] != "AAAA" else "BBBB"
    double = base64url(b'{"alg":"EdDSA","alg":"EdDSA","kid":"x","typ":"dc+sd-jwt"}')
    link = f"{keyset.verifier}#"
    malformed = {
        "with another's status list": resigned(good, set_to(status=status)),
        "without a status": resigned(good, lambda claims: claims.pop("status")),
        "without dates": resigned(good, set_to(exp="never")),
        "dates as truth values": resigned(good, set_to(nbf=True)),
        "another hash": resigned(good, set_to(_sd_alg="sha-512")),
        "disclosure added": f"{signed}~{lone}~",
        "disclosure given twice": f"{signed}~{disclosures[0]}~{disclosures[0]}~",
        "disclosure changed": f"{signed}~{flipped}~",
        "disclosure of a claim that stands": resigned(f"{signed}~{foreign}~", named(foreign)),
        "disclosure that is no list": f"{signed}~{base64url(b'7')}~",
        "disclosure that is no base64url": f"{signed}~***~",
    }
    unreadable = {
        "header with a name twice": f"{double}.{payload}.{signature}~",
        "two parts": f"{header}.{payload}~",
        "not JSON": f"{base64url(b'[')}.{payload}.{signature}~",
        "padded base64url": f"{header}=.{payload}.{signature}~",
        "too many disclosures": signed + "~x" * 65 + "~",
        "too long": f"{signed}~{'A' * 60_000}~",
        "tildes only": "~~~",
    }
    groups = {
        ("valid", "ok"): {
            "whole": good,
            "name and competency only": minimal,
            "nothing disclosed": f"{signed}~",
            "as a link": link + minimal,
        },
        ("suspended", "suspended"): {"suspended": whole(keyset, status_index=SUSPENDED_PLACE)},
        ("withdrawn", "withdrawn"): {"withdrawn": whole(keyset, status_index=WITHDRAWN_PLACE)},
        ("expired", "expired"): {"expired": whole(keyset, **OLD)},
        ("not_checked", "clock_behind"): {"issued tomorrow": resigned(good, set_to(nbf=TOMORROW))},
        ("forged", "bad_signature"): {
            "signature changed": good.replace(signature, signature[:-4] + other),
            "algorithm none": f"{no_algorithm}.{payload}.~",
        },
        ("unknown_issuer", "unknown_key"): {
            "signed by a stranger": resigned(good, set_to(), STRANGER)
        },
        ("forged", "wrong_purpose"): {
            "signed by a key for QR codes": resigned(good, set_to(), KEYS["issuing"]),
            "signed by a status key": resigned(good, set_to(), KEYS["status"]),
        },
        ("forged", "key_ended"): {"signed by an ended key": resigned(good, set_to(), ENDED)},
        ("forged", "key_not_valid_then"): {
            "signed before its key was in force": resigned(good, set_to(iat=1))
        },
        ("forged", "wrong_authority"): {
            "of another issuer": resigned(good, set_to(iss="https://other.example")),
            "of another organisation": resigned(good, set_to(organisation="casatur")),
            "of another type": resigned(good, set_to(vct="https://other.example/vct")),
        },
        ("forged", "wrong_domain"): {
            "link at a look-alike domain": link.replace("certificados", "certifícados") + minimal
        },
        ("forged", "malformed"): malformed,
        ("not_a_certificate", "other_document"): {
            "header with more": sign_jws({"typ": "dc+sd-jwt", "jku": "x"}, {}, WALLET) + "~",
            "another kind of JWT": sign_jws({"typ": "JWT"}, {}, WALLET) + "~",
        },
        ("not_a_certificate", "unreadable"): unreadable,
    }
    made = [
        {"name": name, "text": text, "sources": "today", "state": state, "reason": reason}
        for (state, reason), told in groups.items()
        for name, text in told.items()
    ]
    for sources, state, reason in (
        ("no keyset", "not_checked", "keyset_missing"),
        ("no lists", "not_checked", "status_missing"),
        ("stale lists", "not_checked", "status_stale"),
    ):
        made.append(
            {"name": sources, "text": good, "sources": sources, "state": state, "reason": reason}
        )
    return made


def vectors() -> dict[str, Any]:
    """The whole file."""
    keyset = wallet_world()
    document = json.loads(keyset.raw)

    def lists(moment: datetime) -> list[str]:
        return [base64url(publish(keyset, moment).token)]

    return {
        "now": TODAY.isoformat().replace("+00:00", "Z"),
        "root": keyset.root,
        "sources": {
            "today": {"keyset": document, "lists": lists(TODAY)},
            "no keyset": {"keyset": None, "lists": []},
            "no lists": {"keyset": document, "lists": []},
            "stale lists": {"keyset": document, "lists": lists(TODAY - timedelta(days=30))},
        },
        "cases": cases(keyset),
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
