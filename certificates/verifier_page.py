"""The verifier page's files, settings and headers, as a web server delivers them.

The page itself is static and lives in `verifier/`; nothing of it is generated but its settings.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from certificates.keyset import Keyset

VERIFIER_FOLDER: Final = Path(__file__).parent / "verifier"

_MEDIA_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain; charset=utf-8",
}

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PAGE_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Service-Worker-Allowed": "/v",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def verifier_files() -> dict[str, tuple[bytes, str]]:
    """Bytes and media type of every file of the page, by the path it is served at."""
    files = {}
    for path in sorted(VERIFIER_FOLDER.rglob("*")):
        if path.suffix in _MEDIA_TYPES:
            name = path.relative_to(VERIFIER_FOLDER).as_posix()
            address = "/v" if name == "index.html" else f"/v/{name}"
            files[address] = (path.read_bytes(), _MEDIA_TYPES[path.suffix])
    return files


def page_config(keyset: Keyset) -> bytes:
    """The page's settings, served as /v/config.json: the root key it pins."""
    return json.dumps({"root": keyset.root}).encode("ascii")
