"""Status lists: random places, three signed forms, and never more said than is known."""

import json
import zlib
from datetime import timedelta

import pytest
from certificate_world import KEYS, SUSPENDED_PLACE, TODAY, WITHDRAWN_PLACE, build_world, publish
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import (
    Keyset,
    State,
    StatusListError,
    allocate_index,
    cbor,
    cose,
    load_status,
    publish_lists,
)
from certificates.data_integrity import add_proof
from certificates.status_token import LIST_SIZE, pack, sign_token, state_at

statuses = st.dictionaries(
    st.integers(0, LIST_SIZE - 1),
    st.sampled_from([State.VALID, State.SUSPENDED, State.WITHDRAWN]),
    max_size=20,
)


@given(statuses, st.integers(0, LIST_SIZE - 1))
@settings(max_examples=50, deadline=None)
def test_a_place_reads_back_as_published(told: dict[int, State], other: int) -> None:
    raw = pack(told)
    for index, state in told.items():
        assert state_at(raw, index) is state
    assert state_at(raw, other) is told.get(other, State.VALID)


def test_all_forms_say_the_same(keyset: Keyset) -> None:
    lists = publish(keyset)
    token = load_status([lists.token], keyset)
    credentials = [json.dumps(one).encode() for one in (lists.revocation, lists.suspension)]
    pair = load_status(credentials, keyset)
    for index, state in (
        (WITHDRAWN_PLACE, State.WITHDRAWN),
        (SUSPENDED_PLACE, State.SUSPENDED),
        (40123, State.VALID),
    ):
        assert token.look_up(1, index, TODAY).state is state
        assert pair.look_up(1, index, TODAY).state is state


def test_published_files_are_at_the_addresses_of_the_keyset(keyset: Keyset) -> None:
    addresses = keyset.status_lists[1]
    paths = set(publish(keyset).files())
    for address in (addresses.token, addresses.revocation, addresses.suspension):
        assert address.removeprefix(keyset.base_url) in paths


def test_revocation_alone_is_not_enough_for_green(keyset: Keyset) -> None:
    lists = load_status([json.dumps(publish(keyset).revocation).encode()], keyset)
    answer = lists.look_up(1, 40123, TODAY)
    assert (answer.state, answer.reason) == (None, "status_incomplete")
    assert lists.look_up(1, WITHDRAWN_PLACE, TODAY).state is State.WITHDRAWN


def test_newest_list_wins_in_any_order(keyset: Keyset) -> None:
    old, new = publish(keyset, TODAY - timedelta(days=1)), publish(keyset)
    for blobs in ([old.token, new.token], [new.token, old.token]):
        assert load_status(blobs, keyset).look_up(1, 9, TODAY).checked_at == TODAY


def test_a_place_that_is_taken_is_not_given_out_again() -> None:
    taken = {allocate_index(()) for _ in range(200)}
    assert len({allocate_index(taken) for _ in range(200)} & taken) == 0


def test_places_say_nothing_about_their_order() -> None:
    places = [allocate_index(()) for _ in range(64)]
    assert places != sorted(places)


def test_a_full_list_asks_for_the_next_one() -> None:
    with pytest.raises(StatusListError, match="next list"):
        allocate_index(range(32_768))


@pytest.mark.parametrize("key", ["issuing", "stranger", "root"])
def test_only_a_status_key_publishes(key: str, keyset: Keyset) -> None:
    with pytest.raises(StatusListError, match="no status key"):
        publish_lists(1, {}, KEYS[key], keyset, now=TODAY)


def test_a_list_the_keyset_does_not_name_is_not_published(keyset: Keyset) -> None:
    with pytest.raises(StatusListError, match="no status list 2"):
        publish_lists(2, {}, KEYS["status"], keyset, now=TODAY)


@pytest.mark.parametrize(("index", "state"), [(LIST_SIZE, State.VALID), (3, State.FORGED)])
def test_what_has_no_place_or_code_is_not_published(
    index: int, state: State, keyset: Keyset
) -> None:
    with pytest.raises(StatusListError, match="cannot be published"):
        publish_lists(1, {index: state}, KEYS["status"], keyset, now=TODAY)


def test_flipping_any_byte_of_the_token_is_noticed(keyset: Keyset) -> None:
    token = publish(keyset).token
    for at in range(len(token)):
        changed = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises(StatusListError):
            load_status([changed], keyset)


@pytest.mark.parametrize("name", ["encodedList", "statusPurpose"])
def test_a_changed_status_credential_is_refused(name: str, keyset: Keyset) -> None:
    credential = json.loads(json.dumps(publish(keyset).revocation))
    other = publish_lists(1, {}, KEYS["status"], keyset, now=TODAY).suspension
    credential["credentialSubject"][name] = other["credentialSubject"][name]
    with pytest.raises(StatusListError):
        load_status([json.dumps(credential).encode()], keyset)


def test_a_list_signed_by_an_issuing_key_is_refused(keyset: Keyset) -> None:
    address = keyset.status_lists[1].token
    token = sign_token(
        address, pack({}), KEYS["issuing"], issued_at=TODAY, lifetime=timedelta(days=1)
    )
    with pytest.raises(StatusListError, match="no status key"):
        load_status([token], keyset)


def test_a_certificate_is_no_status_list(keyset: Keyset) -> None:
    message = cose.sign(cbor.encode({1: "incaf"}), KEYS["status"])
    with pytest.raises(StatusListError, match="not a status list"):
        load_status([message], keyset)


def test_a_list_of_another_deployment_is_refused(keyset: Keyset) -> None:
    token = sign_token(
        "https://example.org/status/1.cwt",
        pack({}),
        KEYS["status"],
        issued_at=TODAY,
        lifetime=timedelta(days=1),
    )
    with pytest.raises(StatusListError, match="no status list of the keyset"):
        load_status([token], keyset)


@pytest.mark.parametrize("raw", [b"", bytes(1000), bytes(32_769), bytes(50_000_000)])
def test_a_list_of_another_size_is_refused_without_inflating_it(raw: bytes, keyset: Keyset) -> None:
    token = sign_token(
        keyset.status_lists[1].token,
        raw,
        KEYS["status"],
        issued_at=TODAY,
        lifetime=timedelta(days=1),
    )
    with pytest.raises(StatusListError):
        load_status([token], keyset)


def test_a_list_that_is_not_compressed_is_refused(keyset: Keyset) -> None:
    claims = {
        2: keyset.status_lists[1].token,
        4: int(TODAY.timestamp()) + 60,
        6: int(TODAY.timestamp()),
        65533: {"bits": 2, "lst": zlib.compress(bytes(32_768)) + b"more"},
    }
    token = cose.sign(cbor.encode(claims), KEYS["status"], "application/statuslist+cwt")
    with pytest.raises(StatusListError, match="places"):
        load_status([token], keyset)


def test_a_credential_that_says_more_than_a_list_is_refused(keyset: Keyset) -> None:
    credential = {k: v for k, v in publish(keyset).revocation.items() if k != "proof"}
    entry = keyset.by_kid[KEYS["status"].kid]
    signed = add_proof(
        {**credential, "name": "not in the shape"},
        KEYS["status"],
        suite="eddsa-rdfc-2022",
        verification_method=keyset.method(entry),
        created=credential["validFrom"],
    )
    with pytest.raises(StatusListError, match="not a status list credential"):
        load_status([json.dumps(signed).encode()], keyset)


@pytest.mark.parametrize("at", [3, 40, 400])
def test_a_byte_that_is_not_utf8_is_refused_by_name(at: int, keyset: Keyset) -> None:
    bundle = publish(keyset).bundle()
    with pytest.raises(StatusListError):
        load_status([bundle[:at] + b"\x80" + bundle[at:]], keyset)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(StatusListError):
        load_status([data], WORLD)


WORLD = build_world()
