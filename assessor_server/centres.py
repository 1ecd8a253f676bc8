"""The organisation that runs this server and its centres. Touches organisations, centres."""

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, insert, select

from assessor_server.errors import ServerError
from assessor_server.store.tables import centres, organisations

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


class CentreRefusedError(ServerError):
    """A centre cannot be added like this, or is not known."""


class Centre(msgspec.Struct, frozen=True):
    """A place where people are tested. `id` stands in events; `name` is for people."""

    id: str
    name: str
    territory: str = ""


def insert_organisation(connection: Connection, *, id: str, name: str, now: str) -> None:
    connection.execute(insert(organisations).values(id=id, name=name, created_at=now))


def insert_centre(connection: Connection, centre: Centre, *, now: str) -> None:
    """Add a centre to the (only) organisation; raises CentreRefusedError."""
    if not _ID.fullmatch(centre.id) or not centre.name.strip():
        raise CentreRefusedError(
            f"Centre {centre.id!r} needs an id of a–z, 0–9, dash, underscore, and a name."
        )
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


def organisation_name(connection: Connection) -> str:
    return str(connection.execute(select(organisations.c.name)).scalar_one())


def find_centre(connection: Connection, id: str) -> Centre | None:
    row = connection.execute(select(centres).where(centres.c.id == id)).one_or_none()
    return None if row is None else Centre(row.id, row.name, row.territory)


def all_centres(connection: Connection) -> Sequence[Centre]:
    """Every centre, by name."""
    rows = connection.execute(select(centres).order_by(centres.c.name))
    return [Centre(row.id, row.name, row.territory) for row in rows]
