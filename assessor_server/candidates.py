"""Candidates: a code for the kiosk, a name only the vault opens. Touches candidates, trainings."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from assessor_server import audit
from assessor_server.accounts import User, all_users
from assessor_server.centres import find_centre
from assessor_server.errors import RefusedError
from assessor_server.store import beginning
from assessor_server.store.tables import candidates, trainings
from assessor_server.vault import CandidateUnknownError, Vault
from protocol.candidate_code import new_candidate_code, written_code

LONGEST_NAME = 80  # bytes of UTF-8: it has to fit into the QR code of a certificate


class CandidateRefusedError(RefusedError):
    """A candidate cannot be registered like this."""


class Candidate(msgspec.Struct, frozen=True):
    """A person tested. `name` is None when a kiosk used the code before anyone registered it, or
    when the person was erased (then `erased_at` says when)."""

    code: str
    name: str | None
    centre: str
    created_at: str
    erased_at: str | None


def register(
    connection: Connection,
    vault: Vault,
    *,
    name: str,
    centre: str,
    trainers: Iterable[int],
    by: User,
    now: str,
    code: str | None = None,
) -> Candidate:
    """Register a candidate and give them a code; with `code`, name one a kiosk already used.

    Raises CandidateRefusedError, CandidateErasedError, and CandidateUnknownError for a `code`
    no kiosk used.
    """
    clean = _clean_name(name)
    if find_centre(connection, centre) is None:
        raise CandidateRefusedError("centre", "There is no such centre: choose one from the list.")
    if code is None:
        code = _free_code(connection)
        key = vault.candidate_key(connection, code, centre=centre, now=now)
    else:
        key = vault.existing_key(connection, code)
        if find_candidate(connection, vault, code).name is not None:
            raise CandidateRefusedError(
                "code_taken", "The code belongs to someone already: check the code."
            )
    connection.execute(
        update(candidates)
        .where(candidates.c.code == code)
        .values(name_enc=vault.seal_name(key, code, clean), centre=centre)
    )
    _set_trainers(connection, code, trainers)
    audit.record(
        connection,
        at=now,
        who=by.login,
        act="candidate.registered",
        subject=code,
        body={"centre": centre},
    )
    return find_candidate(connection, vault, code)


def find_candidate(connection: Connection, vault: Vault, code: str) -> Candidate:
    """The candidate with this code; raises CandidateUnknownError."""
    row = connection.execute(select(candidates).where(candidates.c.code == code)).one_or_none()
    if row is None:
        raise CandidateUnknownError(
            f"No candidate has the code {code}: check it, or register them."
        )
    return _candidate(vault, row)


def newest_candidates(
    connection: Connection, vault: Vault, *, limit: int, code: str = ""
) -> Sequence[Candidate]:
    """The newest candidates, or those whose code begins so. Names cannot be searched: sealed."""
    query = select(candidates).order_by(candidates.c.created_at.desc()).limit(limit)
    if code:
        query = query.where(beginning(candidates.c.code, code.upper()))
    return [_candidate(vault, row) for row in connection.execute(query)]


def erase(connection: Connection, vault: Vault, code: str, *, by: User, now: str) -> None:
    """Forget a person: destroy their key. What was judged stays, without a name or picture."""
    find_candidate(connection, vault, code)
    vault.erase(connection, code, now=now)
    audit.record(connection, at=now, who=by.login, act="candidate.erased", subject=code, body={})


def trainers_of(connection: Connection, code: str) -> frozenset[int]:
    """The ids of the people who trained this candidate."""
    return frozenset(
        connection.execute(select(trainings.c.user).where(trainings.c.candidate == code)).scalars()
    )


def normal_code(text: str) -> str:
    """A code as typed (spaces, small letters, no dash) in the form it is stored."""
    return written_code("".join(sign for sign in text.upper() if sign.isalnum()))


def _candidate(vault: Vault, row: Row[Any]) -> Candidate:
    name = None
    if row.name_enc is not None and row.key_wrapped is not None:
        name = vault.open_name(vault.unwrap(row.code, row.key_wrapped), row.code, row.name_enc)
    return Candidate(row.code, name, row.centre, row.created_at, row.erased_at)


def _clean_name(name: str) -> str:
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    if not clean or len(clean.encode()) > LONGEST_NAME:
        raise CandidateRefusedError(
            "name", "The name is missing or too long: write it as on the identity card."
        )
    if any(unicodedata.category(sign).startswith("C") for sign in clean):
        raise CandidateRefusedError("name", "The name holds invisible signs: type it again.")
    return clean


def _free_code(connection: Connection) -> str:
    while True:
        code = new_candidate_code()
        taken = select(candidates.c.code).where(candidates.c.code == code)
        if connection.execute(taken).one_or_none() is None:
            return code


def _set_trainers(connection: Connection, code: str, trainers: Iterable[int]) -> None:
    wanted = set(trainers)
    if not wanted <= {user.id for user in all_users(connection)}:
        raise CandidateRefusedError("trainer", "A trainer has no account: choose from the list.")
    connection.execute(delete(trainings).where(trainings.c.candidate == code))
    if wanted:
        connection.execute(
            insert(trainings), [{"candidate": code, "user": user} for user in wanted]
        )
