"""The key that signs documents for PDF readers: P-256 with an X.509 certificate, in PKCS#12.

PDF readers know X.509, not the keyset. The certificate is the organisation's own until an authority
gives it a better one: `import_document_key` puts that in its place. Nothing about a certificate's
validity rests on this key: the signed credential inside the PDF does not need it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

from certificates.errors import KeyFileError

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
DAYS = 3 * 366
_MAX_BYTES = 65_536

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class DocumentKey:
    """A private key with its certificate and those above it; it shows none of it when printed."""

    private: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def __repr__(self) -> str:
        return f"DocumentKey(subject={self.certificate.subject.rfc4514_string()!r})"

    def pem(self) -> bytes:
        """The certificates to publish, the key's own first."""
        return b"".join(one.public_bytes(Encoding.PEM) for one in (self.certificate, *self.chain))


def create_document_key(
    path: Path, secret: bytes, *, organisation: str, host: str, now: datetime, days: int = DAYS
) -> DocumentKey:
    """Make a key whose certificate the organisation signs itself; `host` is its domain.

    Raises KeyFileError when the file exists or cannot be written.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    public = private.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(private, hashes.SHA256())
    )
    key = DocumentKey(private, certificate, ())
    _write(path, secret, key, replace=False)
    return key


def import_document_key(path: Path, secret: bytes, given: bytes, password: bytes) -> DocumentKey:
    """Put the key and certificate of an authority's PKCS#12 file in the place of our own.

    Raises KeyFileError when the file does not open or holds no key and certificate.
    """
    key = _read(given, password, "The file from the authority")
    _write(path, secret, key, replace=True)
    return key


def load_document_key(path: Path, secret: bytes) -> DocumentKey:
    """Open the key; raises KeyFileError when it is missing, damaged or of another secret."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"Cannot read the document key {path}: {error.strerror}.") from error
    return _read(data, _password(secret), str(path))


def _read(data: bytes, password: bytes, called: str) -> DocumentKey:
    if len(data) > _MAX_BYTES:
        raise KeyFileError(f"{called} is too large to be a PKCS#12 file.")
    try:
        private, certificate, chain = pkcs12.load_key_and_certificates(data, password)
    except ValueError as error:
        raise KeyFileError(f"{called} does not open: wrong password, or damaged.") from error
    if certificate is None or not isinstance(private, PrivateKey):
        raise KeyFileError(f"{called} lacks a certificate, or its key is not EC or RSA.")
    shape = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if private.public_key().public_bytes(*shape) != certificate.public_key().public_bytes(*shape):
        raise KeyFileError(f"{called}: the certificate is of another key.")
    return DocumentKey(private, certificate, tuple(chain))


def _write(path: Path, secret: bytes, key: DocumentKey, *, replace: bool) -> None:
    data = pkcs12.serialize_key_and_certificates(
        b"documents",
        key.private,
        key.certificate,
        key.chain or None,
        BestAvailableEncryption(_password(secret)),
    )
    aside = path.with_name(f"{path.name}.new") if replace else path
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise KeyFileError(f"Cannot write the document key {path}: {error.strerror}.") from error


def _password(secret: bytes) -> bytes:
    if not secret:
        raise KeyFileError("The secret is empty; give a password or a key file.")
    return secret.hex().encode("ascii")  # PKCS#12 passwords are texts
