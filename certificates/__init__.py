"""Certificates: formats, keys, signing, status lists, QR, PDF, offline verification."""

from certificates.badge_picture import achievement_png
from certificates.errors import (
    CertificateError,
    KeyFileError,
    KeysetError,
    RecordError,
    StatusListError,
    UnreadableError,
)
from certificates.issue import issue
from certificates.keys import SigningKey, create_key, load_key
from certificates.keyset import KeyEntry, Keyset, load_keyset
from certificates.keyset_build import KeysetContent, build_keyset, next_content
from certificates.pdf import render_pdf
from certificates.qr import qr_png, read_qr
from certificates.record import (
    Alignment,
    CertificateRecord,
    Issued,
    Result,
    State,
    Verdict,
    new_certificate_id,
    new_refresh_token,
)
from certificates.status import PublishedLists, allocate_index, publish_lists
from certificates.status_lookup import StatusLists, load_status
from certificates.verifier_page import PAGE_HEADERS, page_config, verifier_files
from certificates.verify import verify, verify_input

__all__ = [
    "PAGE_HEADERS",
    "Alignment",
    "CertificateError",
    "CertificateRecord",
    "Issued",
    "KeyEntry",
    "KeyFileError",
    "Keyset",
    "KeysetContent",
    "KeysetError",
    "PublishedLists",
    "RecordError",
    "Result",
    "SigningKey",
    "State",
    "StatusListError",
    "StatusLists",
    "UnreadableError",
    "Verdict",
    "achievement_png",
    "allocate_index",
    "build_keyset",
    "create_key",
    "issue",
    "load_key",
    "load_keyset",
    "load_status",
    "new_certificate_id",
    "new_refresh_token",
    "next_content",
    "page_config",
    "publish_lists",
    "qr_png",
    "read_qr",
    "render_pdf",
    "verifier_files",
    "verify",
    "verify_input",
]
