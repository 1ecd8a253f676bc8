"""Who is asking: sessions, roles, and the token that proves a form came from our own page."""

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from assessor_server.errors import ServerError
from assessor_server.judgement import NotYoursError
from assessor_server.sessions import Session, find_session
from assessor_server.store import reading
from assessor_server.web.console import Console
from assessor_server.web.forms import Form, read_form
from protocol.times import utc_text

SESSION_COOKIE = "acredita_session"
CSRF_FIELD = "csrf"


class LogInNeededError(ServerError):
    """Nobody is logged in (any more)."""


class ForgedFormError(ServerError):
    """A form without the token of this person's session."""


def console_of(request: Request) -> Console:
    console: Console = request.app.state.console
    return console


def visitor(request: Request) -> Session | None:
    """Who is logged in, or None."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    with reading(console_of(request).engine) as connection:
        session = find_session(connection, token, now=utc_text())
    request.state.session = session  # error pages keep the person's menu
    return session


def person(session: Annotated[Session | None, Depends(visitor)]) -> Session:
    """Who is logged in; raises LogInNeededError."""
    if session is None:
        raise LogInNeededError("Log in first.")
    return session


def person_with(*roles: str) -> Callable[[Session], Session]:
    """A dependency: somebody with one of these roles; raises NotYoursError."""

    def check(session: Annotated[Session, Depends(person)]) -> Session:
        if not session.user.roles & set(roles):
            raise NotYoursError(
                "role", f"This needs one of the roles {', '.join(roles)}: log in with it."
            )
        return session

    return check


async def signed_form(request: Request, session: Annotated[Session, Depends(person)]) -> Form:
    """A form that carries the session's token; raises ForgedFormError and what read_form raises."""
    form = await read_form(request)
    require_token(form, session.csrf)
    return form


def require_token(form: Form, expected: str) -> None:
    if not hmac.compare_digest(form.one(CSRF_FIELD).encode(), expected.encode()):
        raise ForgedFormError("The form did not come from this page: open it again and send it.")


Con = Annotated[Console, Depends(console_of)]
Visitor = Annotated[Session | None, Depends(visitor)]
Person = Annotated[Session, Depends(person)]
SignedForm = Annotated[Form, Depends(signed_form)]
