"""Private keys on disk."""

import json
import pickle
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from certificates import KeyFileError, create_key, load_key
from certificates.errors import KeysetError
from certificates.keys import SigningKey, signature_holds
from certificates.multikey import base58_decode, base58_encode, from_multibase, to_multibase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root.key"


def test_a_key_opens_again_with_its_secret(path: Path) -> None:
    key = create_key(path, b"correct horse")
    again = load_key(path, b"correct horse")
    assert again.public_key == key.public_key
    assert signature_holds(key.public_key, again.sign(b"message"), b"message")


def test_key_file_is_for_its_owner_only(path: Path) -> None:
    create_key(path, b"secret")
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_secret_opens_nothing(path: Path) -> None:
    create_key(path, b"secret")
    with pytest.raises(KeyFileError, match="does not open"):
        load_key(path, b"Secret")


def test_an_empty_secret_protects_nothing_and_is_refused(path: Path) -> None:
    with pytest.raises(KeyFileError, match="empty"):
        create_key(path, b"")
    assert not path.exists()


def test_an_existing_key_is_never_overwritten(path: Path) -> None:
    create_key(path, b"secret")
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        create_key(path, b"secret")
    assert path.read_bytes() == before


def test_a_key_file_with_another_public_half_is_refused(path: Path, tmp_path: Path) -> None:
    create_key(path, b"secret")
    other = create_key(tmp_path / "other.key", b"secret")
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "public": other.multibase}))
    with pytest.raises(KeyFileError):
        load_key(path, b"secret")


def test_a_key_file_cannot_ask_for_unbounded_memory(path: Path) -> None:
    create_key(path, b"secret")
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "n": 2**30}))
    with pytest.raises(KeyFileError, match="another format"):
        load_key(path, b"secret")


def test_a_missing_key_file_says_so(path: Path) -> None:
    with pytest.raises(KeyFileError, match="Cannot read"):
        load_key(path, b"secret")


def test_a_key_shows_and_pickles_nothing_private(path: Path) -> None:
    key = create_key(path, b"secret")
    assert repr(key) == f"SigningKey(kid={key.kid!r})"
    with pytest.raises(KeyFileError):
        pickle.dumps(key)


@given(st.binary(max_size=64))
def test_base58_is_read_back_as_written(data: bytes) -> None:
    assert base58_decode(base58_encode(data)) == data


@given(st.binary(min_size=32, max_size=32))
def test_multibase_key_is_read_back_as_written(key: bytes) -> None:
    assert from_multibase(to_multibase(key)) == key


@pytest.mark.parametrize("text", ["", "z", "z0OIl", "u6Mk", "z" + "1" * 500, "z6Mk"])
def test_what_is_no_ed25519_key_is_refused(text: str) -> None:
    with pytest.raises(KeysetError):
        from_multibase(text)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.data())
def test_two_libraries_agree_on_a_signature(
    seed: bytes, message: bytes, data: st.DataObject
) -> None:
    key = SigningKey(seed)
    signature = key.sign(message)
    assert signature_holds(key.public_key, signature, message)
    changed = bytearray(signature + message)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    given_signature, given_message = bytes(changed[:64]), bytes(changed[64:])
    assert not signature_holds(key.public_key, given_signature, given_message)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(given_signature, given_message)


@pytest.mark.parametrize("public_key", [bytes(32), b"\x01" + bytes(31), b"", b"x" * 31])
def test_a_key_that_would_take_any_signature_is_none(public_key: bytes) -> None:
    # with A of small order, R = S·B − h·A holds for messages nobody signed
    assert not signature_holds(public_key, b"\x01" + bytes(63), b"anything")
    assert not signature_holds(public_key, b"", b"anything")
