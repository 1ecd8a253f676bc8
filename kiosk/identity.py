"""Room: kiosk. Who this kiosk is: its keys and its server, in ``keys/`` in the kiosk's folder."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kiosk.errors import KioskError
from protocol import SealKey
from protocol.curve import CurveKeys
from protocol.keyfiles import read_secret, sync_folder, write_secret
from protocol.pulls import Address

Purpose = Literal["events", "evidence", "pulls"]

_CURVE, _SEAL, _WHO = "curve.secret", "seal.secret", "identity.json"


class IdentityError(KioskError):
    """The kiosk is not paired, is paired already, or its keys are damaged."""


@dataclass(frozen=True)
class Identity:
    """A paired kiosk: its name at the server, where to send, and its keys.

    `server_key` is the server's public CURVE key (Z85); `seal_key` signs attempts. `others` are
    more addresses of the same server, tried in turn when it does not answer. Without a
    `pulls_port` (a kiosk paired by an older release) nothing is pulled.
    """

    kiosk: str
    name: str
    centre: str
    host: str
    events_port: int
    evidence_port: int
    server_key: str
    curve: CurveKeys
    seal_key: SealKey
    pulls_port: int | None = None
    others: tuple[Address, ...] = ()

    def endpoints(self, purpose: Purpose) -> list[str]:
        """Where to connect for a purpose, the first address first; empty when it has no port."""
        own = {
            "events": self.events_port,
            "evidence": self.evidence_port,
            "pulls": self.pulls_port,
        }[purpose]
        places = [(self.host, own)]
        for other in self.others:
            named = {
                "events": other.events_port,
                "evidence": other.evidence_port,
                "pulls": other.pulls_port,
            }[purpose]
            places.append((other.host, named or own))
        listed = [f"tcp://{host}:{port}" for host, port in places if port is not None]
        return list(dict.fromkeys(listed))


class _Who(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kiosk: str
    name: str
    centre: str
    host: str
    events_port: int
    evidence_port: int
    server_key: str
    pulls_port: int | None = None
    others: tuple[Address, ...] = ()


def is_paired(directory: Path) -> bool:
    """Whether the kiosk in this folder has keys."""
    return (directory / "keys").exists()


def load_identity(directory: Path) -> Identity:
    """Read the identity from the kiosk's folder. Raises IdentityError or KeyFileError."""
    keys = directory / "keys"
    if not is_paired(directory):
        raise IdentityError(f"the kiosk in {directory} is not paired; pair it with its server")
    try:
        who = msgspec.json.decode((keys / _WHO).read_bytes(), type=_Who)
    except (OSError, msgspec.MsgspecError) as problem:
        raise IdentityError(
            f"{keys / _WHO} cannot be read: {problem}; restore it, or move {keys} away and pair"
        ) from problem
    return Identity(
        **{field: getattr(who, field) for field in _Who.__struct_fields__},
        curve=CurveKeys.read(keys / _CURVE),
        seal_key=SealKey.from_hex(read_secret(keys / _SEAL)),
    )


def save_identity(directory: Path, identity: Identity) -> None:
    """Write a new identity: all of it or nothing. Raises IdentityError when there is one."""
    keys = directory / "keys"
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f"keys.new-{secrets.token_hex(4)}"
    who = _Who(**{field: getattr(identity, field) for field in _Who.__struct_fields__})
    try:
        fresh.mkdir(mode=0o700)
        identity.curve.write(fresh / _CURVE)
        write_secret(fresh / _SEAL, identity.seal_key.hex())
        write_secret(fresh / _WHO, msgspec.json.encode(who).decode())
        if keys.exists():
            raise IdentityError(f"{directory} is paired already; move {keys} away to pair again")
        fresh.rename(keys)
        sync_folder(directory)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
