"""The audit log for the auditor: every act, newest first, and a check of the whole chain."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from assessor_server import audit
from assessor_server.store import reading
from assessor_server.web.gate import Con, person_with
from assessor_server.web.pages import page

router = APIRouter(dependencies=[Depends(person_with("auditor"))])

SHOWN = 100


@router.get("/audit")
def show(
    request: Request,
    console: Con,
    before: Annotated[int | None, Query(ge=0)] = None,
    subject: Annotated[str, Query(max_length=128)] = "",
    check: Annotated[bool, Query()] = False,
) -> Response:
    with reading(console.engine) as connection:
        values = {
            "entries": (
                list(audit.entries_about(connection, subject.strip()))[::-1]
                if subject.strip()
                else audit.entries_before(connection, before, SHOWN)
            ),
            "sought": subject.strip(),
            "checked": audit.check(connection) if check else None,
            "shown": SHOWN,
        }
    return page(request, "audit.html", values)
