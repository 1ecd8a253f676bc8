"""Headers every answer carries: no foreign code, no framing, no copies of personal data."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


API_HEADERS: Mapping[str, str] = {
    # what a program's answer needs: it is shown nowhere and holds no script (OWASP's REST list)
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
API = "/api/"

RawHeaders = list[tuple[bytes, bytes]]


def raw(headers: Mapping[str, str]) -> RawHeaders:
    """Headers as ASGI wants them."""
    return [
        (name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()
    ]


@dataclass(frozen=True)
class Safety:
    """What a page's and a program's answer carry unless their route said otherwise."""

    page: RawHeaders
    api: RawHeaders

    @classmethod
    def over(cls, *, https: bool) -> "Safety":
        """Over https, browsers are held to it."""
        held = {"Strict-Transport-Security": "max-age=31536000"} if https else {}
        return cls(raw({**HEADERS, **held}), raw({**API_HEADERS, **held}))


def completed(own: RawHeaders, safe: RawHeaders) -> RawHeaders:
    """A route's own headers and those it has not set."""
    present = {name for name, _ in own}
    return [*own, *(header for header in safe if header[0] not in present)]


class SafeHeaders:
    """Adds the headers a route has not set itself."""

    def __init__(self, app: ASGIApp, *, safety: Safety) -> None:
        self.app = app
        self.safety = safety

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        safe = self.safety.api if scope["path"].startswith(API) else self.safety.page

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = completed(list(message.get("headers", ())), safe)
            await send(message)

        await self.app(scope, receive, send_safely)
