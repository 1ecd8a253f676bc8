"""Who signs: this server's keyset and keys. Reads the keyset and the key files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from assessor_server.store import ServerFolder
from assessor_server.vault import Vault
from certificates import Keyset, SigningKey, load_key, load_keyset


@dataclass(frozen=True)
class Issuer:
    """The keyset and the signing keys of this server; keys are opened when first needed."""

    folder: ServerFolder
    keyset: Keyset
    secret: bytes = field(repr=False)
    _open: dict[str, SigningKey] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, folder: ServerFolder, vault: Vault) -> "Issuer":
        """Raises certificates' KeysetError when the keyset is damaged."""
        return cls(folder, load_keyset(folder.keyset.read_bytes()), vault.master_key)

    @property
    def organisation(self) -> str:
        """The code of the organisation that issues here: the one its status key is of."""
        return self.keyset.by_kid[self.status_key().kid].issuer

    def issuing_key(self, centre: str, scheme: str) -> SigningKey:
        """Raises certificates' KeyFileError."""
        return self._opened(self.folder.issuing_key(centre, scheme))

    def endorsing_keys(self, chambers: Iterable[str]) -> list[SigningKey]:
        """The keys in force that these chambers have lent; raises certificates' KeyFileError."""
        now, keys = datetime.now(UTC), []
        for chamber in chambers:
            path = self.folder.endorsing_key(chamber)
            if path.exists():
                key = self._opened(path)
                entry = self.keyset.by_kid.get(key.kid)
                if entry is not None and entry.reason_against(now) is None:
                    keys.append(key)
        return keys

    def status_key(self) -> SigningKey:
        """Raises certificates' KeyFileError."""
        return self._opened(self.folder.status_key)

    def _opened(self, path: Path) -> SigningKey:
        if path.name not in self._open:
            self._open[path.name] = load_key(path, self.secret)
        return self._open[path.name]
