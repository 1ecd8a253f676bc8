"""`POST /api/verify` for employers' own programs, and the badge they may put on a page.

No account, no cookie, no log of what was asked. Who would rather tell nobody which certificate is
looked at uses the page or `acredita verify`, which check by whole lists.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessor_server.web.gate import console_of
from certificates import Verdict
from certificates.embed_page import EMBED_HEADERS, embed_files
from certificates.record import LANGUAGES

router = APIRouter()

MAX_TEXT_BYTES = 65_536
MAX_FILE_BYTES = 10_000_000  # a PDF or a phone's picture
MAX_BATCH = 500
MAX_BATCH_BYTES = 2_000_000
BADGE: Mapping[str, tuple[bytes, str]] = embed_files()
ANSWER_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_TEXTS, _FILES = ("text/plain", "application/json"), ("application/pdf", "image/")
_encode = msgspec.json.Encoder().encode


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    """One certificate, or several: the text of its QR, or the credential itself."""

    certificate: str | dict[str, Any] | None = None
    certificates: Annotated[
        list[str | dict[str, Any]], msgspec.Meta(min_length=1, max_length=MAX_BATCH)
    ] = []


_decode = msgspec.json.Decoder(_Question).decode


async def check(request: Request) -> Response:
    """One state and one reason for a certificate; for `certificates`, a list of them in order.

    The body is the QR's text (text/plain), JSON with `certificate` or `certificates`, a PDF, or a
    picture. `?language=en` asks for the competency in that language, where the keyset has it.
    """
    console, language = console_of(request), _language(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith(_FILES):
        data = await _body(request, MAX_FILE_BYTES)
        return _answer(await run_in_threadpool(console.checker.check, data, language))
    if kind not in _TEXTS:
        raise HTTPException(415)
    data = await _body(request, MAX_BATCH_BYTES)
    if kind == "text/plain":
        certificate: str | bytes | dict[str, Any] = data
    else:
        try:
            question = _decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise HTTPException(400) from error
        if bool(question.certificates) == (question.certificate is not None):
            raise HTTPException(400)
        if question.certificate is None:
            many = question.certificates
            return _answer(
                await run_in_threadpool(
                    lambda: [console.checker.check(one, language) for one in many]
                )
            )
        certificate = question.certificate
    if console.checker.ready and isinstance(certificate, str | bytes) and len(certificate) < 1000:
        return _answer(
            console.checker.check(certificate, language)
        )  # a QR: less work than a thread
    return _answer(await run_in_threadpool(console.checker.check, certificate, language))


def _language(request: Request) -> str:
    if not request.scope["query_string"]:
        return LANGUAGES[0]
    wanted = request.query_params.get("language", LANGUAGES[0])
    if wanted not in LANGUAGES:
        raise HTTPException(400)
    return wanted


async def ask_first(_request: Request) -> Response:
    """Lets other pages' scripts send JSON."""
    allowed = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
    }
    return Response(headers={**ANSWER_HEADERS, **allowed})


@router.get("/embed")
@router.get("/embed/{name}")
def badge(name: str = "") -> Response:
    """The small badge for other people's pages: /embed#DIGITS in a frame."""
    found = BADGE.get(f"/embed/{name}" if name else "/embed")
    if found is None:
        raise HTTPException(404)
    content, media_type = found
    return Response(content, headers={**EMBED_HEADERS, "Content-Type": media_type})


async def _body(request: Request, most: int) -> bytes:
    """The body, never more of it than `most` bytes."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise HTTPException(413)
    return bytes(data)


# plain routes, tried before all others: nothing to inject or convert, and an HR department may ask
# ten thousand times
QUICK_ROUTES = (
    Route("/api/verify", check, methods=["POST"]),
    Route("/api/verify", ask_first, methods=["OPTIONS"]),
)


def _answer(verdict: Verdict | list[Verdict]) -> Response:
    return Response(_encode(verdict), media_type="application/json", headers=ANSWER_HEADERS)
