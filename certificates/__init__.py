"""Certificates: formats, keys, signing, status lists, QR, PDF, offline verification."""

from certificates.errors import (
    CertificateError,
    KeyFileError,
    KeysetError,
    RecordError,
    StatusListError,
    UnreadableError,
)
from certificates.record import Alignment, CertificateRecord, Issued, Result, State, Verdict

__all__ = [
    "Alignment",
    "CertificateError",
    "CertificateRecord",
    "Issued",
    "KeyFileError",
    "KeysetError",
    "RecordError",
    "Result",
    "State",
    "StatusListError",
    "UnreadableError",
    "Verdict",
]
