"""What wallets call: metadata, tokens, credentials, requests and answers. JSON, and one error each.

OpenID4VCI 1.0 (pre-authorised code) and OpenID4VP 1.0 (direct_post). No cookie, no session.
"""

from collections.abc import Mapping

import msgspec
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assessor_server.store import reading, writing
from assessor_server.wallet_requests import answer, request_object
from assessor_server.wallets import GrantError, fetch, new_nonce, redeem
from assessor_server.web.forms import Form, FormTooLargeError, FormUnreadableError, read_form
from assessor_server.web.gate import Con
from certificates.wallet_asking import AnswerError
from certificates.wallet_issuing import (
    PRE_AUTHORIZED,
    authorization_metadata,
    issuer_metadata,
    jwt_issuer,
    type_metadata,
)
from protocol.times import utc_text

router = APIRouter()

MOST_BYTES = 65_536
OPEN: Mapping[str, str] = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}


class _Proofs(msgspec.Struct, forbid_unknown_fields=True):
    jwt: tuple[str, ...] = ()


class _CredentialRequest(msgspec.Struct):
    credential_configuration_id: str
    proofs: _Proofs = msgspec.field(default_factory=_Proofs)


@router.get("/.well-known/openid-credential-issuer")
def issuer(console: Con) -> Response:
    keyset = console.issuer.keyset
    return JSONResponse(issuer_metadata(keyset, console.issuer.organisation), headers=dict(OPEN))


@router.get("/.well-known/oauth-authorization-server")
def authorization(console: Con) -> Response:
    return JSONResponse(authorization_metadata(console.issuer.keyset.base_url), headers=dict(OPEN))


@router.get("/.well-known/jwt-vc-issuer")
def issuer_keys(console: Con) -> Response:
    return JSONResponse(jwt_issuer(console.issuer.keyset), headers=dict(OPEN))


@router.get("/vct/competence")
def credential_type(console: Con) -> Response:
    return JSONResponse(type_metadata(console.issuer.keyset), headers=dict(OPEN))


@router.post("/wallet/token")
async def token(request: Request, console: Con) -> Response:
    """An access token for the code of an offer and the code its holder was told."""
    try:
        form = await read_form(request)
        if form.one("grant_type") != PRE_AUTHORIZED:
            raise GrantError(
                code="unsupported_grant_type", message="Only the pre-authorised code is taken."
            )
        code = form.one("pre-authorized_code")
        if not code:
            raise GrantError(code="invalid_request", message="The pre-authorized_code is missing.")
        told = form.one("tx_code"), form.one("client_id")
    except (FormTooLargeError, FormUnreadableError) as error:
        return _refused(GrantError(code="invalid_request", message=str(error)))
    except GrantError as error:
        return _refused(error)
    address = request.client.host if request.client else "unknown"
    with writing(console.engine) as connection:
        made = redeem(connection, code, told[0], client=told[1], address=address, now=utc_text())
    if isinstance(made, GrantError):
        return _refused(made)
    answer = {"access_token": made, "token_type": "Bearer", "expires_in": 300}
    return JSONResponse(answer, headers=dict(NO_STORE))


@router.post("/wallet/nonce")
def nonce(console: Con) -> Response:
    made = new_nonce(console.issuer, utc_text())
    return JSONResponse({"c_nonce": made}, headers=dict(NO_STORE))


@router.post("/wallet/credential")
async def credential(request: Request, console: Con) -> Response:
    """One credential in the form that is asked for."""
    try:
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not bearer:
            raise GrantError(
                code="invalid_token",
                message="Send the token as 'Authorization: Bearer …'.",
                status=401,
            )
        asked = await _credential_request(request)
        if len(asked.proofs.jwt) > 1:
            raise GrantError(code="invalid_proof", message="One key is bound: send one proof.")
        proof = asked.proofs.jwt[0] if asked.proofs.jwt else None
        with writing(console.engine) as connection:
            made = fetch(
                connection,
                console.vault,
                console.issuer,
                bearer,
                asked.credential_configuration_id,
                proof,
                now=utc_text(),
            )
    except GrantError as error:
        return _refused(error)
    return JSONResponse({"credentials": [made]}, headers=dict(NO_STORE))


@router.get("/wallet/requests/{id}")
def asked(console: Con, id: str) -> Response:
    """The signed request of an employer."""
    with reading(console.engine) as connection:
        text = request_object(connection, console.issuer, id, now=utc_text())
    if text is None:
        raise HTTPException(404)
    kind = "application/oauth-authz-req+jwt"
    return Response(text, media_type=kind, headers=dict(NO_STORE))


@router.post("/wallet/responses/{id}")
async def answered(request: Request, console: Con, id: str) -> Response:
    """A wallet's answer; the employer's browser fetches it and judges."""
    try:
        form: Form = await read_form(request)
        shown, state = form.one("vp_token"), form.one("state")
        with writing(console.engine) as connection:
            taken = answer(
                connection, console.vault, console.issuer, id, shown, state, now=utc_text()
            )
    except (FormTooLargeError, FormUnreadableError, AnswerError) as error:
        return _refused(GrantError(code="invalid_request", message=str(error)))
    if not taken:
        return _refused(
            GrantError(
                code="invalid_request", message="Nothing is asked for here (any more).", status=404
            )
        )
    return JSONResponse({}, headers=dict(NO_STORE))


async def _credential_request(request: Request) -> _CredentialRequest:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise GrantError(
                code="invalid_credential_request", message="The request is too long.", status=413
            )
    try:
        return msgspec.json.decode(bytes(body), type=_CredentialRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise GrantError(
            code="invalid_credential_request", message=f"The request is unreadable: {error}"
        ) from error


def _refused(error: GrantError) -> Response:
    headers = dict(NO_STORE)
    if error.status == 401:
        headers["WWW-Authenticate"] = f'Bearer error="{error.code}"'
    told = {"error": error.code, "error_description": str(error)}
    return JSONResponse(told, status_code=error.status, headers=headers)
