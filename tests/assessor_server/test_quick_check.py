"""The short way of `POST /api/verify` says what the long way says, and leaves all else to it."""

import asyncio
from collections.abc import Iterable

import pytest
from office_support import Office
from starlette.types import Message, Receive, Scope, Send

from assessor_server.checking import Checker
from assessor_server.web.quick_check import QuickCheck

KNOWN = "a text that is no certificate"


class LongWay:
    """The application behind; remembers whether it was asked, and answers 204."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def asked(
    office: Office, pieces: Iterable[bytes], *, ready: bool = True, **changed: object
) -> tuple[int, LongWay]:
    """The status of an answer, and what the long way saw."""
    behind, waiting, told = LongWay(), list(pieces), list[Message]()
    scope = {
        "type": "http", "method": "POST", "path": "/api/verify", "query_string": b"",
        "headers": [(b"content-type", b"text/plain"), (b"content-length", b"30")],
    } | changed  # fmt: skip

    async def receive() -> Message:
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        told.append(message)

    checker = Checker(office.console.issuer, office.console.status_lists, office.console.engine)
    if ready:
        checker.check(KNOWN)  # for some seconds it needs nothing from the store
    quick = QuickCheck(behind, checker=checker, headers=[])
    asyncio.run(quick(scope, receive, send))
    return told[0]["status"], behind


def test_both_ways_answer_alike(office: Office) -> None:
    client = office.stranger().client
    client.post("/api/verify", content=KNOWN, headers={"content-type": "text/plain"})
    short = client.post("/api/verify", content=KNOWN, headers={"content-type": "text/plain"})
    long = client.post("/api/verify?x=1", content=KNOWN, headers={"content-type": "text/plain"})
    assert short.json() == long.json()
    assert dict(short.headers) == dict(long.headers)
    assert short.headers["x-content-type-options"] == "nosniff"
    assert short.headers["cache-control"] == "no-store"


def test_a_short_text_is_answered_at_once(office: Office) -> None:
    status, behind = asked(office, [KNOWN.encode()])
    assert status == 200
    assert not behind.bodies


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "GET"},
        {"path": "/api/verify/"},
        {"query_string": b"language=en"},
        {"headers": [(b"content-type", b"application/json"), (b"content-length", b"30")]},
        {"headers": [(b"content-type", b"text/plain"), (b"content-length", b"1000")]},
        {"headers": [(b"content-type", b"text/plain")]},
        {"headers": []},
    ],
)
def test_all_else_goes_the_long_way(office: Office, changed: dict[str, object]) -> None:
    status, behind = asked(office, [KNOWN.encode()], **changed)
    assert status == 204
    assert behind.bodies == [KNOWN.encode()]


def test_a_text_in_pieces_arrives_whole(office: Office) -> None:
    status, behind = asked(office, [b"one ", b"two ", b"three"])
    assert status == 204
    assert behind.bodies == [b"one two three"]


def test_what_needs_the_store_goes_the_long_way(office: Office) -> None:
    status, behind = asked(office, [KNOWN.encode()], ready=False)
    assert status == 204
    assert behind.bodies == [KNOWN.encode()]
