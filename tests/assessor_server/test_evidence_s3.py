"""Evidence in an S3-compatible store: moved when whole, read back, and nothing lost on the way."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from evidence_support import ATTEMPT, CANDIDATE, CONTENT, DIGEST, Keeper, faults
from moto.server import ThreadedMotoServer

from assessor_server.evidence_check import Fault
from assessor_server.evidence_mover import move_whole
from assessor_server.store import reading
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.evidence_s3 import (
    PART_BYTES,
    EvidenceUrlError,
    Shelf,
    ShelfAddress,
    ShelfError,
)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3-compatible store on loopback."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def url(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of one's own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    bucket = hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]
    client(endpoint).create_bucket(Bucket=bucket)
    return f"s3://{bucket}/site?endpoint={endpoint}"


def client(endpoint: str) -> Any:
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path / "srv")


def shelf_at(url: str) -> Shelf:
    return Shelf(ShelfAddress.read(url))


def move(keeper: Keeper, url: str) -> int:
    return move_whole(keeper.folder.evidence, keeper.engine, shelf_at(url))


def read_back(keeper: Keeper, url: str, digest: str = DIGEST) -> bytes:
    files = EvidenceFiles.open(keeper.folder.evidence, url)
    with reading(keeper.engine) as connection:
        key = keeper.vault.existing_key(connection, CANDIDATE)
    return b"".join(files.chunks(ATTEMPT, digest, key))


def test_whole_evidence_is_moved_and_read_back(keeper: Keeper, url: str) -> None:
    path = keeper.keep()
    assert move(keeper, url) == 1
    assert not path.exists()
    assert read_back(keeper, url) == CONTENT


def test_a_piece_on_its_way_stays_in_the_folder(keeper: Keeper, url: str) -> None:
    path = keeper.keep(whole=False)
    assert move(keeper, url) == 0
    assert path.exists()


def test_a_large_piece_goes_in_parts(keeper: Keeper, url: str, endpoint: str) -> None:
    content = bytes(PART_BYTES + 1)
    path = keeper.keep(content, size=1024 * 1024)
    move(keeper, url)
    bucket, _, prefix = url.partition("?")[0].removeprefix("s3://").partition("/")
    name = f"{prefix}/{path.relative_to(keeper.folder.evidence)}"
    tag = client(endpoint).head_object(Bucket=bucket, Key=name)["ETag"]
    assert tag.strip('"').endswith("-2")
    assert read_back(keeper, url, hashlib.sha256(content).hexdigest()) == content


def test_a_file_left_by_a_crash_after_sending_is_removed_without_sending_again(
    keeper: Keeper, url: str
) -> None:
    path = keeper.keep()
    sealed = path.read_bytes()
    move(keeper, url)
    path.write_bytes(sealed)
    assert move(keeper, url) == 1
    assert not path.exists()


def test_half_an_object_is_sent_again(keeper: Keeper, url: str, tmp_path: Path) -> None:
    path = keeper.keep()
    half = tmp_path / "half"
    half.write_bytes(path.read_bytes()[:100])
    shelf_at(url).put(str(path.relative_to(keeper.folder.evidence)), half)
    move(keeper, url)
    assert read_back(keeper, url) == CONTENT


def test_uploads_a_crash_left_half_done_are_dropped(url: str, endpoint: str) -> None:
    bucket = url.removeprefix("s3://").partition("/")[0]
    client(endpoint).create_multipart_upload(Bucket=bucket, Key="site/ab/left")
    assert shelf_at(url).drop_unfinished() == 1
    assert shelf_at(url).drop_unfinished() == 0


def test_evidence_in_the_store_is_checked_there(keeper: Keeper, url: str) -> None:
    keeper.keep()
    move(keeper, url)
    assert keeper.check(url).sound_pieces == 1
    shelf_at(url).put("ab/stray.sealed", Path(__file__))
    assert faults(keeper.check(url)) == [Fault.ORPHAN]


def test_a_store_that_is_not_there_keeps_the_file_here(keeper: Keeper, url: str) -> None:
    path = keeper.keep()
    bucket = url.removeprefix("s3://").partition("/")[0]
    with pytest.raises(ShelfError, match="evidence_url"):
        move(keeper, url.replace(bucket, "nobody-made-this"))
    assert path.exists()


@pytest.mark.parametrize(
    "address",
    [
        "s3://key:secret@bucket/prefix",
        "s3://bucket/prefix?endpoint=http://key:secret@host",
        "s3://bucket/prefix?secret=s3cr3t",
        "https://bucket/prefix",
        "s3:///prefix",
        "",
    ],
)
def test_an_address_with_credentials_or_no_bucket_is_refused_unsaid(address: str) -> None:
    with pytest.raises(EvidenceUrlError) as caught:
        ShelfAddress.read(address)
    assert "secret" not in str(caught.value).replace("SECRET", "")
    assert "s3cr3t" not in str(caught.value)
