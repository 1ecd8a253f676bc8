"""Who signs: this server's keyset and keys. Reads the keyset and the key files.

A keyset installed while the server runs is taken up by itself; one that is damaged, of another
root or older than the one in use is logged and passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from assessor_server.store import ServerFolder
from assessor_server.vault import Vault
from certificates import KeyFileError, Keyset, KeysetError, SigningKey, load_key, load_keyset
from certificates.document_key import DocumentKey, create_document_key, load_document_key
from certificates.keys import public_half
from certificates.multikey import key_id
from certificates.record import utc

log = structlog.get_logger()


@dataclass
class Issuer:
    """The keyset and the signing keys of this server; keys are opened when first needed."""

    folder: ServerFolder
    secret: bytes = field(repr=False)
    _keyset: Keyset
    _stamp: int
    _open: dict[str, SigningKey] = field(default_factory=dict, repr=False)
    _documents: list[DocumentKey] = field(default_factory=list, repr=False)

    @classmethod
    def open(cls, folder: ServerFolder, vault: Vault) -> "Issuer":
        """Raises certificates' KeysetError when the keyset is damaged."""
        written = folder.keyset.stat().st_mtime_ns
        return cls(folder, vault.master_key, load_keyset(folder.keyset.read_bytes()), written)

    @property
    def keyset(self) -> Keyset:
        """The newest keyset of this server's root."""
        try:
            written = self.folder.keyset.stat().st_mtime_ns
            if written == self._stamp:
                return self._keyset
            self._stamp = written
            newer = load_keyset(self.folder.keyset.read_bytes(), self._keyset.root)
            if newer.version < self._keyset.version:
                raise KeysetError(f"Version {newer.version} is older than the one in use.")
            self._keyset = newer
            log.info("keyset.taken_up", version=newer.version)
        except (OSError, KeysetError) as problem:
            log.error("keyset.refused", problem=str(problem))
        return self._keyset

    @property
    def organisation(self) -> str:
        """The code of the organisation that issues here: the one its status key is of."""
        return self.keyset.by_kid[self.status_key().kid].issuer

    def issuing_key(self, centre: str, scheme: str) -> SigningKey:
        """The one in force; raises certificates' KeyFileError."""
        return self._in_force(self.folder.issuing_key(centre, scheme))

    def endorsing_keys(self, chambers: Iterable[str]) -> list[SigningKey]:
        """The keys in force that these chambers have lent; raises certificates' KeyFileError."""
        paths = [self.folder.endorsing_key(chamber) for chamber in chambers]
        return [self._in_force(path) for path in paths if self._find(path) is not None]

    def status_key(self) -> SigningKey:
        """The one in force; raises certificates' KeyFileError."""
        return self._in_force(self.folder.status_key)

    def wallet_key(self) -> SigningKey | None:
        """The one in force; None where the keyset has none. Raises certificates' KeyFileError."""
        path = self.folder.wallet_key
        return None if self._find(path) is None else self._in_force(path)

    def document_key(self) -> DocumentKey:
        """The key that signs PDF files, made when it is first needed. Raises KeyFileError."""
        if not self._documents:
            path = self.folder.document_key
            if path.exists():
                key = load_document_key(path, self.secret)
            else:
                key = create_document_key(
                    path,
                    self.secret,
                    organisation=self.keyset.issuers[self.organisation],
                    host=urlsplit(self.keyset.base_url).hostname or "",
                    now=datetime.now(UTC),
                )
            self._documents.append(key)
        return self._documents[0]

    def _in_force(self, path: Path) -> SigningKey:
        found = self._find(path)
        if found is None:
            raise KeyFileError(
                f"No key of {path.name} is in force. Make one with `acredita keys request`, let "
                "the root sign it, and install the new keyset."
            )
        if found.name not in self._open:
            self._open[found.name] = load_key(found, self.secret)
        return self._open[found.name]

    def _find(self, path: Path) -> Path | None:
        """Of all generations of a key, the one the keyset has in force now that began last."""
        now, keyset = datetime.now(UTC), self.keyset
        begun = {}
        for file in self.folder.generations(path):
            entry = keyset.by_kid.get(key_id(public_half(file)))
            if entry is not None and entry.reason_against(now) is None:
                begun[file] = utc(entry.valid_from)
        return max(begun, key=lambda file: begun[file], default=None)
