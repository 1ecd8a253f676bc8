"""Evidence in an S3-compatible store: sealed files as they lie in the folder, one object each.

Talks to the store and nothing else. boto3 comes with the extra `s3` and is loaded at first use;
credentials come from the environment (AWS_ACCESS_KEY_ID, …), never from the address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

from assessor_server.errors import ServerError

PART_BYTES = 8 * 1024 * 1024
"""Larger files go in parts of so many bytes, each sent again by itself when it fails."""
_TRIES = 5
_TIMEOUT_S = 20


class EvidenceUrlError(ServerError):
    """An address that is no store for evidence, or a library that is missing."""


class ShelfError(ServerError):
    """The S3-compatible store does not answer, or not as it should."""


@dataclass(frozen=True)
class ShelfAddress:
    """`s3://bucket/prefix?endpoint=https://…&region=…`, taken apart."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str | None

    @classmethod
    def read(cls, url: str) -> "ShelfAddress":
        """Take an address apart. Raises EvidenceUrlError; it never repeats the address, which may
        hold what does not belong there."""
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.netloc:
            raise EvidenceUrlError(
                "evidence_url must be s3://bucket/prefix?endpoint=https://…, or empty for a folder."
            )
        options = parse_qs(parts.query)
        endpoint = options.pop("endpoint", [None])[0]
        region = options.pop("region", [None])[0]
        secret = "@" in parts.netloc or (endpoint and urlsplit(endpoint).username)
        if secret or options or parts.fragment:
            raise EvidenceUrlError(
                "evidence_url takes endpoint and region only: give credentials in the environment "
                "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)."
            )
        return cls(parts.netloc, parts.path.strip("/"), endpoint, region)


class Shelf:
    """One bucket's evidence. Names are the files' paths below the evidence folder."""

    def __init__(self, address: ShelfAddress) -> None:
        self._address = address
        self._library = _load()
        self._client = self._connect()

    def size(self, name: str) -> int | None:
        """How many sealed bytes lie under this name; None when there is nothing."""
        try:
            head = self._client.head_object(Bucket=self._address.bucket, Key=self._key(name))
        except self._library.ClientError as problem:
            if problem.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise self._trouble(problem) from problem
        except self._library.BotoCoreError as problem:
            raise self._trouble(problem) from problem
        return int(head["ContentLength"])

    def put(self, name: str, path: Path) -> None:
        """Send a file, and make sure that it arrived whole. Raises ShelfError."""
        try:
            self._client.upload_file(
                str(path), self._address.bucket, self._key(name), Config=self._library.parts
            )
        except self._library.failures as problem:
            raise self._trouble(problem) from problem
        if self.size(name) != path.stat().st_size:
            raise ShelfError(f"{name} did not arrive whole: it is sent again.")

    def open(self, name: str) -> BinaryIO:
        """The sealed bytes, as a stream. Raises FileNotFoundError, ShelfError."""
        if self.size(name) is None:
            raise FileNotFoundError(name)
        try:
            found = self._client.get_object(Bucket=self._address.bucket, Key=self._key(name))
        except self._library.failures as problem:
            raise self._trouble(problem) from problem
        stream: BinaryIO = found["Body"]
        return stream

    def names(self) -> Iterator[str]:
        """Everything that lies here. Raises ShelfError."""
        start = f"{self._address.prefix}/" if self._address.prefix else ""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._address.bucket, Prefix=start
        )
        try:
            for page in pages:
                for found in page.get("Contents", ()):
                    yield str(found["Key"]).removeprefix(start)
        except self._library.failures as problem:
            raise self._trouble(problem) from problem

    def drop_unfinished(self) -> int:
        """Give up uploads a crash left half done: they cost money and nobody sees them."""
        start = self._key("")
        try:
            begun = self._client.list_multipart_uploads(Bucket=self._address.bucket, Prefix=start)
            uploads = begun.get("Uploads", ())
            for one in uploads:
                self._client.abort_multipart_upload(
                    Bucket=self._address.bucket, Key=one["Key"], UploadId=one["UploadId"]
                )
        except self._library.failures as problem:
            raise self._trouble(problem) from problem
        return len(uploads)

    def _key(self, name: str) -> str:
        return f"{self._address.prefix}/{name}" if self._address.prefix else name

    def _connect(self) -> Any:
        config = self._library.Config(
            connect_timeout=_TIMEOUT_S,
            read_timeout=_TIMEOUT_S,
            retries={"max_attempts": _TRIES, "mode": "standard"},
        )
        try:
            return self._library.client(
                "s3",
                endpoint_url=self._address.endpoint,
                region_name=self._address.region or "us-east-1",
                config=config,
            )
        except self._library.failures as problem:
            raise self._trouble(problem) from problem

    def _trouble(self, problem: Exception) -> ShelfError:
        return ShelfError(
            f"The evidence store (bucket {self._address.bucket}) does not do it: {problem}. "
            "Check evidence_url, the credentials in the environment, and the network."
        )


@dataclass(frozen=True)
class _Library:
    client: Any
    Config: Any
    parts: Any
    ClientError: type[Any]
    BotoCoreError: type[Exception]
    failures: tuple[type[Exception], ...]


def _load() -> _Library:
    try:
        import boto3
        from boto3.exceptions import Boto3Error
        from boto3.s3.transfer import TransferConfig
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ModuleNotFoundError as problem:
        raise EvidenceUrlError(
            "An S3 store needs boto3: install the extra with `pip install 'acredita[s3]'`."
        ) from problem
    parts = TransferConfig(multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES)
    failures = (ClientError, BotoCoreError, Boto3Error, ValueError)  # ValueError: no address
    return _Library(boto3.client, Config, parts, ClientError, BotoCoreError, failures)
