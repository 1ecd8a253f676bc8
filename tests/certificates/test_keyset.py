"""The keyset: signed by the root, consistent, and readable by others."""

import json
from typing import Any

import pytest
from certificate_world import BASE, KEYS, TODAY, build_world
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from certificates import (
    KeyEntry,
    Keyset,
    KeysetContent,
    KeysetError,
    build_keyset,
    load_keyset,
    next_content,
)
from certificates.keys import SigningKey
from certificates.record import utc

DOCUMENT: dict[str, Any] = json.loads(build_world().raw)


def leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [leaf for name, item in node.items() for leaf in leaves(item, (*path, name))]
    if isinstance(node, list):
        return [leaf for n, item in enumerate(node) for leaf in leaves(item, (*path, n))]
    return [path]


def content(**fields: Any) -> KeysetContent:
    keyset = build_world()
    made = next_content(keyset, issued_at=TODAY, valid_until=keyset.valid_until)
    return replace(made, **fields)


@given(st.sampled_from(leaves(DOCUMENT)), st.text(max_size=12) | st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_any_changed_value_is_refused(path: tuple[Any, ...], value: object) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    node = document
    for step in path[:-1]:
        node = node[step]
    if node[path[-1]] == value:
        return
    node[path[-1]] = value
    with pytest.raises(KeysetError):
        load_keyset(json.dumps(document).encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_what_is_no_keyset_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(KeysetError):
        load_keyset(data)


@pytest.mark.parametrize("at", [3, 40, 400])
def test_a_byte_that_is_not_utf8_is_refused_by_name(at: int) -> None:
    raw = build_world().raw
    with pytest.raises(KeysetError):
        load_keyset(raw[:at] + b"\x80" + raw[at:])


def test_another_root_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(KeysetError, match="another root"):
        load_keyset(build_world().raw, KEYS["stranger"].multibase)


def test_formatting_does_not_matter_to_the_signature() -> None:
    tight = json.dumps(dict(reversed(DOCUMENT.items())), separators=(",", ":")).encode()
    assert load_keyset(tight, KEYS["root"].multibase).by_kid == build_world().by_kid


def test_two_keys_of_one_id_are_refused() -> None:
    keys = build_world().keys
    with pytest.raises(KeysetError, match="share the id"):
        build_keyset(KEYS["root"], content(keys=[*keys, keys[0]]))


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"issuer": "nobody"}, "has no name"),
        ({"centre": "nowhere"}, "has no name"),
        ({"scheme": None}, "needs a centre and a scheme"),
        ({"valid_from": "yesterday"}, "is not a time"),
    ],
)
def test_an_entry_without_its_names_or_dates_is_refused(told: dict[str, Any], message: str) -> None:
    fields = {
        "purpose": "certificate",
        "issuer": "incaf",
        "centre": "sv-zac",
        "scheme": "mesa-1",
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2027-01-01T00:00:00Z",
    }
    entry = KeyEntry.of(KEYS["other"].public_key, **{**fields, **told})
    with pytest.raises(KeysetError, match=message):
        build_keyset(KEYS["root"], content(keys=[entry]))


@pytest.mark.parametrize("base", ["certificados.example", f"{BASE}/", f"{BASE}/certs", "ftp://x"])
def test_base_address_is_a_host_only(base: str) -> None:
    with pytest.raises(KeysetError):
        build_keyset(KEYS["root"], content(base_url=base))


def test_next_version_keeps_everything_and_counts_up() -> None:
    keyset = build_world()
    after = load_keyset(build_keyset(KEYS["root"], content()), keyset.root)
    assert after.version == keyset.version + 1
    assert after.keys == keyset.keys
    assert after.status_lists == keyset.status_lists


def test_ended_key_is_trusted_for_what_it_signed_before() -> None:
    entry = build_world().by_kid[KEYS["compromised"].kid]
    assert entry.reason_against(utc("2026-11-22T11:59:59Z")) is None
    assert entry.reason_against(utc("2026-11-22T12:00:00Z")) == "key_ended"


def test_controller_part_names_every_key_but_the_chambers(keyset: Keyset) -> None:
    named = {method["id"].split("#")[1] for method in DOCUMENT["verificationMethod"]}
    assert named == {entry.kid for entry in keyset.keys if entry.purpose != "endorsement"}
    assert DOCUMENT["assertionMethod"] == [one["id"] for one in DOCUMENT["verificationMethod"]]


def test_a_root_signature_in_another_suite_is_refused() -> None:
    document = json.loads(json.dumps(DOCUMENT))
    document["proof"]["cryptosuite"] = "eddsa-rdfc-2022"
    with pytest.raises(KeysetError, match="does not hold"):
        load_keyset(json.dumps(document).encode())


def test_seeds_of_the_vectors_are_not_random() -> None:
    assert SigningKey(bytes([1]) * 32).multibase == KEYS["root"].multibase
