"""New keys for a running server: made here, signed into the keyset by the offline root, installed.

Writes key files and, when installing, the keyset.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import structlog

from assessor_server.errors import ServerError
from assessor_server.scheme_names import titles_of, titles_to_ask
from assessor_server.store import ServerFolder
from assessor_server.vault import Vault
from certificates import KeyEntry, Keyset, KeysetError, SigningKey, create_key, load_keyset
from certificates.ceremony import write_request
from certificates.keys import public_half
from certificates.keyset import Purpose
from certificates.multikey import key_id
from certificates.record import stamp, utc
from certificates.scheme_title import with_titles
from protocol.keyfiles import sync_folder
from scenarios import Scheme, find_schemes

log = structlog.get_logger()

SOON = timedelta(days=60)  # time enough to carry a stick to the root and back


class RenewalError(ServerError):
    """A key or keyset that cannot be made or installed here."""


class Wanted(NamedTuple):
    """A key to ask for."""

    purpose: Purpose
    issuer: str
    centre: str | None = None
    scheme: str | None = None


def request_keys(
    directory: Path,
    wanted: Sequence[Wanted],
    *,
    names: dict[Literal["issuers", "centres"], dict[str, str]],
    begin: datetime,
    lifetime: timedelta,
    schemes: Sequence[Scheme] | None = None,
) -> bytes:
    """Make the wanted keys and the request that the root is to sign.

    `schemes` are those whose titles the request brings along, by default the installed ones.
    Nothing changes for certificates until the signed keyset is installed. Raises RenewalError,
    UntitledError, and certificates' KeysetError for a title that was published in other words.
    """
    folder = ServerFolder(directory)
    folder.require()
    keyset = load_keyset(folder.keyset.read_bytes())
    secret = Vault.open(folder.master_key).master_key
    if not wanted:
        raise RenewalError("Nothing was asked for: name a key, or renew all.")
    codes = [want.scheme for want in wanted if want.purpose == "certificate" and want.scheme]
    titles = titles_to_ask(keyset, codes, find_schemes() if schemes is None else schemes)
    keys = []
    for want in wanted:
        purpose, issuer, centre, scheme = want
        key = _make(folder, want, secret)
        entry = KeyEntry.of(
            key.public_key,
            purpose=purpose,
            issuer=issuer,
            centre=centre,
            scheme=scheme,
            valid_from=stamp(begin),
            valid_until=stamp(begin + lifetime),
        )
        keys.append((key, entry))
        log.info("key.made", kid=key.kid, purpose=purpose, centre=centre, scheme=scheme)
    issuers = {entry.issuer for _, entry in keys}
    centres = {entry.centre for _, entry in keys if entry.centre}
    known = {**keyset.issuers, **names["issuers"]}
    places = {**keyset.centres, **names["centres"]}
    for code in sorted(issuers - set(known)) + sorted(centres - set(places)):
        raise RenewalError(f"'{code}' has no name yet: give it with --name.")
    return write_request(
        keyset.base_url,
        keys,
        {code: known[code] for code in issuers},
        {code: places[code] for code in centres},
        titles,
    )


def keys_in_use(keyset: Keyset, now: datetime) -> list[Wanted]:
    """What is in force now, each once: what a renewal asks for again."""
    found = {
        Wanted(entry.purpose, entry.issuer, entry.centre, entry.scheme): None
        for entry in keyset.keys
        if entry.reason_against(now) is None
    }
    return list(found)


def install_keyset(directory: Path, data: bytes, root: str | None = None) -> Keyset:
    """Put a signed keyset in place of the present one, whole or not at all.

    It must be newer and of the same root; `root` names another one that is meant. Raises
    RenewalError and certificates' KeysetError.
    """
    folder = ServerFolder(directory)
    folder.require()
    present = load_keyset(folder.keyset.read_bytes())
    new = load_keyset(data, root or present.root)
    if new.base_url != present.base_url:
        raise RenewalError(f"This keyset is for {new.base_url}; this server is {present.base_url}.")
    if new.root == present.root and new.version <= present.version:
        raise RenewalError(
            f"Version {new.version} is not newer than {present.version}, which is installed."
        )
    if with_titles(present.schemes, new.schemes) != new.schemes:
        raise RenewalError(
            "This keyset lacks titles that certificates rest on: let the root sign the next one "
            "from the keyset that is installed."
        )
    now = datetime.now(UTC)
    if now > new.valid_until:
        raise RenewalError("This keyset's term is over; let the root sign another one.")
    held = {key_id(public_half(path)) for path in _key_files(folder)}
    for purpose in ("status", "certificate"):
        if not any(entry.kid in held and entry.purpose == purpose for entry in new.keys):
            raise RenewalError(
                f"This server holds no {purpose} key of this keyset: it could sign nothing. Ask "
                "for one with `acredita keys request`, and let the root sign that."
            )
    incoming = folder.keyset.with_name(f"keyset.{secrets.token_hex(4)}")
    incoming.write_bytes(data)
    descriptor = os.open(incoming, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    incoming.replace(folder.keyset)
    sync_folder(folder.keyset.parent)
    log.info("keyset.installed", version=new.version, root=new.root)
    return new


def warnings(directory: Path, now: datetime) -> Iterator[str]:
    """What needs a hand before long: terms that end, and keys the root has not signed yet."""
    folder = ServerFolder(directory)
    folder.require()
    keyset = load_keyset(folder.keyset.read_bytes())
    if keyset.valid_until < now + SOON:
        yield f"The keyset's term ends {stamp(keyset.valid_until)}: let the root sign the next one."
    for want in keys_in_use(keyset, now):
        ends = max(
            utc(entry.valid_until)
            for entry in keyset.keys
            if (entry.purpose, entry.issuer, entry.centre, entry.scheme) == want
            and entry.ended_from is None
        )
        if ends < now + SOON:
            told = " ".join(part for part in want if part)
            yield f"The {told} key ends {stamp(ends)}: ask for a new one (--renew)."
    for path in _key_files(folder):
        if key_id(public_half(path)) not in keyset.by_kid:
            yield f"{path.name} is not in the keyset yet: let the root sign its request."
    try:
        with_titles(keyset.schemes, titles_of(find_schemes()))
    except KeysetError as problem:
        yield str(problem)
    if (folder.offline / "root.key").exists():
        yield f"The root key is still here: move {folder.offline} to a medium that stays offline."


def _make(folder: ServerFolder, want: Wanted, secret: bytes) -> SigningKey:
    purpose, issuer, centre, scheme = want
    if purpose == "status":
        first = folder.status_key
    elif purpose == "endorsement":
        first = folder.endorsing_key(issuer)
    elif purpose == "wallet":
        first = folder.wallet_key
    else:
        if not centre or not scheme:
            raise RenewalError("An issuing key is for one centre and one scheme: name both.")
        first = folder.issuing_key(centre, scheme)
    if not first.exists():
        return create_key(first, secret)
    making = first.with_name(f".new-{secrets.token_hex(4)}")
    key = create_key(making, secret)
    making.rename(first.with_name(f"{first.name}.{key.kid}"))
    return key


def _key_files(folder: ServerFolder) -> list[Path]:
    """The signing keys; master and transport keys lie in the same folder and are of other kinds."""
    kinds = ("status.key*", "wallet.key*", "issuing-*.key*", "endorsing-*.key*")
    return sorted(path for kind in kinds for path in folder.keys.glob(kind))
