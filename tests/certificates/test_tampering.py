"""Whatever is changed in a certificate is noticed; whatever comes in, one answer goes out."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from certificate_world import KEYS, TODAY, build_world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qr_cases import claims_of, text_of
from test_keyset import leaves

from certificates import Issued, Keyset, State, StatusLists, Verdict, cbor, cose, verify
from certificates.data_integrity import add_proof
from certificates.verify import MAX_TEXT, verify_input

Check = Callable[[Any], Verdict]

fuzz = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_flipping_any_bit_of_the_cose_payload_is_noticed(issued: Issued, check: Check) -> None:
    assert check(issued.cose).ok
    accepted = []
    for at in range(len(issued.cose)):
        for bit in range(8):
            changed = bytearray(issued.cose)
            changed[at] ^= 1 << bit
            if check(bytes(changed)).state not in (
                State.FORGED,
                State.UNKNOWN_ISSUER,
                State.NOT_A_CERTIFICATE,
            ):
                accepted.append((at, bit))
    assert accepted == []


def test_changing_any_digit_of_the_qr_is_noticed(issued: Issued, check: Check) -> None:
    mark = issued.qr_text.index("#") + 1
    for at in range(mark, len(issued.qr_text)):
        digit = str((int(issued.qr_text[at]) + 1) % 10)
        changed = issued.qr_text[:at] + digit + issued.qr_text[at + 1 :]
        assert not check(changed).ok


def test_changing_any_value_of_the_badge_is_noticed(issued: Issued, check: Check) -> None:
    assert check(issued.credential).ok
    for path in leaves(issued.credential):
        changed = copy.deepcopy(issued.credential)
        node: Any = changed
        for step in path[:-1]:
            node = node[step]
        value = node[path[-1]]
        node[path[-1]] = not value if isinstance(value, bool) else f"{value}x"
        assert check(changed).state in (
            State.FORGED,
            State.UNKNOWN_ISSUER,
            State.NOT_A_CERTIFICATE,
        ), path


HOSTILE = (
    "\x80",
    "\ud800",
    "",
    "_:b0",
    "0001-01-01T00:00:00+14:00",
    "ni:///sha-256;\x80",
    "9" * 5000,
    None,
    -1,
    1e400,
    [],
    {"@id": "_:b0"},
)
READ_CLOSELY = (
    ("evidence", 0, "id"),
    ("validFrom",),
    ("validUntil",),
    ("credentialSubject", "activityEndDate"),
    ("credentialStatus", "statusListIndex"),
    ("credentialSchema", 0, "id"),
    ("refreshService", "id"),
    ("credentialSubject", "achievement", "image", "id"),
    ("proof", "verificationMethod"),
    ("proof", "proofValue"),
    ("endorsement", 0, "proof", "verificationMethod"),
    ("endorsement", 0, "validFrom"),
    ("name",),
)


@pytest.mark.parametrize("path", READ_CLOSELY)
def test_hostile_values_get_an_answer_that_is_not_green(
    path: tuple[Any, ...], issued: Issued, check: Check
) -> None:
    for value in HOSTILE:
        changed = copy.deepcopy(issued.credential)
        node: Any = changed
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value
        assert not check(changed).ok
        assert not check(json.dumps(changed)).ok


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_changing_any_character_of_the_badge_is_noticed(
    data: st.DataObject, issued: Issued, check: Check
) -> None:
    text = json.dumps(issued.credential, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != text[at]))
    changed = text[:at] + other + text[at + 1 :]
    verdict = check(changed)
    same = False
    if verdict.ok:  # white space between the values carries nothing
        same = json.loads(changed) == issued.credential
    assert not verdict.ok or same


def test_removing_any_part_of_the_badge_is_noticed(issued: Issued, check: Check) -> None:
    for name in issued.credential:
        if name != "endorsement":
            assert not check({k: v for k, v in issued.credential.items() if k != name}).ok, name
    without = {k: v for k, v in issued.credential.items() if k != "endorsement"}
    assert check(without).reason == "bad_signature"


@given(st.binary(max_size=400))
@fuzz
def test_any_bytes_get_an_answer_that_is_not_green(data: bytes) -> None:
    assert not verify(data, build_keyset_once(), None, TODAY).ok


@given(st.text(max_size=400))
@fuzz
def test_any_text_gets_an_answer_that_is_not_green(text: str) -> None:
    assert not verify(text, build_keyset_once(), None, TODAY).ok


@given(payload=st.binary(max_size=200))
@fuzz
def test_any_signed_payload_gets_an_answer(payload: bytes, status: StatusLists) -> None:
    message = cose.sign(payload, KEYS["issuing"])
    assert verify(message, build_keyset_once(), status, TODAY).state in set(State)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(data=st.data(), value=json_values)
@fuzz
def test_any_json_in_any_place_of_a_badge_gets_an_answer(
    data: st.DataObject, value: object, issued: Issued, check: Check
) -> None:
    changed = copy.deepcopy(issued.credential)
    name = data.draw(st.sampled_from(sorted(changed)))
    changed[name] = value
    assert not check(changed).ok or value == issued.credential[name]


def test_a_name_given_twice_is_no_certificate(issued: Issued, check: Check) -> None:
    text = json.dumps(issued.credential)
    twice = '{"name": "Ingeniera", ' + text[1:]
    assert check(twice).reason == "unreadable"


def test_size_and_depth_bombs_are_refused(check: Check) -> None:
    assert check("[" * 60_000).reason == "unreadable"
    assert check('{"a":' * 10_000).reason == "unreadable"
    assert check("{" + " " * MAX_TEXT).reason == "too_large"
    assert check(b"\xd2" + b"\x84" * 1_000_000).reason == "unreadable"
    assert check(b"%PDF-1.4" + b"\0" * 9_000_000).reason == "no_certificate_inside"


def test_a_badge_proven_with_an_endorsing_key_is_not_the_issuers(
    issued: Issued, keyset: Keyset, check: Check
) -> None:
    unsigned = {k: v for k, v in issued.credential.items() if k != "proof"}
    entry = keyset.by_kid[KEYS["status"].kid]
    forged = add_proof(
        unsigned,
        KEYS["status"],
        suite="eddsa-rdfc-2022",
        verification_method=keyset.method(entry),
        created=unsigned["validFrom"],
    )
    assert check(forged).reason == "wrong_purpose"


def test_a_badge_of_another_scheme_than_the_keys_is_forged(
    issued: Issued, keyset: Keyset, check: Check
) -> None:
    unsigned = {k: v for k, v in issued.credential.items() if k != "proof"}
    unsigned = json.loads(json.dumps(unsigned).replace("/schemes/mesa-1", "/schemes/muro-1"))
    entry = keyset.by_kid[KEYS["issuing"].kid]
    forged = add_proof(
        unsigned,
        KEYS["issuing"],
        suite="eddsa-rdfc-2022",
        verification_method=keyset.method(entry),
        created=unsigned["validFrom"],
    )
    assert check(forged).reason == "wrong_authority"


def test_nothing_is_repeated_from_a_certificate_that_proved_nothing(
    issued: Issued, check: Check
) -> None:
    verdict = check(issued.cose[:-1] + bytes([issued.cose[-1] ^ 1]))
    assert verdict.state is State.FORGED
    assert verdict.holder_name is None


def test_a_file_and_its_text_get_the_same_answer(
    issued: Issued, keyset: Keyset, status: StatusLists, tmp_path: Path
) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(issued.credential), encoding="utf-8")
    assert verify_input(str(path), keyset, status, TODAY).ok
    assert verify_input(issued.qr_text, keyset, status, TODAY).ok
    assert verify_input(str(tmp_path / "missing.json"), keyset, status, TODAY).state is (
        State.NOT_A_CERTIFICATE
    )


def test_a_certificate_id_of_another_length_is_no_certificate(check: Check) -> None:
    claims = {**claims_of(), 7: b"short"}
    assert check(text_of(cose.sign(cbor.encode(claims), KEYS["issuing"]))).reason == "unreadable"


_KEYSETS: list[Keyset] = []


def build_keyset_once() -> Keyset:
    if not _KEYSETS:
        _KEYSETS.append(build_world())
    return _KEYSETS[0]
