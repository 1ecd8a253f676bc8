"""Accounts, for the administrator: who may log in, with which roles; adding and closing them."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from assessor_server import audit
from assessor_server.accounts import (
    ROLES,
    AccountRefusedError,
    all_users,
    disable_account,
    insert_account,
    make_password,
)
from assessor_server.store import reading, writing
from assessor_server.web.console import Console
from assessor_server.web.forms import Form
from assessor_server.web.gate import Con, Person, SignedForm, person_with
from assessor_server.web.pages import go_to, page
from protocol.times import utc_text

router = APIRouter(dependencies=[Depends(person_with("administrator"))])


@router.get("/accounts")
def show(request: Request, console: Con) -> Response:
    return _page(request, console)


@router.post("/accounts")
def add(request: Request, console: Con, session: Person, form: SignedForm) -> Response:
    """Add a person; their password is made here and shown once."""
    password, now = make_password(), utc_text()
    login = form.one("login").strip().lower()
    try:
        with writing(console.engine) as connection:
            user = insert_account(
                connection,
                login=login,
                name=form.one("name"),
                roles=form.many("role"),
                password=password,
                now=now,
            )
            audit.record(
                connection,
                at=now,
                who=session.user.login,
                act="account.added",
                subject=login,
                body={"roles": sorted(user.roles)},
            )
    except AccountRefusedError as refused:
        return _page(request, console, entered=form, refused=refused, status=422)
    return _page(request, console, made=(login, password))


@router.post("/accounts/{login}/close")
def close(console: Con, session: Person, login: str, form: SignedForm) -> Response:
    """Close an account, never one's own: somebody has to be able to open others."""
    now = utc_text()
    with writing(console.engine) as connection:
        disable_account(connection, login, by=session.user, now=now)
        audit.record(
            connection,
            at=now,
            who=session.user.login,
            act="account.closed",
            subject=login,
            body={},
        )
    return go_to("/accounts")


def _page(
    request: Request,
    console: Console,
    *,
    entered: Form | None = None,
    refused: AccountRefusedError | None = None,
    made: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    with reading(console.engine) as connection:
        values = {
            "users": all_users(connection),
            "roles": ROLES,
            "entered": entered,
            "refused": refused,
            "made": made,
        }
    return page(request, "accounts.html", values, status=status)
