"""A short run of the certificates' fuzzing; `make fuzz` runs a million."""

import random
import tracemalloc

import pytest

from certificates import CertificateError, State, cbor, verify
from tests.fuzz.certificates import NOW, World, run, targets


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_three_thousand_inputs_get_an_answer(world: World) -> None:
    told = run(3_000, 7, world)
    assert sum(told.values()) == 3_000
    assert {name.partition(":")[0] for name in told} == set(targets(world))


def test_signed_payloads_reach_what_stands_behind_the_signature(world: World) -> None:
    one = targets(world)["signed payload"][1]
    states = {one(random.Random(seed)) for seed in range(400)}
    assert {State.NOT_A_CERTIFICATE, State.NOT_CHECKED} <= states


BOMBS = {
    "nested arrays": b"\xd2" + b"\x81" * 60_000,
    "an array that says four thousand million": b"\xd2\x84\x41\x00\xa0\x41\x9a\xff\xff\xff\xff",
    "digits": b"https://certificados.example/v#" + b"9" * 60_000,
    "nested JSON": b'{"a":' * 12_000,
    "a megabyte of JSON": b'{"type": ["OpenBadgeCredential"], "a": "' + b"a" * 1_000_000 + b'"}',
    "a PDF with a stream that says it is long": b"%PDF-1.4\n/Length 999999 /Subtype "
    b"/application#2Fjson /Type /EmbeddedFile >> stream\n" + b"\0" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory(name: str, world: World) -> None:
    tracemalloc.start()
    try:
        verdict = verify(BOMBS[name], world.keyset, world.status, NOW)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert verdict.state is State.NOT_A_CERTIFICATE
    assert most < 8_000_000


def test_cbor_never_asks_for_more_than_its_own_size() -> None:
    for head in (b"\x9b", b"\xbb", b"\x5b", b"\x7b"):
        with pytest.raises(CertificateError):
            cbor.decode(head + b"\x00\x00\x00\xff\xff\xff\xff\xff")
