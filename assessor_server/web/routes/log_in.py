"""Logging in and out. Before log-in a form is tied to its browser by a cookie of its own."""

import hmac
import secrets
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from assessor_server import audit
from assessor_server.accounts import User, authenticate
from assessor_server.sessions import HOURS, end_session, start_session
from assessor_server.store import reading, writing
from assessor_server.throttle import count_failure, require_patience
from assessor_server.web.console import Console
from assessor_server.web.forms import Form, read_form
from assessor_server.web.gate import (
    CSRF_FIELD,
    SESSION_COOKIE,
    Con,
    ForgedFormError,
    Person,
    SignedForm,
    Visitor,
)
from assessor_server.web.pages import go_to, menu_of, page
from protocol.times import utc_text

router = APIRouter()
log = structlog.get_logger()

FORM_COOKIE = "acredita_form"


@router.get("/log-in")
def show(request: Request, console: Con, session: Visitor) -> Response:
    if session is not None:
        return go_to(_home(session.user))
    return _form(request, console, wrong=False, status=200)


@router.post("/log-in")
def log_in(request: Request, console: Con, form: Annotated[Form, Depends(read_form)]) -> Response:
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not hmac.compare_digest(form.one(CSRF_FIELD).encode(), expected.encode()):
        raise ForgedFormError("The form did not come from this page: open it again and send it.")
    login = form.one("login").strip().lower()
    address = request.client.host if request.client else "unknown"
    user = _prove(console, login, form.one("password"), address)
    if user is None:
        return _form(request, console, wrong=True, status=401)
    now = utc_text()
    with writing(console.engine) as connection:
        token = start_session(connection, user, now=now)
        audit.record(
            connection, at=now, who=user.login, act="session.started", subject=user.login, body={}
        )
    answer = go_to(_home(user))
    _set_cookie(answer, console, SESSION_COOKIE, token, seconds=HOURS * 3600)
    answer.delete_cookie(FORM_COOKIE, path="/log-in")
    return answer


@router.post("/log-out")
def log_out(request: Request, console: Con, session: Person, form: SignedForm) -> Response:
    with writing(console.engine) as connection:
        end_session(connection, request.cookies[SESSION_COOKIE])
    answer = go_to("/")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _prove(console: Console, login: str, password: str, address: str) -> User | None:
    """Check the password, outside any transaction that others would have to wait for."""
    now = utc_text()
    with reading(console.engine) as connection:
        require_patience(connection, login, address, now=now)
        user = authenticate(connection, login, password)
    if user is None:
        with writing(console.engine) as connection:
            count_failure(connection, login, address, now=now)
        log.warning("session.refused", address=address)
    return user


def _form(request: Request, console: Console, *, wrong: bool, status: int) -> Response:
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    answer = page(request, "log_in.html", {"form_token": token, "wrong": wrong}, status=status)
    _set_cookie(answer, console, FORM_COOKIE, token, seconds=3600, path="/log-in")
    return answer


def _set_cookie(
    answer: Response, console: Console, name: str, value: str, *, seconds: int, path: str = "/"
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        httponly=True,
        samesite="lax",
        secure=console.base_url.startswith("https:"),
    )


def _home(user: User) -> str:
    pages = menu_of(user)
    return pages[0][0] if pages else "/"
