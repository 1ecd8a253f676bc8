"""Where the server keeps its files: one folder, readable only by its owner where it holds keys."""

from dataclasses import dataclass
from pathlib import Path

from assessor_server.errors import ServerError


class NoServerHereError(ServerError):
    """The folder holds no server yet."""


@dataclass(frozen=True)
class ServerFolder:
    """The paths of one server under DIR: DIR/server/{acredita.db, evidence/, keys/}."""

    root: Path

    @property
    def base(self) -> Path:
        return self.root / "server"

    @property
    def database(self) -> Path:
        return self.base / "acredita.db"

    @property
    def evidence(self) -> Path:
        return self.base / "evidence"

    @property
    def kiosk_packs(self) -> Path:
        """Scenario packs that kiosks pull: TRADE/NAME/sheet.json, and their files by digest."""
        return self.base / "packs"

    def kiosk_pack_file(self, digest: str) -> Path:
        """One file of a published pack."""
        return self.kiosk_packs / "files" / digest

    @property
    def kiosk_settings(self) -> Path:
        """What kiosks are told about addresses, tests on offer and packs withdrawn."""
        return self.base / "kiosks.toml"

    @property
    def intake_picture(self) -> Path:
        """What the intake measured a moment ago."""
        return self.base / "intake.metrics.json"

    @property
    def keys(self) -> Path:
        return self.base / "keys"

    def issuing_key(self, centre: str, scheme: str) -> Path:
        """The key that signs one centre's certificates of one scheme."""
        return self.keys / f"issuing-{centre}-{scheme}.key"

    def generations(self, key: Path) -> list[Path]:
        """All files of a key: the first, and those made when it was renewed (NAME.key.KID)."""
        return [
            path for path in (key, *sorted(key.parent.glob(f"{key.name}.????"))) if path.exists()
        ]

    def endorsing_key(self, chamber: str) -> Path:
        """The key a chamber has lent for its endorsements."""
        return self.keys / f"endorsing-{chamber}.key"

    @property
    def status_key(self) -> Path:
        return self.keys / "status.key"

    @property
    def wallet_key(self) -> Path:
        """The organisation's key that signs certificates for wallets."""
        return self.keys / "wallet.key"

    @property
    def document_key(self) -> Path:
        """The key that signs PDF files, with its X.509 certificate."""
        return self.keys / "documents.p12"

    @property
    def keyset(self) -> Path:
        """What the root key says about the others; public."""
        return self.base / "keyset.json"

    @property
    def offline(self) -> Path:
        """The root key, to be moved to a medium that stays offline."""
        return self.base / "offline"

    @property
    def master_key(self) -> Path:
        return self.keys / "master.key"

    def create(self) -> None:
        """Make the folders, closed to everyone but the owner."""
        for closed in (self.base, self.evidence, self.keys):
            closed.mkdir(parents=True, exist_ok=True)
            closed.chmod(0o700)

    def require(self) -> None:
        """Raise NoServerHereError unless `create_server` has made this folder."""
        if not self.master_key.is_file():
            raise NoServerHereError(
                f"{self.root} holds no server (no {self.master_key.relative_to(self.root)}): "
                "make one with create_server first, or give the folder of an existing one."
            )
