"""CURVE key pairs, in Z85 as ZeroMQ wants them; the public key is who a peer is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import zmq

from protocol.keyfiles import KeyFileError, read_secret, write_secret

Z85_KEY_CHARS = 40


@dataclass(frozen=True)
class CurveKeys:
    """A CURVE key pair (Z85, 40 characters each)."""

    public: str
    secret: str

    def __repr__(self) -> str:
        return f"CurveKeys(public={self.public!r})"

    @classmethod
    def generate(cls) -> Self:
        """Make a new pair."""
        public, secret = zmq.curve_keypair()
        return cls(public.decode(), secret.decode())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the pair from its key file (the secret; the public key follows from it).

        Raises KeyFileError.
        """
        secret = read_secret(path)
        try:
            return cls(zmq.curve_public(secret.encode()).decode(), secret)
        except (ValueError, zmq.ZMQError) as problem:
            raise KeyFileError(f"{path} holds no CURVE key; restore it or pair again") from problem

    def write(self, path: Path) -> None:
        """Write the secret into a new key file with mode 0600. Raises KeyFileError."""
        write_secret(path, self.secret)
