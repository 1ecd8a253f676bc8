"""What is handed out for some minutes: kept by its hash, used up by whoever brings it.

Touches wallet_passes. A stolen database gives no code, token or nonce away.
"""

import hashlib
import secrets

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from assessor_server.clock import later
from assessor_server.store.tables import wallet_passes

OFFER, TOKEN, NONCE, REQUEST, FAILURE = "offer", "token", "nonce", "request", "failure"
MINUTES = 15  # over which tries from one address are counted


class Pass(msgspec.Struct, frozen=True):
    """One row, as its bearer finds it."""

    hash: str
    kind: str
    certificate: str | None
    body: str
    sealed: bytes | None
    expires_at: str


def new_secret() -> str:
    """256 random bits, safe in any place a text is."""
    return secrets.token_urlsafe(32)


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hand_out(
    connection: Connection,
    secret: str,
    kind: str,
    *,
    now: str,
    minutes: int,
    address: str = "",
    certificate: str | None = None,
    body: object = None,
) -> None:
    """Keep a secret's hash until it is used or too old; what is too old goes now."""
    connection.execute(delete(wallet_passes).where(wallet_passes.c.expires_at < now))
    connection.execute(
        insert(wallet_passes).values(
            hash=hashed(secret),
            kind=kind,
            address=hashed(address),
            certificate=certificate,
            body=msgspec.json.encode(body or {}).decode(),
            at=now,
            expires_at=later(now, minutes=minutes),
        )
    )


def find(connection: Connection, secret: str, kind: str, *, now: str) -> Pass | None:
    """What this secret stands for, while it is good."""
    columns = [wallet_passes.c[name] for name in Pass.__struct_fields__]
    row = connection.execute(
        select(*columns).where(
            wallet_passes.c.hash == hashed(secret),
            wallet_passes.c.kind == kind,
            wallet_passes.c.expires_at >= now,
        )
    ).one_or_none()
    return None if row is None else Pass(**row._mapping)


def use_up(connection: Connection, held: Pass) -> bool:
    """Whether it was still there: of two who bring the same at once, one gets it."""
    gone = connection.execute(delete(wallet_passes).where(wallet_passes.c.hash == held.hash))
    return gone.rowcount == 1


def rewrite(connection: Connection, held: Pass, body: object, sealed: bytes | None = None) -> None:
    """Change what it stands for; its term stays."""
    connection.execute(
        update(wallet_passes)
        .where(wallet_passes.c.hash == held.hash)
        .values(body=msgspec.json.encode(body).decode(), sealed=sealed)
    )


def count(connection: Connection, address: str, kind: str, *, now: str) -> int:
    """How many of a kind this address was given, or earned, in the last MINUTES."""
    query = select(func.count()).where(
        wallet_passes.c.address == hashed(address),
        wallet_passes.c.kind == kind,
        wallet_passes.c.at > later(now, minutes=-MINUTES),
    )
    return int(connection.execute(query).scalar_one())
