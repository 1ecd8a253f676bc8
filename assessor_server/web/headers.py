"""Headers every answer carries: no foreign code, no framing, no copies of personal data."""

from collections.abc import Mapping

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


class SafeHeaders:
    """Adds the headers a route has not set itself; over https, browsers are held to it."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        headers = dict(HEADERS)
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        # as ASGI wants them: an employer's program may ask ten thousand times
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                present = {name for name, _ in given}
                given += [header for header in self.headers if header[0] not in present]
                message["headers"] = given
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)
