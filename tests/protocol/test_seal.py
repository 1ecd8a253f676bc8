import pytest
from msgspec.structs import replace

from protocol import (
    ChainError,
    Event,
    Seal,
    SealError,
    SealKey,
    append,
    decode_seal,
    digest_bytes,
    encode_seal,
    seal_digest,
    sign_seal,
    verify_chain,
    verify_seal,
)
from protocol.seal import verify_proof

ATTEMPT = "0b6e2f6e-3f0e-4c55-9a55-4f1f2f8f3a10"
KEY = SealKey.generate()


def events(count: int = 3) -> list[Event]:
    made: list[Event] = []
    for n in range(count):
        previous = made[-1] if made else None
        at = f"2026-11-22T17:42:0{n}.000Z"
        made.append(append(previous, attempt=ATTEMPT, kind="test.noted", body={"n": n}, at=at))
    return made


def seal(key: SealKey = KEY) -> Seal:
    return sign_seal(ATTEMPT, 3, verify_chain(events()), key)


def test_a_true_seal_of_these_events_is_accepted() -> None:
    verify_seal(seal(), events(), KEY.public)


def test_a_seal_of_another_kiosk_is_refused() -> None:
    with pytest.raises(SealError, match="not this kiosk's"):
        verify_seal(seal(SealKey.generate()), events(), KEY.public)


@pytest.mark.parametrize(
    "change",
    [
        {"count": 2},
        {"head": "00" * 32},
        {"attempt": "1" + ATTEMPT[1:]},
        {"kiosk": SealKey.generate().public},
        {"signature": "00" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_seal_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SealError, match="signature is false"):
        verify_seal(replace(seal(), **change), events())


def test_a_missing_last_event_is_found() -> None:
    with pytest.raises(ChainError, match="the seal says 3"):
        verify_seal(seal(), events()[:2])


def test_an_event_after_the_seal_is_found() -> None:
    later = append(events()[-1], attempt=ATTEMPT, kind="test.noted", body={})
    with pytest.raises(ChainError, match="4 events"):
        verify_seal(seal(), [*events(), later])


def test_an_altered_last_event_is_found() -> None:
    altered = [*events()[:2], replace(events()[2], body={"n": "better"})]
    with pytest.raises(ChainError, match="after sealing"):
        verify_seal(seal(), altered)


def test_a_seal_of_another_attempt_is_refused() -> None:
    other = sign_seal("1" + ATTEMPT[1:], 3, verify_chain(events()), KEY)
    with pytest.raises(SealError, match="is for attempt"):
        verify_seal(other, events())


def test_a_seal_is_read_back_from_its_bytes() -> None:
    assert decode_seal(encode_seal(seal())) == seal()


def test_the_digest_of_a_seal_is_the_digest_of_its_bytes() -> None:
    assert seal_digest(seal()) == digest_bytes(encode_seal(seal()))


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 100_000, encode_seal(seal()) + b" "])
def test_bytes_that_are_no_seal_are_refused(data: bytes) -> None:
    with pytest.raises(SealError):
        decode_seal(data)


def test_a_key_is_read_back_from_its_hex() -> None:
    assert SealKey.from_hex(KEY.hex()).public == KEY.public


def test_a_damaged_key_is_refused() -> None:
    with pytest.raises(SealError, match="pair the kiosk again"):
        SealKey.from_hex("not hex")


def test_a_secret_does_not_show_when_a_key_is_printed() -> None:
    assert KEY.hex() not in repr(KEY)


def test_a_pairing_proof_holds_only_for_its_code_and_keys() -> None:
    proof = KEY.prove("CODE", "curve")
    assert verify_proof(proof, "CODE", "curve", KEY.public)
    assert not verify_proof(proof, "OTHER", "curve", KEY.public)
    assert not verify_proof(proof, "CODE", "other", KEY.public)
    assert not verify_proof(proof, "CODE", "curve", SealKey.generate().public)
