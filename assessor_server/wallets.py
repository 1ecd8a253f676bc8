"""Certificates into wallets: offers, tokens, nonces and credentials (OpenID4VCI 1.0).

Touches wallet_passes and audit; reads certificates. Every refusal is one GrantError with the
protocol's own error code, and changes nothing but the count of tries.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from assessor_server import audit
from assessor_server.accounts import User
from assessor_server.clock import as_moment
from assessor_server.errors import RefusedError, ServerError
from assessor_server.issued import content_of, find_certificate
from assessor_server.issuer import Issuer
from assessor_server.vault import CandidateErasedError, Vault
from assessor_server.wallet_passes import (
    FAILURE,
    MINUTES,
    NONCE,
    OFFER,
    TOKEN,
    Pass,
    count,
    find,
    hand_out,
    hashed,
    new_secret,
    rewrite,
    use_up,
)
from certificates import State
from certificates.sd_jwt import build_sd_jwt
from certificates.wallet_issuing import (
    BADGE,
    SD_JWT,
    TX_CODE_DIGITS,
    ProofError,
    offer_link,
    proven_key,
)

OFFER_MINUTES, TOKEN_MINUTES, NONCE_MINUTES = 10, 5, 10
TRIES = 5  # of the code the holder is told, before the offer is dead
FAILURES = 20  # from one address in MINUTES
CREDENTIALS = 4  # one token may fetch: both forms, and each once more after a lost answer


class OfferRefusedError(RefusedError):
    """A certificate that cannot be offered to a wallet now."""


class GrantError(ServerError):
    """Why a wallet gets nothing: the protocol's error code, and the answer's status."""

    def __init__(self, *, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class _Offer(msgspec.Struct):
    tx_code: str  # hashed with the offer's own code, which the store does not hold
    tries: int = TRIES


class _Token(msgspec.Struct):
    client: str
    left: int = CREDENTIALS


@dataclass(frozen=True)
class Offer:
    """What the counter shows: a QR for the wallet, and a code told by mouth."""

    link: str
    tx_code: str
    minutes: int = OFFER_MINUTES


def make_offer(
    connection: Connection, issuer: Issuer, certificate: str, *, by: User, now: str
) -> Offer:
    """Offer a certificate to its holder's wallet; raises OfferRefusedError, and KeyFileError."""
    if find_certificate(connection, certificate).status != State.VALID:
        raise OfferRefusedError("offer_state", "Only a valid certificate goes into a wallet.")
    if issuer.wallet_key() is None:
        raise OfferRefusedError(
            "offer_key", "The keyset has no wallet key in force: let the root add one."
        )
    code = new_secret()
    tx_code = f"{secrets.randbelow(10**TX_CODE_DIGITS):0{TX_CODE_DIGITS}d}"
    body = _Offer(hashed(f"{code} {tx_code}"))
    hand_out(
        connection, code, OFFER, now=now, minutes=OFFER_MINUTES, certificate=certificate, body=body
    )
    audit.record(
        connection, at=now, who=by.login, act="certificate.offered", subject=certificate, body={}
    )
    return Offer(offer_link(issuer.keyset.base_url, code), tx_code)


def redeem(
    connection: Connection, code: str, tx_code: str, *, client: str, address: str, now: str
) -> str | GrantError:
    """An access token for an offer's code, once; or why not.

    The refusal is returned, so that the transaction commits and the try is counted.
    """
    if count(connection, address, FAILURE, now=now) >= FAILURES:
        return GrantError(
            code="slow_down", message=f"Too many wrong codes: wait {MINUTES} minutes.", status=429
        )
    held = find(connection, code, OFFER, now=now)
    if held is None:
        hand_out(connection, new_secret(), FAILURE, now=now, minutes=MINUTES, address=address)
        return GrantError(
            code="invalid_grant", message="The offer was used, or is too old: ask for another."
        )
    offer = msgspec.json.decode(held.body, type=_Offer)
    if not secrets.compare_digest(offer.tx_code, hashed(f"{code} {tx_code}")):
        offer.tries -= 1
        hand_out(connection, new_secret(), FAILURE, now=now, minutes=MINUTES, address=address)
        if offer.tries:
            rewrite(connection, held, offer)
        else:
            use_up(connection, held)
        return GrantError(
            code="invalid_grant", message="The code is another one: ask at the counter."
        )
    if not use_up(connection, held):
        return GrantError(
            code="invalid_grant", message="The offer was used just now: ask for another."
        )
    token = new_secret()
    hand_out(
        connection,
        token,
        TOKEN,
        now=now,
        minutes=TOKEN_MINUTES,
        certificate=held.certificate,
        body=_Token(client),
    )
    return token


def new_nonce(issuer: Issuer, now: str) -> str:
    """A nonce that only this server can have made; it is kept when it is used."""
    text = f"{secrets.token_urlsafe(16)}.{int(as_moment(now).timestamp())}"
    return f"{text}.{_mark(issuer, text)}"


def fetch(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    token: str,
    configuration: str,
    proof: str | None,
    *,
    now: str,
) -> dict[str, Any]:
    """The credential of this form for the bearer of the token. Raises GrantError, KeyFileError."""
    held = find(connection, token, TOKEN, now=now)
    if held is None or held.certificate is None:
        raise GrantError(
            code="invalid_token", message="The token is unknown, used up or too old.", status=401
        )
    access = msgspec.json.decode(held.body, type=_Token)
    if configuration not in (SD_JWT, BADGE):
        raise GrantError(
            code="unknown_credential_configuration", message=f"Ask for {SD_JWT} or {BADGE}."
        )
    holder = None
    if configuration == SD_JWT:
        holder = _holder(connection, issuer, proof, access.client, now)
    elif proof is not None:
        raise GrantError(
            code="invalid_credential_request", message="The badge is bound to no key: no proof."
        )
    _count_down(connection, held, access)
    certificate = find_certificate(connection, held.certificate)
    try:
        content = content_of(connection, vault, certificate.id)
    except CandidateErasedError as error:
        raise GrantError(
            code="credential_request_denied", message="The holder's data was erased."
        ) from error
    key = issuer.wallet_key()
    if certificate.status != State.VALID or key is None:
        raise GrantError(
            code="credential_request_denied", message="The certificate is not valid now."
        )
    audit.record(
        connection,
        at=now,
        who="wallet",
        act="certificate.taken",
        subject=certificate.id,
        body={"form": configuration},
    )
    if configuration == BADGE:
        return {"credential": content.credential}
    moment = datetime.now(UTC)
    text = build_sd_jwt(content.record, key, issuer.keyset, now=moment, holder=holder)
    return {"credential": text}


def _holder(
    connection: Connection, issuer: Issuer, proof: str | None, client: str, now: str
) -> dict[str, str]:
    """The key of a fresh, never used proof; raises GrantError."""
    if proof is None:
        raise GrantError(
            code="invalid_proof", message="This form is bound to a key: send one proof, a JWT."
        )
    base = issuer.keyset.base_url
    try:
        key, nonce = proven_key(proof, issuer=base, client=client, now=as_moment(now))
    except ProofError as error:
        raise GrantError(code=error.code, message=str(error)) from error
    text, _, mark = nonce.rpartition(".")
    age = as_moment(now).timestamp() - _made_at(text)
    if not secrets.compare_digest(mark.encode(), _mark(issuer, text).encode()):
        raise GrantError(
            code="invalid_nonce", message="The nonce is not of this server: ask for another."
        )
    if not 0 <= age <= NONCE_MINUTES * 60 or find(connection, nonce, NONCE, now=now):
        raise GrantError(
            code="invalid_nonce", message="The nonce was used, or is too old: ask for another."
        )
    hand_out(connection, nonce, NONCE, now=now, minutes=NONCE_MINUTES + 1)
    return key


def _made_at(text: str) -> float:
    seconds = text.rpartition(".")[2]
    return float(seconds) if seconds.isdecimal() and len(seconds) < 12 else -1.0


def _mark(issuer: Issuer, text: str) -> str:
    return hmac.digest(issuer.secret, f"wallet nonce {text}".encode(), "sha256").hex()


def _count_down(connection: Connection, held: Pass, access: _Token) -> None:
    access.left -= 1
    if access.left:
        rewrite(connection, held, access)
    else:
        use_up(connection, held)
