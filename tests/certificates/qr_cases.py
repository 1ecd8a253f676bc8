"""The vectors of the QR form: texts a camera or a clipboard can bring, and the answer to each."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from certificate_world import (
    BASE,
    KEYS,
    NAMES,
    RECORD,
    SUSPENDED_PLACE,
    TODAY,
    WITHDRAWN_PLACE,
    build_world,
    changed,
    publish,
)

from certificates import cbor, cose, cwt, digits
from certificates.multikey import base64url
from certificates.record import CertificateRecord, stamp

BAD = ("forged", "bad_signature")


def text_of(cose_bytes: bytes) -> str:
    """The QR text of a payload."""
    return f"{BASE}/v#{digits.to_digits(cose_bytes)}"


def signed_text(record: CertificateRecord, key: str = "issuing") -> str:
    """The QR text of a record, signed with any key, allowed or not."""
    return text_of(cwt.sign_claims(record, KEYS[key]))


def claims_of(record: CertificateRecord = RECORD) -> dict[int, Any]:
    """The claims of a record, to be changed before they are signed."""
    payload = cose.read(cwt.sign_claims(record, KEYS["issuing"]), 400).payload
    return dict(cbor.decode(payload))


def payload_text(payload: bytes) -> str:
    """The QR text of arbitrary payload bytes, properly signed."""
    return text_of(cose.sign(payload, KEYS["issuing"]))


def flipped(data: bytes, at: int) -> bytes:
    """The bytes with one bit of one byte changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


LOOK_ALIKES = {
    "look-alike": "https://certlficados.example",
    "homoglyph": "https://certific\u0430dos.example",
    "punycode": "https://xn--certificdos-x8a.example",
    "longer": f"{BASE}.evil.example",
    "user name": f"{BASE}@evil.example",
    "port": f"{BASE}:8443",
    "plain http": BASE.replace("https", "http"),
    "upper case": BASE.upper(),
}


def parts_of(good: bytes) -> dict[str, bytes]:
    """A piece of the payload that stands once in it, by what it says."""
    return {
        "competency": b"Montaje",
        "level": b"2\x02",
        "issuer": b"incaf",
        "expiry": b"\x70\xa8\x15\x6c",
        "day of issue": b"\x6b\x03\x29\x6c",
        "number": bytes.fromhex("7F3A9C2104DE88B1"),
        "status place": b"\x9c\xbb",
        "seal": b"\x3b\x4f" * 6,
    }


def genuine_cases(good: bytes) -> list[dict[str, Any]]:
    """Certificates whose signature holds, in every state."""
    future = {**claims_of(), 100: "a claim of the year 2040"}
    named = claims_of()
    named[cwt.SUBJECT] = [*named[cwt.SUBJECT][:4], "sv-zac", *named[cwt.SUBJECT][5:]]
    longer = claims_of()
    longer[cwt.SUBJECT] = [*longer[cwt.SUBJECT], "a field of the year 2040"]
    old = {"issued_at": "2026-03-01T00:00:00Z", "assessed_on": ""}
    before = changed(**old)
    return [
        case("valid", text_of(good), "valid", "ok"),
        case("valid: digits only", digits.to_digits(good), "valid", "ok"),
        case("valid: fragment only", "#" + digits.to_digits(good), "valid", "ok"),
        case("valid: claim unknown today", payload_text(cbor.encode(future)), "valid", "ok"),
        case(
            "valid: subject field unknown today", payload_text(cbor.encode(longer)), "valid", "ok"
        ),
        case("valid: centre named", payload_text(cbor.encode(named)), "valid", "ok"),
        case("valid: rotated key", signed_text(before, "rotated"), "valid", "ok"),
        case(
            "valid: before the key's end", signed_text(changed(**old), "compromised"), "valid", "ok"
        ),
        case(
            "expired",
            signed_text(changed(**old, expires_at="2026-11-22T17:59:59Z")),
            "expired",
            "expired",
        ),
        case(
            "suspended",
            signed_text(changed(status_index=SUSPENDED_PLACE)),
            "suspended",
            "suspended",
        ),
        case(
            "withdrawn",
            signed_text(changed(status_index=WITHDRAWN_PLACE)),
            "withdrawn",
            "withdrawn",
        ),
        case(
            "withdrawn: also expired",
            signed_text(
                changed(**old, expires_at="2026-11-01T00:00:00Z", status_index=WITHDRAWN_PLACE)
            ),
            "withdrawn",
            "withdrawn",
        ),
    ]


def unchecked_cases(good: bytes) -> list[dict[str, Any]]:
    """Genuine certificates that must not be green, for want of something to check with."""
    text, place = text_of(good), signed_text(changed(status_index=WITHDRAWN_PLACE))
    elsewhere = claims_of()
    elsewhere[cwt.STATUS] = {0: [9, 1]}
    beyond = claims_of()
    beyond[cwt.STATUS] = {0: [1, 131072]}
    return [
        case("not checked: no keyset", text, "not_checked", "keyset_missing", sources="nothing"),
        case("not checked: no list", text, "not_checked", "status_missing", sources="no lists"),
        case("not checked: old list", text, "not_checked", "status_stale", sources="old list"),
        case("withdrawn by an old list", place, "withdrawn", "withdrawn", sources="old list"),
        case(
            "not checked: old keyset", text, "not_checked", "keyset_expired", sources="old keyset"
        ),
        case(
            "not checked: clock before the list",
            text,
            "not_checked",
            "clock_behind",
            sources="list of tomorrow",
        ),
        case(
            "not checked: issued in the future",
            signed_text(changed(issued_at="2026-11-23T00:00:00Z")),
            "not_checked",
            "clock_behind",
        ),
        case(
            "not checked: unknown list",
            payload_text(cbor.encode(elsewhere)),
            "not_checked",
            "status_missing",
        ),
        case(
            "not checked: place beyond the list",
            payload_text(cbor.encode(beyond)),
            "not_checked",
            "status_place_unknown",
        ),
    ]


def forged_cases(good: bytes) -> list[dict[str, Any]]:
    """Payloads that a dishonest hand has changed, made up, or signed with the wrong key."""
    name_at, kid_at = good.index("María".encode()), good.index(KEYS["issuing"].kid.encode())
    issuer, centre = claims_of(), claims_of()
    issuer[cwt.ISSUER] = "casatur"
    centre[cwt.SUBJECT] = [*centre[cwt.SUBJECT][:4], "sv-uni", *centre[cwt.SUBJECT][5:]]
    number = digits.to_digits(good)
    swapped = good.replace(KEYS["issuing"].kid.encode(), KEYS["rotated"].kid.encode())
    other_end = cwt.sign_claims(changed(holder_name="Otra Persona"), KEYS["issuing"])[-64:]
    return [
        case("forged: name changed", text_of(flipped(good, name_at)), "forged", "bad_signature"),
        case("forged: signature changed", text_of(flipped(good, len(good) - 1)), *BAD),
        case("forged: signature of another certificate", text_of(good[:-64] + other_end), *BAD),
        case("forged: key id of another key", text_of(swapped), *BAD),
        case(
            "forged: after the key's end", signed_text(RECORD, "compromised"), "forged", "key_ended"
        ),
        case(
            "forged: after the key's term",
            signed_text(RECORD, "rotated"),
            "forged",
            "key_not_valid_then",
        ),
        case("forged: status key", signed_text(RECORD, "status"), "forged", "wrong_purpose"),
        case("forged: issuer", payload_text(cbor.encode(issuer)), "forged", "wrong_authority"),
        case("forged: centre", payload_text(cbor.encode(centre)), "forged", "wrong_authority"),
        *(
            case(f"forged: {name} domain", f"{address}/v#{number}", "forged", "wrong_domain")
            for name, address in LOOK_ALIKES.items()
        ),
        *(
            case(f"forged: {name} changed", text_of(flipped(good, good.index(part))), *BAD)
            for name, part in parts_of(good).items()
        ),
        case(
            "unknown issuer: unknown key",
            signed_text(RECORD, "stranger"),
            "unknown_issuer",
            "unknown_key",
        ),
        case(
            "unknown issuer: key id changed",
            text_of(flipped(good, kid_at)),
            "unknown_issuer",
            "unknown_key",
        ),
    ]


def foreign_cases(good: bytes, token: bytes) -> list[dict[str, Any]]:
    """Everything else a camera or a clipboard can bring."""
    header, payload = bytes([4]) + KEYS["issuing"].kid.encode(), cbor.encode(claims_of())
    es256 = cbor.encode({1: -7, 4: header[1:]})
    unprotected = cbor.encode([cbor.encode({1: -8}), {4: header[1:]}, payload, bytes(64)])
    twice = cbor.encode(claims_of()).replace(b"\xa6\x01", b"\xa7\x01\x61x\x01", 1)
    wide = b"\xa1\x18\x01\x61x"  # key 1 in two bytes
    texts = {
        "empty": "",
        "plain words": "Montaje de mesa",
        "plain link": "https://certificados.example/v",
        "another link": "https://example.org/v#about",
        "EU health certificate": "HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2",
        "SMART Health Card": "shc:/5676290952432060346029243740446031222959532654603460292540",
        "digits cut off": text_of(good)[:-1],
        "digits too large": f"{BASE}/v#" + "9" * 17,
        "digits with spaces": text_of(good)[:60] + " " + text_of(good)[60:],
        "too many digits": f"{BASE}/v#" + "0" * 20_000,
        "not COSE": text_of(b"\xa1\x01\x02"),
        "truncated COSE": text_of(good[:-1]),
        "bytes after the end": text_of(good + b"\0"),
        "another COSE type": text_of(b"\xd1" + good[1:]),
        "another algorithm": text_of(b"\xd2" + cbor.encode([es256, {}, payload, bytes(64)])),
        "key named outside the protected header": text_of(b"\xd2" + unprotected),
        "no claims": payload_text(cbor.encode(["x"])),
        "claims missing": payload_text(cbor.encode({1: "incaf"})),
        "negative date": payload_text(cbor.encode({**claims_of(), cwt.ISSUED: -1})),
        "date of the year 9999": payload_text(cbor.encode({**claims_of(), cwt.EXPIRES: 2**40})),
        "a number no browser can hold": payload_text(cbor.encode({**claims_of(), 99: 2**60})),
        "a key given twice": payload_text(twice),
        "a number in two bytes": payload_text(wide),
        "an array of four thousand million": payload_text(b"\x9a\xff\xff\xff\xff"),
        "a text of four thousand million": payload_text(b"\x7a\xff\xff\xff\xff"),
        "no definite size": payload_text(b"\x9f\xff"),
        "nested a hundred deep": payload_text(b"\x81" * 100 + b"\x01"),
        "a float": payload_text(b"\xf9\x3c\x00"),
        "a tag": payload_text(b"\xc2\x41\x01"),
        "text that is not UTF-8": payload_text(b"\xa1\x01\x61\xff"),
    }
    return [
        *(case(name, text, "not_a_certificate", "unreadable") for name, text in texts.items()),
        case("a status list", text_of(token), "not_a_certificate", "unreadable"),
    ]


def case(name: str, text: str, state: str, reason: str, sources: str = "today") -> dict[str, Any]:
    """One line of the vectors."""
    return {"name": name, "text": text, "sources": sources, "state": state, "reason": reason}


def qr_vectors() -> dict[str, Any]:
    """The vectors of the QR form, with everything there is to check with."""
    keyset = build_world()
    good = cwt.sign_claims(RECORD, KEYS["issuing"])
    lists = publish(keyset)
    old_keyset = build_world(keyset_until="2026-11-22T17:00:00Z")
    sources = {
        "today": (keyset, [lists]),
        "nothing": (None, []),
        "no lists": (keyset, []),
        "old list": (keyset, [publish(keyset, TODAY - timedelta(days=8))]),
        "list of tomorrow": (keyset, [publish(keyset, TODAY + timedelta(days=1))]),
        "old keyset": (old_keyset, [lists]),
        "titles": (build_world(version=2, titled=True), [lists]),
    }
    return {
        "description": "Every verifier must answer each text with this state and reason.",
        "now": stamp(TODAY),
        "root": KEYS["root"].multibase,
        "seeds": {name: (bytes([n + 1]) * 32).hex() for n, name in enumerate(NAMES)},
        "sources": {
            name: {
                "keyset": None if known is None else json.loads(known.raw),
                "lists": [base64url(one.token) for one in published],
            }
            for name, (known, published) in sources.items()
        },
        "cases": [
            *genuine_cases(good),
            *unchecked_cases(good),
            *forged_cases(good),
            *foreign_cases(good, lists.token),
        ],
    }
