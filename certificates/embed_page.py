"""The embeddable badge's files and headers: the one page of ours that others may frame."""

from __future__ import annotations

from pathlib import Path
from typing import Final

EMBED_FOLDER: Final = Path(__file__).parent / "embed"
EMBED_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    ),
    "X-Frame-Options": "ALLOWALL",  # no browser's word: only keeps the server's DENY away
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_FILES: Final = {
    "/embed": ("index.html", "text/html; charset=utf-8"),
    "/embed/embed.css": ("embed.css", "text/css; charset=utf-8"),
    "/embed/embed.js": ("embed.js", "text/javascript; charset=utf-8"),
}


def embed_files() -> dict[str, tuple[bytes, str]]:
    """Bytes and media type of every file of the badge, by the path it is served at."""
    return {
        path: ((EMBED_FOLDER / name).read_bytes(), media_type)
        for path, (name, media_type) in _FILES.items()
    }
