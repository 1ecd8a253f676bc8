"""Rendering pages: templates, words, the person's menu. Reads templates, touches nothing else."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from assessor_server.accounts import User
from assessor_server.sessions import Session
from assessor_server.web.gate import console_of
from assessor_server.web.language import LANGUAGES, Words, catalogue, choose_language
from assessor_server.web.show import Shown

LANGUAGE_COOKIE = "acredita_language"

# Page, text key, and the roles that see it in their menu.
MENU: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("/queue", "menu.queue", frozenset({"assessor", "certifying_officer"})),
    ("/candidates", "menu.candidates", frozenset({"coordinator"})),
    ("/certificates", "menu.certificates", frozenset({"certifying_officer", "auditor"})),
    ("/audit", "menu.audit", frozenset({"auditor"})),
    ("/accounts", "menu.accounts", frozenset({"administrator"})),
)

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def words_for(request: Request) -> Words:
    """The words of the language this browser wants."""
    language = choose_language(
        request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")
    )
    return Words(language, catalogue(language), console_of(request).time_zone)


def page(
    request: Request,
    template: str,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    """A page in the visitor's language."""
    words = words_for(request)
    session: Session | None = getattr(request.state, "session", None)
    text = _templates.get_template(template).render(
        t=words,
        show=Shown(words),
        languages=LANGUAGES,
        session=session,
        csrf=session.csrf if session else "",
        menu=menu_of(session.user if session else None),
        here=request.url.path,
        **(values or {}),
    )
    return HTMLResponse(text, status_code=status, headers={"Content-Language": words.language})


def menu_of(user: User | None) -> list[tuple[str, str]]:
    """The pages in this person's menu: address and text key."""
    if user is None:
        return []
    return [(path, key) for path, key, roles in MENU if roles & user.roles]


def go_to(path: str) -> RedirectResponse:
    """Send the browser on after a form, so that reloading sends nothing twice."""
    return RedirectResponse(path, status_code=303)
