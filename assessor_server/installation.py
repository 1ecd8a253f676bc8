"""Setting up a server: store, keys, keyset, centres, accounts. Writes its folder only."""

import secrets
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine

from assessor_server import audit
from assessor_server.accounts import User, insert_account, make_password
from assessor_server.centres import Centre, Organisation, insert_centre, insert_organisation
from assessor_server.enrolment import server_curve_keys
from assessor_server.errors import ServerError
from assessor_server.issued import STATUS_LIST
from assessor_server.scheme_names import chamber_code, scheme_code, titles_of
from assessor_server.store import ServerFolder, open_store, writing
from assessor_server.vault import create_master_key
from certificates import KeyEntry, KeysetContent, SigningKey, build_keyset, create_key
from certificates.keyset import Purpose
from certificates.record import stamp
from protocol.keyfiles import write_secret
from protocol.times import utc_text
from scenarios import Scheme, find_schemes

log = structlog.get_logger()

KEY_DAYS = 366  # keys are short-lived; what they signed stays good


class ServerExistsError(ServerError):
    """The folder holds a server already."""


def create_server(
    directory: Path,
    *,
    organisation: Organisation,
    centres: Sequence[Centre],
    base_url: str,
    schemes: Sequence[Scheme] | None = None,
) -> ServerFolder:
    """Make a server in DIR/server: an empty store, fresh keys, the organisation and its centres.

    `base_url` is where people reach it (`https://certificates.example`): it stands in every
    certificate. All is built aside and moved into place at the end, so a failure leaves nothing.
    The root key lies in DIR/server/offline: move it to a medium that stays offline.
    Raises ServerExistsError, CentreRefusedError, and certificates' KeysetError for a bad address.
    """
    folder = ServerFolder(directory)
    if folder.base.exists():
        raise ServerExistsError(f"{folder.base} exists already: choose another folder.")
    directory.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".new-server-", dir=directory))
    try:
        made = ServerFolder(aside)
        engine = open_store(aside)
        _fill(engine, organisation, centres)
        engine.dispose()
        create_master_key(made.master_key)
        server_curve_keys(made)
        wanted = find_schemes() if schemes is None else schemes
        made.keyset.write_bytes(_make_keys(made, organisation, centres, wanted, base_url))
        made.base.rename(folder.base)
    finally:
        shutil.rmtree(aside)
    log.info("server.created", directory=str(directory), base_url=base_url)
    return folder


def add_account(
    directory: Path, *, login: str, name: str, roles: Iterable[str], password: str | None = None
) -> str:
    """Add a person who works with the console; gives back the password (a fresh one if none given).

    Raises NoServerHereError, AccountRefusedError.
    """
    folder = ServerFolder(directory)
    folder.require()
    chosen = make_password() if password is None else password
    engine = open_store(directory)
    with writing(engine) as connection:
        now = utc_text()
        user: User = insert_account(
            connection, login=login, name=name, roles=roles, password=chosen, now=now
        )
        audit.record(
            connection,
            at=now,
            who="installation",
            act="account.added",
            subject=login,
            body={"roles": sorted(user.roles)},
        )
    engine.dispose()
    return chosen


def _fill(engine: Engine, organisation: Organisation, centres: Sequence[Centre]) -> None:
    now = utc_text()
    with writing(engine) as connection:
        insert_organisation(connection, organisation, now=now)
        for centre in centres:
            insert_centre(connection, centre, now=now)
        audit.record(
            connection,
            at=now,
            who="installation",
            act="server.created",
            subject=organisation.id,
            body={"centres": [centre.id for centre in centres]},
        )


def _make_keys(
    folder: ServerFolder,
    organisation: Organisation,
    centres: Sequence[Centre],
    schemes: Sequence[Scheme],
    base_url: str,
) -> bytes:
    """Make root, status, issuing and chambers' keys, and let the root say so in a signed keyset."""
    secret = folder.master_key.read_bytes()
    begin = datetime.now(UTC) - timedelta(minutes=5)  # phones' clocks run slow and fast
    end = begin + timedelta(days=KEY_DAYS)

    def entry(
        key: SigningKey,
        purpose: Purpose,
        centre: str | None = None,
        scheme: str | None = None,
        issuer: str = organisation.id,
    ) -> KeyEntry:
        return KeyEntry.of(
            key.public_key,
            purpose=purpose,
            issuer=issuer,
            centre=centre,
            scheme=scheme,
            valid_from=stamp(begin),
            valid_until=stamp(end),
        )

    keys = [
        entry(create_key(folder.status_key, secret), "status"),
        entry(create_key(folder.wallet_key, secret), "wallet"),
    ]
    for centre in centres:
        for scheme in schemes:
            code = scheme_code(scheme)
            key = create_key(folder.issuing_key(centre.id, code), secret)
            keys.append(entry(key, "certificate", centre.id, code))
    chambers = {chamber_code(one): one.name for scheme in schemes for one in scheme.endorsing}
    for chamber in chambers:
        key = create_key(folder.endorsing_key(chamber), secret)
        keys.append(entry(key, "endorsement", issuer=chamber))
    content = KeysetContent(
        base_url=base_url,
        version=1,
        issued_at=stamp(begin),
        valid_until=stamp(end),
        keys=keys,
        issuers={**chambers, organisation.id: organisation.name},
        centres={centre.id: centre.name for centre in centres},
        schemes=titles_of(schemes),
        status_lists=(STATUS_LIST,),
    )
    return build_keyset(_make_root(folder), content)


def _make_root(folder: ServerFolder) -> SigningKey:
    folder.offline.mkdir(mode=0o700)
    phrase = secrets.token_urlsafe(24)
    write_secret(folder.offline / "root.phrase", phrase)
    return create_key(folder.offline / "root.key", phrase.encode())
