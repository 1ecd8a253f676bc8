"""The queue: what waits for the person who is logged in."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from assessor_server.centres import all_centres
from assessor_server.judgement import outcomes_of
from assessor_server.store import reading
from assessor_server.web.gate import Con, Person, person_with
from assessor_server.web.pages import page
from assessor_server.work_queue import queue_of

router = APIRouter()


@router.get("/queue", dependencies=[Depends(person_with("assessor", "certifying_officer"))])
def show(request: Request, console: Con, session: Person) -> Response:
    with reading(console.engine) as connection:
        queue = queue_of(connection, session.user)
        values = {
            "queue": queue,
            "packs": console.packs,
            "centres": centre_names(connection),
            "outcomes": outcomes_of(connection, [attempt.id for attempt in queue.done]),
        }
    return page(request, "queue.html", values)


def centre_names(connection: Connection) -> Mapping[str, str]:
    return {centre.id: centre.name for centre in all_centres(connection)}
