"""Pages for an employer who asks a wallet for a certificate: no account, and nothing is kept."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessor_server.store import writing
from assessor_server.wallet_requests import REQUEST_MINUTES, ask, fetch_answer, wallet_link
from assessor_server.web.forms import read_form
from assessor_server.web.gate import Con
from assessor_server.web.pages import go_to, page
from certificates.qr_svg import qr_path
from certificates.wallet_asking import CHOICES
from protocol.times import utc_text

router = APIRouter(prefix="/ask")

COOKIE: Final = "acredita_asked"  # for this page alone, gone with the browser


@router.get("")
def choose(request: Request) -> Response:
    return page(request, "ask.html", {"choices": CHOICES})


@router.post("")
async def begin(request: Request, console: Con) -> Response:
    """Begin a request; the cookie is what fetches the answer."""
    form = await read_form(request)
    address = request.client.host if request.client else "unknown"
    with writing(console.engine) as connection:
        made = ask(connection, form.many("claim"), address=address, now=utc_text())
    answer = go_to(f"/ask/{made.id}")
    answer.set_cookie(
        COOKIE,
        made.owner,
        max_age=REQUEST_MINUTES * 60,
        path="/ask",
        httponly=True,
        samesite="lax",
        secure=console.base_url.startswith("https:"),
    )
    return answer


@router.get("/{id}")
def wait(request: Request, console: Con, id: str) -> Response:
    """The QR until the wallet has answered; then on to the verifier page with what was shown."""
    owner = request.cookies.get(COOKIE, "")
    with writing(console.engine) as connection:
        shown = fetch_answer(connection, console.vault, id, owner, now=utc_text())
    if shown is not None:
        return RedirectResponse(f"{console.issuer.keyset.verifier}#{shown}", 303)
    link = wallet_link(console.issuer, id)
    return page(request, "asked.html", {"link": link, "qr": qr_path(link)})
