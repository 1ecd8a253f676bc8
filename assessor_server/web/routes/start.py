"""The front door: what this is, the choice of language, and whether the server is well."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assessor_server.centres import the_organisation
from assessor_server.store import reading
from assessor_server.web.gate import Con, Visitor
from assessor_server.web.language import LANGUAGES
from assessor_server.web.pages import LANGUAGE_COOKIE, go_to, menu_of, page

router = APIRouter()

YEAR_S = 365 * 24 * 3600


@router.get("/")
def start(request: Request, console: Con, session: Visitor) -> Response:
    with reading(console.engine) as connection:
        organisation = the_organisation(connection)
    menu = menu_of(session.user if session else None)
    home = menu[0][0] if menu else ""
    return page(request, "start.html", {"organisation": organisation, "home": home})


@router.get("/language/{language}")
def choose(
    request: Request, console: Con, language: str, back: Annotated[str, Query()] = "/"
) -> Response:
    """Remember a language and go back to the page the visitor was on (of this server only)."""
    if language not in LANGUAGES:
        raise HTTPException(404)
    local = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = go_to(back if local else "/")
    answer.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR_S,
        samesite="lax",
        httponly=True,
        secure=console.base_url.startswith("https:"),
    )
    return answer


@router.get("/health")
def health(console: Con) -> Response:
    """For watchers: 200 when the store answers."""
    with reading(console.engine) as connection:
        connection.execute(text("SELECT 1"))
    return JSONResponse({"status": "ok"})
