"""What anybody may fetch: the verifier page, the keyset, the signed lists. Reads only."""

import gzip
from collections.abc import Mapping

import msgspec
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from assessor_server.refreshing import refreshed
from assessor_server.scheme_names import scheme_code
from assessor_server.store import reading
from assessor_server.web.gate import Con
from certificates import PAGE_HEADERS, achievement_png, page_config, verifier_files

router = APIRouter()

PAGE: Mapping[str, tuple[bytes, bytes, str]] = {
    path: (content, gzip.compress(content, 9, mtime=0), media_type)
    for path, (content, media_type) in verifier_files().items()
}
CAMERA = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=()"}
TYPES = {
    "jwt": "application/statuslist+jwt",
    "pem": "application/x-pem-file",
    "cwt": "application/statuslist+cwt",
    "json": "application/json",
    "cose": "application/cose",
}


@router.get("/v")
@router.get("/v/{name:path}")
def verifier(request: Request, console: Con, name: str = "") -> Response:
    """The page that checks certificates in the browser; the fragment never comes here."""
    if name == "config.json":
        return Response(
            page_config(console.issuer.keyset),
            media_type="application/json",
            headers=dict(PAGE_HEADERS),
        )
    found = PAGE.get(f"/v/{name}" if name else "/v")
    if found is None:
        raise HTTPException(404)
    content, packed, media_type = found
    headers = {**PAGE_HEADERS, **CAMERA, "Content-Type": media_type, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(packed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(content, headers=headers)


@router.get("/keyset.json")
def keyset(console: Con) -> Response:
    return _open_to_all(console.issuer.keyset.raw, TYPES["json"])


@router.get("/documents.pem")
def document_certificate(console: Con) -> Response:
    """The X.509 certificate of the key that signs PDF files, for PDF readers to trust."""
    return _open_to_all(console.issuer.document_key().pem(), TYPES["pem"])


@router.get("/schemes.cose")
def schemes(console: Con) -> Response:
    """What the certificates stand for."""
    return _open_to_all(console.scheme_sheets.file(), TYPES["cose"])


@router.get("/status/{name:path}")
def status(console: Con, name: str) -> Response:
    with reading(console.engine) as connection:
        data = console.status_lists.file(connection, f"/status/{name}")
    if data is None:
        raise HTTPException(404)
    return _open_to_all(data, TYPES[name.rpartition(".")[2]])


@router.get("/schemes/{code}.png")
def achievement(console: Con, code: str) -> Response:
    """The picture of what a scheme certifies, as Open Badges name it."""
    for scheme in console.schemes:
        if scheme_code(scheme) == code:
            issuer = console.issuer.keyset.issuers[console.issuer.organisation]
            return _open_to_all(achievement_png(scheme.title.es, issuer), "image/png")
    raise HTTPException(404)


@router.get("/refresh/{id}/{token}")
def refresh(console: Con, id: str, token: str) -> Response:
    """The newest edition of a credential, for whoever holds one: its last part is their secret."""
    with reading(console.engine) as connection:
        credential = refreshed(connection, console.vault, id, token)
    if credential is None:
        raise HTTPException(404)
    return Response(
        msgspec.json.encode(credential),
        media_type="application/vc+ld+json",
        headers={"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"},
    )


def _open_to_all(data: bytes, media_type: str) -> Response:
    """Public and signed: any page may read it, every cache asks again before using it."""
    headers = {
        "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(data, media_type=media_type, headers=headers)
