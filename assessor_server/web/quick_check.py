"""The most asked question, answered before everything else: a QR's text in, one verdict out.

`routes.checking` answers all of `/api/verify`; a route, its request and the failures' pages cost
as much as the check itself. Here nothing can fail and nothing is read from the store, or the
question goes on to the route as it came.
"""

from collections.abc import Iterable

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessor_server.checking import Checker
from assessor_server.web.headers import RawHeaders

PATH = "/api/verify"
KINDS = (b"text/plain", b"text/plain; charset=utf-8")
LENGTH_DIGITS = 3  # a QR's text has fewer than a thousand bytes
_encode = msgspec.json.Encoder().encode


class QuickCheck:
    """In front of the application; `headers` are what the route's own answer carries."""

    def __init__(self, app: ASGIApp, *, checker: Checker, headers: RawHeaders) -> None:
        self.app = app
        self.checker = checker
        self.headers = [(b"content-type", b"application/json"), *headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not (
            scope["type"] == "http"
            and scope["path"] == PATH
            and scope["method"] == "POST"
            and not scope["query_string"]
            and self.checker.ready
            and _is_short_text(scope["headers"])
        ):
            await self.app(scope, receive, send)
            return
        first = await receive()
        if first["type"] != "http.request" or first.get("more_body"):
            await self.app(scope, _again(first, receive), send)
            return
        answer = _encode(self.checker.check(first["body"]))
        length = (b"content-length", b"%d" % len(answer))
        await send(
            {"type": "http.response.start", "status": 200, "headers": [*self.headers, length]}
        )
        await send({"type": "http.response.body", "body": answer})


def _is_short_text(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the request says that it is plain text of a QR's length."""
    said = dict(headers)
    length = said.get(b"content-length", b"")
    return said.get(b"content-type") in KINDS and length.isdigit() and len(length) <= LENGTH_DIGITS


def _again(first: Message, receive: Receive) -> Receive:
    """What was received already, then the rest."""
    waiting = [first]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
