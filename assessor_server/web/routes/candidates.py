"""Candidates: registering a person, their code and slip, erasing them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from assessor_server import candidates as people
from assessor_server.accounts import all_users
from assessor_server.attempts import attempts_of
from assessor_server.candidates import Candidate, CandidateRefusedError
from assessor_server.centres import all_centres
from assessor_server.store import reading, writing
from assessor_server.web.console import Console
from assessor_server.web.forms import Form
from assessor_server.web.gate import Con, Person, SignedForm, person_with
from assessor_server.web.pages import go_to, page
from assessor_server.web.routes.queue import centre_names
from certificates import qr_png
from protocol.times import utc_text

router = APIRouter(dependencies=[Depends(person_with("coordinator"))])

SHOWN = 50
JUDGING = frozenset({"assessor", "certifying_officer"})  # whom having trained somebody would bar


@router.get("/candidates")
def show(
    request: Request, console: Con, code: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    return _list(request, console, code=code, entered=None, refused=None, status=200)


@router.post("/candidates")
def register(request: Request, console: Con, session: Person, form: SignedForm) -> Response:
    """Register a person; with a code in the form, name one a kiosk has already used."""
    try:
        with writing(console.engine) as connection:
            made = people.register(
                connection,
                console.vault,
                name=form.one("name"),
                centre=form.one("centre"),
                trainers=_trainers(form),
                by=session.user,
                now=utc_text(),
                code=people.normal_code(form.one("code")) if form.one("code") else None,
            )
    except CandidateRefusedError as refused:
        return _list(request, console, code="", entered=form, refused=refused, status=422)
    return go_to(f"/candidates/{made.code}")


@router.get("/candidates/{code}")
def one(request: Request, console: Con, code: str) -> Response:
    """The person's slip, with the code as QR for the kiosk, and their attempts."""
    with reading(console.engine) as connection:
        candidate = people.find_candidate(connection, console.vault, code)
        trainers = people.trainers_of(connection, code)
        values = {
            "candidate": candidate,
            "attempts": attempts_of(connection, code),
            "centres": centre_names(connection),
            "packs": console.packs,
            "trainers": [user for user in all_users(connection) if user.id in trainers],
        }
    return page(request, "candidate.html", values)


@router.get("/candidates/{code}/qr.png")
def code_picture(console: Con, code: str) -> Response:
    with reading(console.engine) as connection:
        candidate = people.find_candidate(connection, console.vault, code)
    return Response(qr_png(candidate.code, pixels_per_module=10), media_type="image/png")


@router.post("/candidates/{code}/erase")
def erase(console: Con, session: Person, code: str, form: SignedForm) -> Response:
    """Destroy the person's key. The code has to be typed: this cannot be undone."""
    if people.normal_code(form.one("typed")) != code:
        raise CandidateRefusedError("erase_code", "Type the person's code to erase their data.")
    with writing(console.engine) as connection:
        people.erase(connection, console.vault, code, by=session.user, now=utc_text())
    return go_to(f"/candidates/{code}")


def _list(
    request: Request,
    console: Console,
    *,
    code: str,
    entered: Form | None,
    refused: CandidateRefusedError | None,
    status: int,
) -> Response:
    with reading(console.engine) as connection:
        values = {
            "found": _found(connection, console, code),
            "sought": code,
            "centres": all_centres(connection),
            "names_of_centres": centre_names(connection),
            "users": [user for user in all_users(connection) if user.roles & JUDGING],
            "entered": entered,
            "refused": refused,
        }
    return page(request, "candidates.html", values, status=status)


def _found(connection: Connection, console: Console, code: str) -> list[Candidate]:
    return list(people.newest_candidates(connection, console.vault, limit=SHOWN, code=code.strip()))


def _trainers(form: Form) -> list[int]:
    try:
        return [int(text) for text in form.many("trainer")]
    except ValueError as problem:
        raise CandidateRefusedError(
            "trainer", "A trainer has no account: choose from the list."
        ) from problem
