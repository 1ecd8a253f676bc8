"""Who signs: this server's keyset and keys. Reads the keyset and the key files."""

from dataclasses import dataclass, field

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

    def issuing_key(self, centre: str, scheme: str) -> SigningKey:
        """Raises certificates' KeyFileError."""
        path = self.folder.issuing_key(centre, scheme)
        if path.name not in self._open:
            self._open[path.name] = load_key(path, self.secret)
        return self._open[path.name]

    def status_key(self) -> SigningKey:
        """Raises certificates' KeyFileError."""
        path = self.folder.status_key
        if path.name not in self._open:
            self._open[path.name] = load_key(path, self.secret)
        return self._open[path.name]
