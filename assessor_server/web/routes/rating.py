"""Rating an attempt: first blind, then with the AI's scores beside it, confirmed or amended."""

import math
import re
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from assessor_server.attempts import Attempt, events_of, evidence_of, find_attempt
from assessor_server.judgement import (
    Given,
    IncompleteError,
    NotNowError,
    confirm_rating,
    rate_blind,
    ratings_of,
    require_may_rate,
)
from assessor_server.sessions import Session
from assessor_server.store import reading, writing
from assessor_server.web.console import Console
from assessor_server.web.forms import Form
from assessor_server.web.gate import Con, Person, SignedForm, person_with
from assessor_server.web.pages import go_to, page
from assessor_server.web.routes.attempts import about
from protocol.times import utc_text
from scenarios import Measurement, Pack, RatingError, asks_for_number, score_typed

router = APIRouter(dependencies=[Depends(person_with("assessor"))])

_NUMBER = re.compile(r"-?[0-9]{1,6}([.,][0-9]{1,4})?")
UNSEEN = "unseen"  # the evidence does not show it: stored as no band, with the note that says why


@router.get("/attempts/{id}/rate")
def show(request: Request, console: Con, session: Person, id: str) -> Response:
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        require_may_rate(connection, attempt, session.user)
        if attempt.stage == "to_decide":
            return go_to(f"/attempts/{id}")
        return _form(request, connection, console, session, attempt, entered=None, refused=None)


@router.post("/attempts/{id}/rate")
def rate(request: Request, console: Con, session: Person, id: str, form: SignedForm) -> Response:
    """The first, blind rating."""
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        require_may_rate(connection, attempt, session.user)
        pack = console.pack_of(attempt)
        provenance = console.provenance_of(connection, attempt)
    given = _given(pack, form)
    try:
        with writing(console.engine) as connection:
            rate_blind(
                connection,
                pack,
                provenance,
                attempt=id,
                given=given,
                by=session.user,
                now=utc_text(),
            )
    except IncompleteError as refused:
        return _again(request, console, session, id, given, refused)
    return go_to(f"/attempts/{id}/rate")


@router.post("/attempts/{id}/confirm")
def confirm(request: Request, console: Con, session: Person, id: str, form: SignedForm) -> Response:
    """The rating after the AI's scores were shown."""
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        pack = console.pack_of(attempt)
    given = _given(pack, form)
    try:
        with writing(console.engine) as connection:
            confirm_rating(
                connection, pack, attempt=id, given=given, by=session.user, now=utc_text()
            )
    except IncompleteError as refused:
        return _again(request, console, session, id, given, refused)
    return go_to(f"/attempts/{id}")


def _given(pack: Pack, form: Form) -> list[Given]:
    """The form's answers: fields band.CRITERION and note.CRITERION; where a number is typed,
    value.CRITERION, and unseen.CRITERION when nothing was measured."""
    given = []
    for criterion in pack.criteria:
        band, note = form.one(f"band.{criterion.id}"), form.one(f"note.{criterion.id}")
        number = form.one(f"value.{criterion.id}").strip()
        if form.one(f"unseen.{criterion.id}") or band == UNSEEN:
            given.append(Given(criterion.id, None, note))
        elif asks_for_number(criterion, pack):
            if number:
                value = _number(number)
                made = _band_made(pack, criterion, value)
                given.append(Given(criterion.id, made or band or None, note, value))
        elif band:
            given.append(Given(criterion.id, band, note))
    return given


def _number(typed: str) -> float:
    """A number as people write it, with a comma or a point; NaN, which no tool shows, if none."""
    return float(typed.replace(",", ".")) if _NUMBER.fullmatch(typed) else math.nan


def _band_made(pack: Pack, criterion: Measurement, value: float) -> str | None:
    """The band of a number; None where it cannot be, or lies too near a limit."""
    try:
        return score_typed(pack, criterion, value).band
    except RatingError:
        return None


def _again(
    request: Request,
    console: Console,
    session: Session,
    id: str,
    given: Sequence[Given],
    refused: IncompleteError,
) -> Response:
    """The form once more, with what was entered and what is missing."""
    entered = {item.criterion: item for item in given}
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        return _form(
            request, connection, console, session, attempt, entered=entered, refused=refused
        )


def _form(
    request: Request,
    connection: Connection,
    console: Console,
    session: Session,
    attempt: Attempt,
    *,
    entered: Mapping[str, Given] | None,
    refused: IncompleteError | None,
) -> Response:
    console.pack_of(attempt)
    pieces = evidence_of(connection, attempt.id, events_of(connection, attempt.id))
    if not all(piece.complete for piece in pieces):
        raise NotNowError("evidence_waiting", "Pictures are still missing: wait for the kiosk.")
    values = about(connection, console, session, attempt)
    values["entered"] = (
        ratings_of(connection, attempt.id, blind=True) if entered is None else entered
    )
    values["refused"] = refused
    values["unseen"] = UNSEEN
    template = "confirm.html" if attempt.stage == "to_confirm" else "rate.html"
    return page(request, template, values, status=422 if refused else 200)
