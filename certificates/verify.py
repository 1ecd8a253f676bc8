"""The employer's question: is this certificate good? One state and one reason for any input.

Nothing here opens a network connection: keyset and status lists are given, and what is not given
is not checked, which is never green. Work and memory are bounded by small limits on every form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from certificates.badge_baking import read_baked
from certificates.errors import UnreadableError
from certificates.keyset import Keyset
from certificates.pdf_attachment import read_attachment
from certificates.qr import read_qr
from certificates.record import State, Verdict
from certificates.statement import RefusalError, Statement, judge, refused
from certificates.status_lookup import StatusLists
from certificates.verify_badge import read_open_badge
from certificates.verify_cose import read_cose, read_qr_form
from certificates.verify_sd_jwt import read_wallet_form

MAX_TEXT = 65_536  # characters of a QR text or credential
MAX_FILE_BYTES = 40_000_000  # a large photograph
_MAX_PATH = 1024
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"BM", b"GIF8", b"II*\0", b"MM\0*")


def verify(
    data: str | bytes | Mapping[str, Any],
    keyset: Keyset | None,
    status: StatusLists | None = None,
    now: datetime | None = None,
    language: str = "es",
) -> Verdict:
    """Check a certificate in any form: QR text, COSE bytes, credential, PDF or picture bytes.

    Never raises for what it is given. `VALID` needs a keyset in date and a fresh status list;
    without them the answer is `NOT_CHECKED`. `language` is that of competency and level, where the
    certificate has them in more than one.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    if isinstance(data, bytes) and data.startswith(_PICTURES):
        return _verify_picture(data, keyset, status, moment, language)
    try:
        return judge_statement(_read(data, keyset), keyset, status, moment, language)
    except RefusalError as refusal:
        return refused(refusal)


def verify_input(
    path_or_text: str,
    keyset: Keyset | None,
    status: StatusLists | None = None,
    now: datetime | None = None,
    language: str = "es",
) -> Verdict:
    """Check what a person typed: the path of a file in any form, or the QR's text itself."""
    path = _existing_file(path_or_text)
    if path is None:
        return verify(path_or_text, keyset, status, now, language)
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        return refused(RefusalError(State.NOT_A_CERTIFICATE, "too_large"))
    return verify(data, keyset, status, now, language)


def judge_statement(
    statement: Statement,
    keyset: Keyset | None,
    status: StatusLists | None,
    now: datetime,
    language: str = "es",
) -> Verdict:
    """`judge`, for a statement that could only be proven with a keyset."""
    if keyset is None:
        raise RefusalError(State.NOT_CHECKED, "keyset_missing")
    return judge(statement, keyset, status, now, language)


def _read(data: str | bytes | Mapping[str, Any], keyset: Keyset | None) -> Statement:
    if isinstance(data, Mapping):
        return read_open_badge(data, keyset)
    if isinstance(data, str):
        return _read_text(data, keyset)
    if data.startswith(b"%PDF-"):
        return _read_pdf(data, keyset)
    if data.startswith(b"\xd2"):
        return read_cose(data, keyset)
    try:
        return _read_text(data[: MAX_TEXT + 1].decode("utf-8"), keyset)
    except UnicodeDecodeError as error:
        raise RefusalError(State.NOT_A_CERTIFICATE, "unreadable") from error


def _read_text(text: str, keyset: Keyset | None, form: str = "open_badge") -> Statement:
    if len(text) > MAX_TEXT:
        raise RefusalError(State.NOT_A_CERTIFICATE, "too_large")
    if "~" in text and not text.lstrip().startswith("{"):
        return read_wallet_form(text, keyset)
    if not text.lstrip().startswith("{"):
        return read_qr_form(text, keyset)
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RefusalError(State.NOT_A_CERTIFICATE, "unreadable") from error
    return read_open_badge(document, keyset, form)


def _read_pdf(data: bytes, keyset: Keyset | None) -> Statement:
    try:
        text = read_attachment(data).decode("utf-8")
    except (UnreadableError, UnicodeDecodeError) as error:
        raise RefusalError(State.NOT_A_CERTIFICATE, "no_certificate_inside") from error
    return _read_text(text, keyset, "pdf")


def _verify_picture(
    data: bytes,
    keyset: Keyset | None,
    status: StatusLists | None,
    now: datetime,
    language: str,
) -> Verdict:
    """The verdict on the picture's certificate; other codes beside it do not matter."""
    try:
        texts = read_qr(data)
    except UnreadableError:
        return refused(RefusalError(State.NOT_A_CERTIFICATE, "unreadable"), "image")
    best = refused(RefusalError(State.NOT_A_CERTIFICATE, "no_code_found"), "image")
    for text in texts:
        try:
            statement = read_qr_form(text, keyset, "image")
            return judge_statement(statement, keyset, status, now, language)
        except RefusalError as refusal:
            best = refused(refusal, "image")
    return best if texts else _verify_baked(data, keyset, status, now, best)


def _verify_baked(
    data: bytes,
    keyset: Keyset | None,
    status: StatusLists | None,
    now: datetime,
    otherwise: Verdict,
) -> Verdict:
    """The verdict on the credential inside a PNG that shows no code; it has one language."""
    try:
        text = read_baked(data).decode("utf-8")
    except (UnreadableError, UnicodeDecodeError):
        return otherwise
    try:
        return judge_statement(_read_text(text, keyset, "image"), keyset, status, now)
    except RefusalError as refusal:
        return refused(refusal, "image")


def _existing_file(text: str) -> Path | None:
    if len(text) > _MAX_PATH or "\0" in text:
        return None
    try:
        path = Path(text)
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None  # not a name this system can have: then it is a text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name given twice: two readers could believe different values."""
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name is given twice")
    return document


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
