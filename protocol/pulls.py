"""What a kiosk pulls from its server: scenario packs, the roster, what was withdrawn, its settings.

Every document is canonical JSON, known by the digest of its bytes; a catalogue names them all.
"""

from collections.abc import Iterable
from typing import Annotated, Final, TypeVar

import msgspec

from protocol.bodies import Code, Digest, Language
from protocol.errors import ProtocolError
from protocol.events import canonical_bytes, digest_bytes
from protocol.messages import MAX_CHUNK_BYTES, MAX_PULLED_BYTES, Offer, Port

PACK: Final = "pack"
ROSTER: Final = "roster"
WITHDRAWN: Final = "withdrawn"
CONFIGURATION: Final = "configuration"

MAX_PACK_FILES = 200
MAX_PACK_BYTES = 64 * 1024 * 1024
MAX_ROSTER = 20_000
MAX_ADDRESSES = 8

PackFile = Annotated[
    str,
    msgspec.Meta(
        pattern=(
            r"^(scenario\.toml|texts/[a-z]{2}\.toml|(scenes|dialogues|vr)/[a-z][a-z0-9_]*\.toml"
            r"|pictures/[a-z0-9][a-z0-9_-]*\.(png|jpg|webp))\Z"
        ),
        max_length=128,
    ),
]
"""A path inside a pack: no other can be written, so none leads out of its folder."""

ScenarioId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]+/[a-z0-9_]+\Z", max_length=128)]


class PullError(ProtocolError):
    """Bytes that are not the document they were offered as."""


class FileSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a pack."""

    digest: Digest
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_PULLED_BYTES)]


class PackSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario pack: `pack` is its digest as attempts record it, `files` all it consists of."""

    id: ScenarioId
    version: Code
    pack: Digest
    files: Annotated[
        dict[PackFile, FileSheet], msgspec.Meta(min_length=1, max_length=MAX_PACK_FILES)
    ]


class Enlisted(msgspec.Struct, frozen=True, array_like=True):
    """A candidate the centre expects: the code, and the language of their last test if any."""

    code: Code
    language: Language | None = None


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """The codes a centre expects: so that a kiosk can say that one was mistyped. No names."""

    candidates: Annotated[list[Enlisted], msgspec.Meta(max_length=MAX_ROSTER)]


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """Digests of packs with which no attempt may start any more."""

    packs: Annotated[list[Digest], msgspec.Meta(max_length=10_000)]


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Another way to the same server. Ports left out are those of the first address."""

    host: Annotated[
        str, msgspec.Meta(pattern=r"^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)\Z", max_length=253)
    ]
    events_port: Port | None = None
    evidence_port: Port | None = None
    pulls_port: Port | None = None


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """How this server wants its kiosks to work; what is left out keeps the kiosk's own value.

    `offered` are the ids of the tests people can choose here (None: all), `chunk_bytes` the size
    of an evidence chunk (smaller on weak links), `pull_every_s` seconds between two askings,
    `progress_page` the address before an attempt's id where anybody may ask how far it has come.
    """

    addresses: Annotated[list[Address], msgspec.Meta(max_length=MAX_ADDRESSES)] = []
    offered: Annotated[list[ScenarioId], msgspec.Meta(max_length=512)] | None = None
    chunk_bytes: Annotated[int, msgspec.Meta(ge=4096, le=MAX_CHUNK_BYTES)] | None = None
    pull_every_s: Annotated[int, msgspec.Meta(ge=10, le=24 * 3600)] | None = None
    progress_page: (
        Annotated[str, msgspec.Meta(pattern=r"^https://[A-Za-z0-9./_:-]{3,100}\Z")] | None
    ) = None


_D = TypeVar("_D", PackSheet, Roster, Withdrawn, Configuration)


def read_address(text: str) -> Address:
    """Read ``HOST``, or ``HOST:EVENTS:EVIDENCE[:PULLS]`` with ports. Raises PullError."""
    bracket = text.rfind("]") + 1  # the colons of an IPv6 address come before it
    host, *ports = text[bracket:].split(":")
    names = ("events_port", "evidence_port", "pulls_port")
    if len(ports) > len(names) or len(ports) == 1 or not all(port.isdecimal() for port in ports):
        raise PullError(f"{text!r} is no address; write HOST or HOST:EVENTS:EVIDENCE:PULLS")
    given = {"host": text[:bracket] + host} | dict(
        zip(names, (int(port) for port in ports), strict=False)
    )
    try:
        return msgspec.convert(given, Address)
    except msgspec.ValidationError as problem:
        raise PullError(
            f"{text!r} is no address: {problem}; write HOST without spaces"
        ) from problem


def catalogue_digest(offers: Iterable[Offer]) -> str:
    """Digest of a catalogue: SHA-256 of its offers as canonical JSON, in order of kind and name."""
    rows = sorted((offer.kind, offer.name, offer.digest, offer.size) for offer in offers)
    return digest_bytes(canonical_bytes(rows))


def pack_digest(files: dict[str, FileSheet]) -> str:
    """Digest of a pack of these files: what an attempt records as `pack_digest`."""
    return digest_bytes(canonical_bytes({name: sheet.digest for name, sheet in files.items()}))


def write_document(document: PackSheet | Roster | Withdrawn | Configuration) -> bytes:
    """Canonical bytes of a document."""
    return canonical_bytes(document)


def read_document(data: bytes, form: type[_D]) -> _D:
    """Read a document; fields unknown to the reader are passed over. Raises PullError."""
    try:
        document = msgspec.json.decode(data, type=form)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise PullError(
            f"{form.__name__} cannot be read: {problem}; install the same release"
        ) from problem
    if isinstance(document, PackSheet):
        if sum(sheet.size for sheet in document.files.values()) > MAX_PACK_BYTES:
            raise PullError(f"pack {document.id} is over {MAX_PACK_BYTES} bytes; make it smaller")
        if pack_digest(dict(document.files)) != document.pack:
            raise PullError(f"pack {document.id} is not what its digest says; fetch it again")
    return document
