"""The JSON-LD contexts certificates use, read from this folder: nothing is ever fetched."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from certificates.errors import UnreadableError

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

CONTEXTS_FOLDER = Path(__file__).parent / "contexts"
_FILES = {
    CREDENTIALS_V2: "credentials-v2.json",
    OPEN_BADGES_V3: "open-badges-3.0.3.json",
    OPEN_BADGES_EXTENSIONS: "open-badges-extensions.json",
}


@cache
def bundled_context(url: str) -> dict[str, Any]:
    """The bundled context document; raises UnreadableError for an address that is not bundled."""
    if url not in _FILES:
        raise UnreadableError(
            f"The context '{url[:100]}' is not bundled and is not fetched; certificates use "
            "Verifiable Credentials 2.0 and Open Badges 3.0.3 only."
        )
    text = (CONTEXTS_FOLDER / _FILES[url]).read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def load_document(url: str, _options: object = None) -> dict[str, Any]:
    """pyld's document loader, over the bundled contexts only."""
    return {"contextUrl": None, "documentUrl": url, "document": bundled_context(url)}
