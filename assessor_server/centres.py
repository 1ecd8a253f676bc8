"""The organisation that runs this server and its centres. Touches organisations, centres."""

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, insert, select

from assessor_server.errors import ServerError
from assessor_server.store.tables import centres, organisations

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")  # short enough to stand in a QR code


class CentreRefusedError(ServerError):
    """A centre cannot be added like this, or is not known."""


class Organisation(msgspec.Struct, frozen=True):
    """Who runs this server and issues its certificates. `id` stands in certificates."""

    id: str
    name: str


class Centre(msgspec.Struct, frozen=True):
    """A place where people are tested. `id` stands in events; `name` is for people."""

    id: str
    name: str
    territory: str = ""


def insert_organisation(connection: Connection, organisation: Organisation, *, now: str) -> None:
    """Say whose server this is; raises CentreRefusedError."""
    _check(organisation.id, organisation.name)
    connection.execute(
        insert(organisations).values(id=organisation.id, name=organisation.name, created_at=now)
    )


def insert_centre(connection: Connection, centre: Centre, *, now: str) -> None:
    """Add a centre to the (only) organisation; raises CentreRefusedError."""
    _check(centre.id, centre.name)
    if find_centre(connection, centre.id) is not None:
        raise CentreRefusedError(f"Centre {centre.id} exists already: choose another id.")
    connection.execute(
        insert(centres).values(
            id=centre.id,
            name=centre.name.strip(),
            territory=centre.territory,
            organisation=select(organisations.c.id).scalar_subquery(),
            created_at=now,
        )
    )


def the_organisation(connection: Connection) -> Organisation:
    row = connection.execute(select(organisations)).one()
    return Organisation(row.id, row.name)


def find_centre(connection: Connection, id: str) -> Centre | None:
    row = connection.execute(select(centres).where(centres.c.id == id)).one_or_none()
    return None if row is None else Centre(row.id, row.name, row.territory)


def all_centres(connection: Connection) -> Sequence[Centre]:
    """Every centre, by name."""
    rows = connection.execute(select(centres).order_by(centres.c.name))
    return [Centre(row.id, row.name, row.territory) for row in rows]


def _check(id: str, name: str) -> None:
    if not _ID.fullmatch(id) or not name.strip():
        raise CentreRefusedError(f"{id!r} needs an id of up to 16 of a–z, 0–9, dash, and a name.")
