"""The web application of one server: pages, public files, reading API, and one page per failure."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assessor_server.web.console import Console
from assessor_server.web.failures import install_failures
from assessor_server.web.headers import SafeHeaders, Safety, completed, raw
from assessor_server.web.quick_check import QuickCheck
from assessor_server.web.routes import ROUTERS
from assessor_server.web.routes.checking import ANSWER_HEADERS, QUICK_ROUTES
from scenarios import Pack

STATIC = Path(__file__).parent / "static"


def build_app(
    directory: Path,
    *,
    base_url: str,
    packs: Sequence[Pack] | None = None,
    time_zone: str = "America/El_Salvador",
    evidence_url: str = "",
) -> FastAPI:
    """The application over the server in DIR; raises what `Console.open` raises."""
    app = FastAPI(
        title="Acredita", docs_url=None, redoc_url=None, openapi_url=None, routes=[*QUICK_ROUTES]
    )
    console = Console.open(
        directory, base_url=base_url, packs=packs, time_zone=time_zone, evidence_url=evidence_url
    )
    app.state.console = console
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    install_failures(app)
    safety = Safety.over(https=base_url.startswith("https:"))
    app.add_middleware(SafeHeaders, safety=safety)
    app.add_middleware(
        QuickCheck, checker=console.checker, headers=completed(raw(ANSWER_HEADERS), safety.api)
    )
    return app
