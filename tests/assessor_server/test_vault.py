"""The vault: what is sealed opens only with its key, in its place, and never after erasing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from assessor_server.store import open_store, writing
from assessor_server.vault import (
    CandidateErasedError,
    MasterKeyUnusableError,
    SealedDataDamagedError,
    Vault,
    create_master_key,
    open_chunk,
    seal_chunk,
)

NONCE_AND_TAG = 12 + 16
NOW = "2026-11-22T17:00:00.000Z"
KEY = bytes(range(32))
DIGEST = "ab" * 32
VAULT = Vault(bytes(32))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_store(tmp_path)


def key_of(engine: Engine, code: str, vault: Vault = VAULT) -> bytes:
    with writing(engine) as connection:
        return vault.candidate_key(connection, code, centre="zacatecoluca", now=NOW)


@given(st.binary(max_size=5000), st.integers(0, 10_000))
def test_a_chunk_opens_as_it_was(data: bytes, index: int) -> None:
    assert open_chunk(KEY, DIGEST, index, b"".join(seal_chunk(KEY, DIGEST, index, data))) == data


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_chunk_with_any_bit_flipped_does_not_open(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(b"".join(seal_chunk(KEY, DIGEST, 0, data)))
    place = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises(SealedDataDamagedError):
        open_chunk(KEY, DIGEST, 0, bytes(sealed))


@pytest.mark.parametrize(("digest", "index"), [("cd" * 32, 0), (DIGEST, 1)])
def test_a_chunk_moved_elsewhere_does_not_open(digest: str, index: int) -> None:
    with pytest.raises(SealedDataDamagedError):
        open_chunk(KEY, digest, index, b"".join(seal_chunk(KEY, DIGEST, 0, b"a picture")))


@given(st.binary(max_size=NONCE_AND_TAG))
def test_what_is_too_short_to_be_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealedDataDamagedError):
        open_chunk(KEY, DIGEST, 0, sealed)


def test_a_candidate_keeps_their_key(engine: Engine) -> None:
    assert key_of(engine, "K7F-4Q2") == key_of(engine, "K7F-4Q2")


def test_candidates_have_different_keys(engine: Engine) -> None:
    assert key_of(engine, "K7F-4Q2") != key_of(engine, "K7F-4Q3")


def test_another_master_key_opens_nothing(engine: Engine) -> None:
    key_of(engine, "K7F-4Q2")
    with pytest.raises(SealedDataDamagedError):
        key_of(engine, "K7F-4Q2", Vault(bytes(31) + b"\1"))


def test_an_erased_candidate_has_no_key_any_more(engine: Engine) -> None:
    key_of(engine, "K7F-4Q2")
    with writing(engine) as connection:
        VAULT.erase(connection, "K7F-4Q2", now=NOW)
    with pytest.raises(CandidateErasedError):
        key_of(engine, "K7F-4Q2")


def test_an_erased_key_is_nowhere_in_the_database_file(engine: Engine, tmp_path: Path) -> None:
    key_of(engine, "K7F-4Q2")
    with engine.connect() as connection:
        wrapped: bytes = connection.exec_driver_sql("SELECT key_wrapped FROM candidates").scalar()
    with writing(engine) as connection:
        VAULT.erase(connection, "K7F-4Q2", now=NOW)
    engine.dispose()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "server").glob("acredita.db*"))
    assert wrapped not in stored


def test_the_master_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    create_master_key(tmp_path / "master.key")
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


def test_a_master_key_is_never_replaced(tmp_path: Path) -> None:
    create_master_key(tmp_path / "master.key")
    with pytest.raises(FileExistsError):
        create_master_key(tmp_path / "master.key")


@pytest.mark.parametrize(
    ("content", "mode", "remedy"),
    [(None, 0o600, "restore"), (bytes(32), 0o644, "chmod 600"), (bytes(31), 0o600, "32 bytes")],
)
def test_an_unusable_master_key_is_refused_with_its_remedy(
    tmp_path: Path, content: bytes | None, mode: int, remedy: str
) -> None:
    path = tmp_path / "master.key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(MasterKeyUnusableError, match=remedy):
        Vault.open(path)
