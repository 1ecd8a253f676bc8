"""One clear page for everything that can go wrong: what happened and what to do next."""

from collections.abc import Mapping

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assessor_server.accounts import AccountRefusedError
from assessor_server.attempts import AttemptUnknownError, EvidenceMissingError
from assessor_server.candidates import CandidateRefusedError
from assessor_server.errors import RefusedError, ServerError
from assessor_server.issued import CertificateUnknownError, StatusRefusedError
from assessor_server.judgement import IncompleteError, NotNowError, NotYoursError
from assessor_server.printing import PrintRefusedError
from assessor_server.replaying import NoReplayError
from assessor_server.store.evidence_files import EvidenceNameError
from assessor_server.throttle import TooManyFailuresError
from assessor_server.vault import (
    CandidateErasedError,
    CandidateUnknownError,
    SealedDataDamagedError,
)
from assessor_server.wallet_requests import AskingRefusedError
from assessor_server.wallets import OfferRefusedError
from assessor_server.web.forms import FormTooLargeError, FormUnreadableError
from assessor_server.web.gate import ForgedFormError, LogInNeededError
from assessor_server.web.pages import go_to, page, words_for
from certificates import CertificateError
from protocol.errors import ProtocolError

log = structlog.get_logger()

# What failed: the page's status and the key of its words (failure.KEY.title, failure.KEY.remedy).
FAILURES: Mapping[type[Exception], tuple[int, str]] = {
    AttemptUnknownError: (404, "attempt_unknown"),
    CandidateUnknownError: (404, "candidate_unknown"),
    CertificateUnknownError: (404, "certificate_unknown"),
    EvidenceMissingError: (404, "evidence_missing"),
    EvidenceNameError: (404, "evidence_missing"),
    CandidateErasedError: (410, "erased"),
    SealedDataDamagedError: (500, "damaged"),
    NoReplayError: (404, "no_replay"),
    ForgedFormError: (403, "forged_form"),
    FormTooLargeError: (413, "form_too_large"),
    FormUnreadableError: (400, "form_unreadable"),
    TooManyFailuresError: (429, "too_many_failures"),
    CertificateError: (409, "not_issued"),
    ProtocolError: (409, "log_unreadable"),
    OperationalError: (503, "store_busy"),
}
REFUSALS: Mapping[type[RefusedError], int] = {
    NotYoursError: 403,
    NotNowError: 409,
    IncompleteError: 422,
    AccountRefusedError: 422,
    CandidateRefusedError: 422,
    StatusRefusedError: 422,
    PrintRefusedError: 422,
    OfferRefusedError: 422,
    AskingRefusedError: 422,
}
STATUSES: Mapping[int, str] = {404: "not_found", 405: "wrong_method", 413: "form_too_large"}


def install_failures(app: FastAPI) -> None:
    """Answer every failure with its page (or JSON under /api)."""
    for kind in FAILURES:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(LogInNeededError, _log_in_needed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable_address)
    app.add_exception_handler(ServerError, _unexpected)
    app.add_exception_handler(Exception, _unexpected)


def _known(request: Request, error: Exception) -> Response:
    status, key = next(FAILURES[kind] for kind in type(error).__mro__ if kind in FAILURES)
    log.warning("request.refused", path=request.url.path, status=status, problem=str(error))
    return _answer(request, status, key, detail=_detail(error))


def _refused(request: Request, error: Exception) -> Response:
    status = next((REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS), 409)
    reason = error.reason if isinstance(error, RefusedError) else ""
    log.warning("request.refused", path=request.url.path, status=status, reason=reason)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": reason, "remedy": str(error)}, status_code=status)
    words = words_for(request)
    values = {"title": words("failure.refused"), "remedy": words(f"refusal.{reason}"), "detail": ""}
    return page(request, "failure.html", values, status=status)


def _log_in_needed(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": "log_in", "remedy": "Log in at /log-in."}, status_code=401)
    if request.method in ("GET", "HEAD"):
        return go_to("/log-in")
    return _answer(request, 401, "log_in")


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = _answer(request, status, STATUSES.get(status, "form_unreadable"))
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _unreadable_address(request: Request, _error: Exception) -> Response:
    return _answer(request, 400, "bad_address")


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("request.failed", path=request.url.path, exc_info=error)
    return _answer(request, 500, "unexpected")


def _detail(error: Exception) -> str:
    """What the rooms below say about a certificate or a log; their words name the remedy."""
    return str(error) if isinstance(error, CertificateError | ProtocolError) else ""


def _answer(request: Request, status: int, key: str, *, detail: str = "") -> Response:
    words = words_for(request)
    title, remedy = words(f"failure.{key}.title"), words(f"failure.{key}.remedy")
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": key, "remedy": remedy}, status_code=status)
    values = {"title": title, "remedy": remedy, "detail": detail}
    return page(request, "failure.html", values, status=status)
