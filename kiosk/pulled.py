"""Room: kiosk. What was pulled from the server, on disk: documents, packs, and which of them count.

``pulled/`` in the kiosk's folder. ``current.json`` names what is in force and is replaced whole, so
that a power cut leaves the old state or the new one. Touches that folder only.
"""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.errors import KioskError
from protocol import digest_bytes
from protocol.keyfiles import sync_folder
from protocol.messages import Offer
from protocol.pulls import (
    CONFIGURATION,
    ROSTER,
    WITHDRAWN,
    Configuration,
    PackSheet,
    PullError,
    Roster,
    Withdrawn,
    read_document,
)

_D = TypeVar("_D", PackSheet, Roster, Withdrawn, Configuration)


class PulledError(KioskError):
    """What was pulled cannot be kept or read; the kiosk goes on with what it has."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force: the catalogue held, digests of documents by kind, of packs by id.

    `refused` are packs of that catalogue that failed their check, by id, with the first fault.
    """

    catalogue: str | None = None
    documents: dict[str, str] = {}
    packs: dict[str, str] = {}
    refused: dict[str, str] = {}


class Pulled:
    """The folder of what was pulled. One writer (the puller); anybody may read."""

    def __init__(self, directory: Path) -> None:
        self.folder = directory / "pulled"
        self._incoming = self.folder / "incoming"
        self._documents = self.folder / "documents"
        self._packs = self.folder / "packs"

    # --- what is in force ----------------------------------------------------------------------

    def standing(self) -> Standing:
        """What is in force; nothing yet when there is no readable record of it."""
        try:
            return msgspec.json.decode((self.folder / "current.json").read_bytes(), type=Standing)
        except (OSError, msgspec.MsgspecError):
            return Standing()

    def configuration(self) -> Configuration:
        """How the server wants this kiosk to work."""
        return self._document(CONFIGURATION, Configuration) or Configuration()

    def withdrawn(self) -> frozenset[str]:
        """Digests of packs with which no attempt may start."""
        found = self._document(WITHDRAWN, Withdrawn)
        return frozenset(found.packs) if found else frozenset()

    def expects(self, code: str) -> bool | None:
        """Whether the centre expects this candidate; None when no roster was ever pulled."""
        roster = self._document(ROSTER, Roster)
        return None if roster is None else any(one.code == code for one in roster.candidates)

    def pack_folders(self, standing: Standing) -> list[Path]:
        """Where the packs in force lie, by id."""
        return [self.pack_folder(digest, id) for id, digest in sorted(standing.packs.items())]

    def kept_pack_folders(self) -> list[Path]:
        """Every pack ever pulled: an attempt that was cut off may have begun with an older one."""
        return sorted(file.parent for file in self._packs.glob("*/*/*/scenario.toml"))

    def pack_folder(self, digest: str, id: str) -> Path:
        """Where the pack with this digest lies, or would lie."""
        return self._packs / digest / id

    # --- fetching ------------------------------------------------------------------------------

    def whole(self, digest: str) -> bool:
        """Whether all bytes with this digest are here."""
        return any((place / digest).exists() for place in (self._incoming, self._documents))

    def so_far(self, digest: str) -> int:
        """How many bytes were fetched before a cut."""
        part = self._part(digest)
        return part.stat().st_size if part.exists() else 0

    def append(self, digest: str, offset: int, data: bytes) -> None:
        """Keep bytes from `offset` on."""
        with self._writing():
            self._incoming.mkdir(parents=True, exist_ok=True)
            with self._part(digest).open("ab") as handle:
                handle.truncate(offset)
                handle.write(data)

    def complete(self, digest: str) -> None:
        """Check what was fetched. Raises PulledError, and forgets it, when it is something else."""
        part = self._part(digest)
        with self._writing():
            if digest_bytes(part.read_bytes()) != digest:  # 4 MiB at most
                part.unlink()
                raise PulledError(f"what came for {digest} is something else; it is asked for anew")
            part.replace(self._incoming / digest)

    def read(self, digest: str) -> bytes:
        """Bytes that are here whole. Raises PulledError when they are not, or were altered."""
        for path in (self._documents / digest, self._incoming / digest):
            if not path.exists():
                continue
            with self._writing():
                data = path.read_bytes()
                if digest_bytes(data) == digest:
                    return data
                path.unlink()
                raise PulledError(f"{path} was altered; it is fetched anew")
        raise PulledError(f"nothing with digest {digest} was fetched; it is asked for anew")

    # --- putting in force ----------------------------------------------------------------------

    def install(self, sheet: PackSheet) -> Path:
        """Lay a pack's files where packs lie; whether it can be used is not known yet."""
        place = self.pack_folder(sheet.pack, sheet.id)
        if place.is_dir():
            return place
        with self._writing():
            fresh = self._packs / f"new-{secrets.token_hex(4)}"
            try:
                for name, file in sheet.files.items():
                    path = fresh / sheet.id / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    _write_durably(path, self.read(file.digest))
                fresh.rename(self._packs / sheet.pack)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
            sync_folder(self._packs)
        return place

    def discard(self, sheet: PackSheet) -> None:
        """Remove a pack that cannot be used."""
        shutil.rmtree(self._packs / sheet.pack, ignore_errors=True)

    def put_in_force(self, standing: Standing, offers: Sequence[Offer]) -> None:
        """Make `standing` what counts, keep its documents, and clear what was on its way."""
        with self._writing():
            self._documents.mkdir(parents=True, exist_ok=True)
            for offer in offers:
                if not (self._documents / offer.digest).exists():
                    _write_durably(self._documents / offer.digest, self.read(offer.digest))
            sync_folder(self._documents)
            fresh = self.folder / "current.json.new"
            _write_durably(fresh, msgspec.json.encode(standing))
            fresh.replace(self.folder / "current.json")
            sync_folder(self.folder)
        wanted = {offer.digest for offer in offers}
        for leftover in self._documents.iterdir():
            if leftover.name not in wanted:
                leftover.unlink(missing_ok=True)
        shutil.rmtree(self._incoming, ignore_errors=True)

    # --- inside --------------------------------------------------------------------------------

    def _document(self, kind: str, form: type[_D]) -> _D | None:
        digest = self.standing().documents.get(kind)
        if digest is None:
            return None
        try:
            return read_document(self.read(digest), form)
        except (PulledError, PullError):
            return None

    def _part(self, digest: str) -> Path:
        return self._incoming / f"part-{digest}"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise PulledError(
                f"cannot keep what the server sent in {self.folder}: {problem}; check the disk"
            ) from problem


def documents_of(offers: Sequence[Offer]) -> Mapping[str, str]:
    """Digests by kind of the documents of which there is one."""
    return {
        offer.kind: offer.digest
        for offer in offers
        if offer.kind in (ROSTER, WITHDRAWN, CONFIGURATION)
    }


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
