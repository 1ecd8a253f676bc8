"""Room: kiosk. The pages of the headset's host: bundle, the world of a seed, speech, the line."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from kiosk.vr.line import PageLine
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.speech import wave_of
from scenarios import ScenarioError
from scenarios.plays import Dialogue
from scenarios.plays.vr_world import vr_world

if TYPE_CHECKING:
    from kiosk.vr.host import Host

STATIC = Path(__file__).with_name("static")


class Site:
    """The routes, over the host that knows what is played."""

    def __init__(self, host: "Host") -> None:
        self._host = host

    def application(self) -> Starlette:
        """The application to be served."""
        return Starlette(
            routes=[
                Route("/vr", self._page),
                Route("/vr/world", self._world),
                Route("/vr/speech/{id}", self._speech),
                WebSocketRoute("/vr/socket", self._socket),
                Mount("/vr", StaticFiles(directory=STATIC, check_dir=False)),
            ],
            middleware=[Middleware(Headers, host=self._host)],
        )

    async def _page(self, request: Request) -> Response:
        page = STATIC / "index.html"
        if not page.is_file():
            return PlainTextResponse("The headset's page is not installed here.", 404)
        return FileResponse(page, media_type="text/html")

    async def _world(self, request: Request) -> Response:
        play = self._allowed(request)
        if isinstance(play, Response):
            return play
        playing, session = play.playing, play.session
        try:
            world = vr_world(session.pack, playing.step, playing.seed, session.started.language)
        except ScenarioError as problem:
            return PlainTextResponse(str(problem), 404)
        return Response(msgspec.json.encode(world), media_type="application/json")

    async def _speech(self, request: Request) -> Response:
        play = self._allowed(request)
        if isinstance(play, Response):
            return play
        key, playing, session = request.path_params["id"], play.playing, play.session
        language = session.started.language
        if self._host.program is None or key not in session.pack.texts[language]:
            return PlainTextResponse("No voice for this.", 404)
        text = session.pack.text(key, language)
        if isinstance(playing.play, Dialogue):
            text = playing.dialogue.setup.fill(text)
        wave = await run_in_threadpool(wave_of, self._host.program, text, language)
        if wave is None:
            return PlainTextResponse("The voice is out of order.", 404)
        return Response(wave, media_type="audio/wav")

    async def _socket(self, socket: WebSocket) -> None:
        await PageLine(self._host, socket).serve()

    def _allowed(self, request: Request) -> HeadsetPlay | Response:
        """What is played, for whoever holds its token."""
        play = self._host.play
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if play is None or scheme != "Bearer" or not play.pairing.holds(token):
            return PlainTextResponse("Scan the kiosk's square first.", 401)
        if play.over is not None or not play.begun:
            return PlainTextResponse("Nothing is played now.", 409)
        return play


class Headers:
    """What every answer carries: nothing from elsewhere, nothing kept, no other page around it."""

    def __init__(self, app: ASGIApp, host: "Host") -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add them; a request by a name that is not the kiosk's gets nothing."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if f"https://{named}" not in self._host.origins:
            await PlainTextResponse("Wrong address.", 421)(scope, receive, send)
            return
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
            f"font-src 'self'; connect-src 'self' wss://{named}; media-src blob:; "
            "base-uri 'self'; frame-ancestors 'none'; form-action 'none'"
        )
        extra = [
            (b"content-security-policy", policy.encode("latin-1")),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"permissions-policy", b"xr-spatial-tracking=(self), camera=(), microphone=()"),
        ]

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self._app(scope, receive, sent)
