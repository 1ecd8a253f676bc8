"""An employer asks a wallet for a certificate (OpenID4VP 1.0). Touches wallet_passes.

What the holder shows is sealed, kept for minutes, and gone once the employer's browser has fetched
it: that browser's verifier page judges it, as it judges every certificate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec
from sqlalchemy import Connection

from assessor_server.errors import RefusedError
from assessor_server.issuer import Issuer
from assessor_server.vault import Vault
from assessor_server.wallet_passes import (
    MINUTES,
    REQUEST,
    Pass,
    count,
    find,
    hand_out,
    hashed,
    new_secret,
    rewrite,
    use_up,
)
from certificates.wallet_asking import CHOICES, build_request, client_id, read_answer

REQUEST_MINUTES = 10
REQUESTS = 30  # from one address in MINUTES


class AskingRefusedError(RefusedError):
    """A wallet that cannot be asked like this."""


class _Asked(msgspec.Struct):
    nonce: str
    owner: str  # hash of what the employer's browser holds
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """An employer's request: `id` goes to the wallet, `owner` stays in the employer's browser."""

    id: str
    owner: str


def ask(connection: Connection, claims: Sequence[str], *, address: str, now: str) -> Request:
    """Begin a request for these claims beside name and competency. Raises AskingRefusedError."""
    if set(claims) - set(CHOICES):
        raise AskingRefusedError("ask_claims", "Only what the page offers can be asked for.")
    if count(connection, address, REQUEST, now=now) >= REQUESTS:
        raise AskingRefusedError("ask_often", f"Too many requests: wait {MINUTES} minutes.")
    made = Request(new_secret(), new_secret())
    hand_out(
        connection,
        made.id,
        REQUEST,
        now=now,
        minutes=REQUEST_MINUTES,
        address=address,
        body=_Asked(new_secret(), hashed(made.owner), tuple(claims)),
    )
    return made


def wallet_link(issuer: Issuer, id: str) -> str:
    """What the QR opens in a wallet."""
    told = {
        "client_id": client_id(issuer.document_key()),
        "request_uri": f"{issuer.keyset.base_url}/wallet/requests/{id}",
    }
    return f"openid4vp://?{urlencode(told)}"


def request_object(connection: Connection, issuer: Issuer, id: str, *, now: str) -> str | None:
    """The signed request a wallet fetches; None when there is none, or it was answered."""
    held = find(connection, id, REQUEST, now=now)
    if held is None or held.sealed is not None:
        return None
    asked = msgspec.json.decode(held.body, type=_Asked)
    return build_request(
        issuer.document_key(),
        issuer.keyset,
        claims=asked.claims,
        nonce=asked.nonce,
        state=hashed(id)[:32],
        response_uri=f"{issuer.keyset.base_url}/wallet/responses/{id}",
        now=datetime.now(UTC),
    )


def answer(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    id: str,
    vp_token: str,
    state: str,
    *,
    now: str,
) -> bool:
    """Take a wallet's answer, once; False when nothing was asked. Raises AnswerError."""
    held = find(connection, id, REQUEST, now=now)
    if held is None or held.sealed is not None or state != hashed(id)[:32]:
        return False
    asked = msgspec.json.decode(held.body, type=_Asked)
    text, _ = read_answer(
        vp_token,
        issuer.keyset,
        client=client_id(issuer.document_key()),
        nonce=asked.nonce,
        now=datetime.now(UTC),
    )
    rewrite(connection, held, asked, vault.seal_shown(held.hash, text))
    return True


def fetch_answer(
    connection: Connection, vault: Vault, id: str, owner: str, *, now: str
) -> str | None:
    """What was shown, to the browser that asked, once; None while there is no answer.

    Raises AskingRefusedError when the request is gone, or is another browser's.
    """
    held = _owned(connection, id, owner, now)
    if held.sealed is None:
        return None
    use_up(connection, held)
    return vault.open_shown(held.hash, held.sealed)


def _owned(connection: Connection, id: str, owner: str, now: str) -> Pass:
    held = find(connection, id, REQUEST, now=now)
    if held is None or msgspec.json.decode(held.body, type=_Asked).owner != hashed(owner):
        raise AskingRefusedError("ask_gone", "This request is over: begin another.")
    return held
