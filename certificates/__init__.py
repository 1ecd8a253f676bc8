"""Certificates: formats, keys, signing, status lists, QR, PDF, offline verification."""

from certificates.errors import (
    CertificateError,
    KeysetRefused,
    KeyUnusable,
    NotReadable,
    RecordRefused,
    StatusRefused,
)
from certificates.record import Alignment, CertificateRecord, Issued, Result, State, Verdict

__all__ = [
    "Alignment",
    "CertificateError",
    "CertificateRecord",
    "Issued",
    "KeyUnusable",
    "KeysetRefused",
    "NotReadable",
    "RecordRefused",
    "Result",
    "State",
    "StatusRefused",
    "Verdict",
]
