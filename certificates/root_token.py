"""The root key in a PKCS#11 token (smart card, USB HSM, SoftHSM): it signs there and never leaves.

Needs the extra `hsm` (python-pkcs11) and the token maker's PKCS#11 module, a shared library.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from certificates import multikey
from certificates.errors import KeyFileError

if TYPE_CHECKING:
    from pathlib import Path

_ED25519_OID = "1.3.101.112"  # RFC 8410
_POINT_BYTES = 32
_ID = b"acredita-root"


@dataclass(frozen=True)
class TokenKey:
    """A root key behind PKCS#11: a `Signer` whose secret this process never sees."""

    module: Path
    token: str
    label: str
    pin: str = field(repr=False)
    public_key: bytes

    @property
    def multibase(self) -> str:
        return multikey.to_multibase(self.public_key)

    @property
    def kid(self) -> str:
        return multikey.key_id(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The token's Ed25519 signature; raises KeyFileError."""
        import pkcs11

        with _session(self.module, self.token, self.pin) as session:
            private = session.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self.label, id=_ID
            )
            return bytes(private.sign(message, mechanism=pkcs11.Mechanism.EDDSA))


def create_token_key(module: Path, token: str, label: str, pin: str) -> TokenKey:
    """Let the token make a key it will never give out; raises KeyFileError."""
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    with _session(module, token, pin, write=True) as session:
        if list(session.get_objects({pkcs11.Attribute.LABEL: label, pkcs11.Attribute.ID: _ID})):
            raise KeyFileError(f"Token {token} has a key '{label}' already; name a new one.")
        curve = session.create_domain_parameters(
            pkcs11.KeyType.EC_EDWARDS,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(_ED25519_OID)},
            local=True,
        )
        public, _ = curve.generate_keypair(
            mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=label, id=_ID
        )
        return TokenKey(module, token, label, pin, _point(public))


def open_token_key(module: Path, token: str, label: str, pin: str) -> TokenKey:
    """The key of that label in the token; raises KeyFileError."""
    import pkcs11

    with _session(module, token, pin) as session:
        public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label, id=_ID)
        return TokenKey(module, token, label, pin, _point(public))


def _point(public: Any) -> bytes:
    """The 32 bytes of the key; tokens give them bare or inside a DER octet string."""
    import pkcs11

    return bytes(public[pkcs11.Attribute.EC_POINT])[-_POINT_BYTES:]


@contextmanager
def _session(module: Path, token: str, pin: str, *, write: bool = False) -> Iterator[Any]:
    """An open session; every fault of token or library becomes a KeyFileError."""
    try:
        import pkcs11
    except ImportError as error:
        raise KeyFileError(
            "PKCS#11 needs python-pkcs11; install it: pip install 'acredita[hsm]'."
        ) from error
    try:
        library = pkcs11.lib(str(module))
        with library.get_token(token_label=token).open(rw=write, user_pin=pin) as session:
            yield session
    except pkcs11.PKCS11Error as error:
        raise KeyFileError(
            f"The token '{token}' of {module} does not answer ({type(error).__name__}): check that "
            "it is plugged in, its name, the key's label, and the PIN (few wrong ones lock it)."
        ) from error
    except (OSError, RuntimeError) as error:
        raise KeyFileError(f"{module} is no PKCS#11 module that loads: {error}.") from error
