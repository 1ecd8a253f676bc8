"""Deciding an attempt: ratings beside AI scores, every link from sensor to seal, one decision."""

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from assessor_server.accounts import all_users
from assessor_server.attempts import Attempt, find_attempt
from assessor_server.candidates import trainers_of
from assessor_server.issuing import conclude, still_needed
from assessor_server.judgement import (
    IncompleteError,
    NotYoursError,
    outcome_of,
    passes,
    raters_of,
    require_may_decide,
)
from assessor_server.sessions import Session
from assessor_server.store import reading, writing
from assessor_server.web.console import Console
from assessor_server.web.forms import Form
from assessor_server.web.gate import Con, Person, SignedForm, person_with
from assessor_server.web.pages import go_to, page
from assessor_server.web.routes.attempts import about
from protocol.times import utc_text

router = APIRouter(dependencies=[Depends(person_with("assessor", "certifying_officer"))])


@router.get("/attempts/{id}/decide")
def show(request: Request, console: Con, session: Person, id: str) -> Response:
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        try:
            require_may_decide(connection, attempt, session.user)
        except NotYoursError as refused:
            return _somebody_else(request, connection, attempt, refused)
        return _form(request, connection, console, session, attempt, entered=None, refused=None)


@router.post("/attempts/{id}/decide")
def decide(request: Request, console: Con, session: Person, id: str, form: SignedForm) -> Response:
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        try:
            require_may_decide(connection, attempt, session.user)
        except NotYoursError as refused:
            return _somebody_else(request, connection, attempt, refused)
        pack, scheme = console.pack_of(attempt), console.scheme_of(attempt)
        provenance = console.provenance_of(connection, attempt)
    try:
        with writing(console.engine) as connection:
            certificate = conclude(
                connection,
                console.vault,
                console.issuer,
                pack,
                scheme,
                provenance,
                attempt=id,
                outcome=form.one("outcome"),
                reason=form.one("reason"),
                by=session.user,
                now=utc_text(),
            )
    except IncompleteError as refused:
        with reading(console.engine) as connection:
            return _form(
                request, connection, console, session, attempt, entered=form, refused=refused
            )
    return go_to(f"/certificates/{certificate}" if certificate else f"/attempts/{id}/result")


def _form(
    request: Request,
    connection: Connection,
    console: Console,
    session: Session,
    attempt: Attempt,
    *,
    entered: Form | None,
    refused: IncompleteError | None,
) -> Response:
    pack, scheme = console.pack_of(attempt), console.scheme_of(attempt)
    values = about(connection, console, session, attempt)
    values |= {
        "scheme": scheme,
        "passes": passes(outcome_of(connection, pack, attempt.id), scheme),
        "provenance": console.provenance_of(connection, attempt),
        "needed": still_needed(connection, scheme, attempt),
        "entered": entered,
        "refused": refused,
    }
    return page(request, "decide.html", values, status=422 if refused else 200)


def _somebody_else(
    request: Request, connection: Connection, attempt: Attempt, refused: NotYoursError
) -> Response:
    """Why this person may not decide, and who may."""
    barred = raters_of(connection, attempt.id) | trainers_of(connection, attempt.candidate)
    others = [
        user
        for user in all_users(connection)
        if "certifying_officer" in user.roles and user.id not in barred
    ]
    values = {"attempt": attempt, "refused": refused, "others": others}
    return page(request, "somebody_else.html", values, status=403)
