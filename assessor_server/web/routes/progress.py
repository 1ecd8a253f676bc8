"""How far a test has come, for whoever holds its slip. Reads only; tells no name and no outcome."""

import uuid

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from assessor_server.attempts import Attempt, AttemptUnknownError, find_attempt
from assessor_server.store import reading
from assessor_server.web.gate import Con
from assessor_server.web.pages import page

router = APIRouter()

ENDED = {"refused": "progress.stopped", "voided": "progress.stopped", "broken": "progress.ask"}
OPEN = "progress.arriving"
STAGES = {
    "to_rate": "progress.judging",
    "to_confirm": "progress.judging",
    "to_decide": "progress.deciding",
    "decided": "progress.decided",
}
UNKNOWN = "progress.unknown"


@router.get("/s/{attempt}")
def progress(request: Request, console: Con, attempt: str) -> Response:
    """The attempt's id, which only its slip tells, is what allows to ask.

    The outcome is not said here: a person says it, and can answer what comes next.
    """
    how_far, status = UNKNOWN, 404
    if _is_id(attempt):
        with reading(console.engine) as connection:
            try:
                found = find_attempt(connection, attempt)
            except AttemptUnknownError:
                pass
            else:
                how_far, status = _words(found), 200
    answer = page(request, "progress.html", {"how_far": how_far}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _words(attempt: Attempt) -> str:
    if attempt.state == "open":
        return OPEN
    return ENDED.get(attempt.state) or STAGES[attempt.stage]


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
