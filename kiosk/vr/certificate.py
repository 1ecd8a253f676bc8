"""Room: kiosk. The certificate of the kiosk's own page: made here, trusted by hand.

Browsers let a page use a headset only over HTTPS; a kiosk in a classroom has no name that an
authority would certify. The key never leaves the kiosk's folder.
"""

import datetime as dt
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from protocol.keyfiles import sync_folder

DAYS = 397
"""The longest that browsers accept."""

RENEW_BEFORE = dt.timedelta(days=30)
CERTIFICATE, KEY = "certificate.pem", "key.pem"


@dataclass(frozen=True)
class LanCertificate:
    """Where certificate and key lie, and the fingerprint that staff compare."""

    certificate: Path
    key: Path
    fingerprint: str

    @property
    def short(self) -> str:
        """The first bytes of the fingerprint, as browsers show them."""
        return " ".join(self.fingerprint[at : at + 2] for at in range(0, 16, 2))


def lan_certificate(folder: Path, hosts: Sequence[str]) -> LanCertificate:
    """The certificate for these names and addresses; made anew when it does not fit any more."""
    certificate, key = folder / CERTIFICATE, folder / KEY
    now = dt.datetime.now(dt.UTC)
    if certificate.is_file() and key.is_file():
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
        if read.not_valid_after_utc - now > RENEW_BEFORE and _hosts(read) == set(hosts):
            return LanCertificate(certificate, key, _fingerprint(read))
    folder.mkdir(parents=True, exist_ok=True)
    secret = ec.generate_private_key(ec.SECP256R1())
    made = _made(secret, hosts, now)
    pem = serialization.Encoding.PEM
    _write(
        key,
        secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write(certificate, made.public_bytes(pem))
    sync_folder(folder)
    return LanCertificate(certificate, key, _fingerprint(made))


def own_address() -> str:
    """The address by which others on the network reach this machine; 127.0.0.1 without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks the kernel for the way
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _made(
    secret: ec.EllipticCurvePrivateKey, hosts: Sequence[str], now: dt.datetime
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acredita kiosk")])
    names = [_general(host) for host in hosts]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # a headset's clock may be behind
        .not_valid_after(now + dt.timedelta(days=DAYS - 1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _hosts(read: x509.Certificate) -> set[str]:
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def _fingerprint(read: x509.Certificate) -> str:
    return read.fingerprint(hashes.SHA256()).hex().upper()


def _write(path: Path, data: bytes) -> None:
    """Replace a file whole, readable by its owner only."""
    waiting = path.with_suffix(".new")
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    waiting.rename(path)
