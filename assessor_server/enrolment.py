"""Enrolling and revoking kiosks: one-time codes, hashed and short-lived. Touches kiosks, codes.

The kiosk's side of it arrives through the intake; here are the acts of people and the rules.
"""

import hashlib
import uuid
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, insert, select, update

from assessor_server import audit
from assessor_server.clock import later
from assessor_server.errors import ServerError
from assessor_server.store import ServerFolder, writing
from assessor_server.store.tables import kiosks, pairing_codes
from protocol.curve import CurveKeys
from protocol.keyfiles import KeyFileError
from protocol.seal import verify_proof
from protocol.ticket import Ticket, new_code, write_ticket
from protocol.times import utc_text

CODE_VALID_HOURS = 24.0
SYSTEM = "system"


class EnrolmentError(ServerError):
    """A kiosk cannot be enrolled or revoked like this.

    `code` names the case for programs, `remedy` says what a person does next.
    """

    def __init__(self, code: str, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.code = code
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Enrolled:
    """A kiosk the server knows. Keys: `curve_key` Z85, `seal_key` hex."""

    id: str
    name: str
    centre: str
    curve_key: str
    seal_key: str


def server_curve_keys(folder: ServerFolder) -> CurveKeys:
    """The server's CURVE keys, made at first use; kiosks know the server by the public one.

    Raises KeyFileError when the file is open to others or damaged.
    """
    path = folder.keys / "curve.secret"
    if not path.exists():
        try:
            CurveKeys.generate().write(path)
        except KeyFileError:
            if not path.exists():  # otherwise another process was first: its keys count
                raise
    return CurveKeys.read(path)


def create_pairing_code(
    engine: Engine,
    centre: str,
    kiosk_name: str,
    address: str,
    server_key: str,
    *,
    by: str = SYSTEM,
    valid_hours: float = CODE_VALID_HOURS,
) -> str:
    """Make the pairing string for one new kiosk: valid once and for `valid_hours`.

    `address` is HOST:PORT where the kiosk reaches the intake for pairing. Only a hash of the code
    is stored. Raises EnrolmentError or TicketError for an address that is not one.
    """
    code, now = new_code(), utc_text()
    host, _, port = address.rpartition(":")
    if not port.isascii() or not port.isdigit():
        raise EnrolmentError("bad_address", f"{address!r} is not HOST:PORT", "give one with a port")
    text = write_ticket(Ticket(host, int(port), server_key, code))
    with writing(engine) as connection:
        connection.execute(
            insert(pairing_codes).values(
                code_hash=_hash(code),
                centre=centre,
                kiosk_name=kiosk_name,
                created_at=now,
                expires_at=later(now, hours=valid_hours),
            )
        )
        body = {"centre": centre, "kiosk_name": kiosk_name}
        audit.record(connection, at=now, who=by, act="pairing_code.made", subject=centre, body=body)
    return text


def enrol(
    connection: Connection, *, code: str, curve_key: str, seal_key: str, proof: str, now: str
) -> Enrolled:
    """Use a pairing code: enrol the keys under the name and centre the code was made for.

    The same kiosk asking again with the same keys gets the same answer (its first answer may have
    been lost). Needs a writing connection. Raises EnrolmentError.
    """
    if not verify_proof(proof, code, curve_key, seal_key):
        raise EnrolmentError("bad_proof", "the kiosk does not hold its seal key", "pair it again")
    row = connection.execute(
        select(pairing_codes).where(pairing_codes.c.code_hash == _hash(code))
    ).one_or_none()
    if row is None:
        raise EnrolmentError("code_unknown", "this pairing code is not known", _NEW_CODE)
    if row.used_at is not None:
        return _same_again(connection, row, curve_key, seal_key)
    if row.expires_at <= now:
        raise EnrolmentError("code_expired", f"this code ended at {row.expires_at}", _NEW_CODE)
    enrolled = Enrolled(str(uuid.uuid4()), row.kiosk_name, row.centre, curve_key, seal_key)
    _insert(connection, enrolled, now)
    connection.execute(
        update(pairing_codes)
        .where(pairing_codes.c.code_hash == row.code_hash)
        .values(used_at=now, kiosk=enrolled.id)
    )
    return enrolled


def revoke_kiosk(engine: Engine, kiosk: str, *, by: str = SYSTEM) -> None:
    """Let a kiosk in no more, from within a second on. Raises EnrolmentError when unknown."""
    now = utc_text()
    with writing(engine) as connection:
        changed = connection.execute(
            update(kiosks)
            .where(kiosks.c.id == kiosk, kiosks.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        if not changed.rowcount:
            raise EnrolmentError(
                "kiosk_unknown", f"no kiosk {kiosk} is enrolled", "choose one from the list"
            )
        audit.record(connection, at=now, who=by, act="kiosk.revoked", subject=kiosk, body={})


def enrolled_kiosks(connection: Connection) -> list[Enrolled]:
    """All kiosks that are let in."""
    rows = connection.execute(select(kiosks).where(kiosks.c.revoked_at.is_(None)))
    return [_as_enrolled(row) for row in rows]


_NEW_CODE = "ask the coordinator for a new pairing code"


def _same_again(
    connection: Connection, row: Row[tuple[object, ...]], curve_key: str, seal_key: str
) -> Enrolled:
    kiosk = connection.execute(select(kiosks).where(kiosks.c.id == row.kiosk)).one()
    if (kiosk.curve_key, kiosk.seal_key) != (curve_key, seal_key):
        raise EnrolmentError("code_used", "this pairing code has been used", _NEW_CODE)
    return _as_enrolled(kiosk)


def _insert(connection: Connection, enrolled: Enrolled, now: str) -> None:
    known = connection.execute(
        select(kiosks.c.id).where(kiosks.c.curve_key == enrolled.curve_key)
    ).one_or_none()
    if known is not None:
        raise EnrolmentError("key_known", "these keys are enrolled already", "pair with new keys")
    connection.execute(
        insert(kiosks).values(
            id=enrolled.id,
            name=enrolled.name,
            centre=enrolled.centre,
            curve_key=enrolled.curve_key,
            seal_key=enrolled.seal_key,
            enrolled_at=now,
        )
    )
    body = {"name": enrolled.name, "centre": enrolled.centre, "seal_key": enrolled.seal_key}
    audit.record(
        connection, at=now, who=SYSTEM, act="kiosk.enrolled", subject=enrolled.id, body=body
    )


def _as_enrolled(row: Row[tuple[object, ...]]) -> Enrolled:
    return Enrolled(row.id, row.name, row.centre, row.curve_key, row.seal_key)


def _hash(code: str) -> str:
    return hashlib.sha256(b"acredita pairing code\n" + code.encode()).hexdigest()
