"""`acredita keys …`: the offline root, the keyset it signs, and the keys of a server.

`root`, `sign` and `end` run on the machine with the root key, which needs no network; `request`,
`install` and `check` on the server. Private keys and their phrases are never printed.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acredita.commands.files import read_file
from acredita.commands.root_key import Label, Module, PhraseFile, Root, Token, make_root, open_root
from acredita.errors import AcreditaError
from acredita.settings import load_settings

if TYPE_CHECKING:
    from certificates import KeyEntry, Keyset
    from certificates.scheme_title import SchemeTitles

app = typer.Typer(help="The root key, the keyset it signs, a server's keys.", no_args_is_help=True)

KeysetFile = Annotated[Path, typer.Argument(help="A keyset, as served at /keyset.json.")]
Out = Annotated[Path, typer.Option(help="The file to write.")]
Days = Annotated[int, typer.Option(help="Days in force.", min=1, max=1100)]


@app.command()
def root(
    file: Annotated[Path | None, typer.Argument(help="The key file to write.")] = None,
    phrase_file: PhraseFile = None,
    pkcs11: Module = None,
    token: Token = "",
    label: Label = "root",
) -> None:
    """Make a root key: a file sealed with a phrase, or a key inside a PKCS#11 token.

    Prints its public half, which verifiers pin. Do this offline, and keep two copies apart.
    """
    made = make_root(file, phrase_file, pkcs11, token, label)
    typer.echo(made.multibase)


@app.command()
def request(
    out: Out,
    renew: Annotated[bool, typer.Option("--renew", help="One for each key now in force.")] = False,
    centre: Annotated[str, typer.Option(help="Code of a centre; with --scheme.")] = "",
    scheme: Annotated[str, typer.Option(help="Code of a scheme; with --centre.")] = "",
    chamber: Annotated[str, typer.Option(help="Code of a chamber that lends its key.")] = "",
    name: Annotated[str, typer.Option(help="Name of a centre or chamber that is new.")] = "",
    status: Annotated[bool, typer.Option("--status", help="A key for status lists.")] = False,
    wallet: Annotated[bool, typer.Option("--wallet", help="A key for phones' wallets.")] = False,
    begins: Annotated[str, typer.Option(help="When it begins, like 2027-01-01. [now]")] = "",
    days: Days = 366,
) -> None:
    """Make keys on this server, and the file that asks the root to sign them."""
    from assessor_server.key_renewal import Wanted, keys_in_use, request_keys
    from assessor_server.store import ServerFolder
    from certificates import load_keyset

    directory = load_settings().data_dir
    folder = ServerFolder(directory)
    folder.require()
    keyset, now = load_keyset(read_file(folder.keyset)), datetime.now(UTC)
    issuer = next(entry.issuer for entry in keyset.keys if entry.purpose == "status")
    wanted = keys_in_use(keyset, now) if renew else []
    if bool(centre) != bool(scheme):
        raise AcreditaError("An issuing key is for one centre and one scheme: give both.")
    if centre:
        wanted.append(Wanted("certificate", issuer, centre, scheme))
    if wallet:
        wanted.append(Wanted("wallet", issuer))
    if status:
        wanted.append(Wanted("status", issuer))
    if chamber:
        wanted.append(Wanted("endorsement", chamber))
    names = {code: name for code in (centre, chamber) if code and name}
    data = request_keys(
        directory,
        wanted,
        names={
            "issuers": {chamber: names[chamber]} if chamber in names else {},
            "centres": {centre: names[centre]} if centre in names else {},
        },
        begin=_moment(begins) if begins else now - timedelta(minutes=5),
        lifetime=timedelta(days=days),
    )
    _write_new(out, data)
    typer.echo(f"{len(wanted)} keys made. Carry {out} to the root: acredita keys sign …")


@app.command()
def sign(
    out: Out,
    requests: Annotated[list[Path] | None, typer.Argument(help="Requests from the server.")] = None,
    keyset: Annotated[
        Path | None, typer.Option(help="The present keyset; without it, this is the first.")
    ] = None,
    root: Root = None,
    phrase_file: PhraseFile = None,
    pkcs11: Module = None,
    token: Token = "",
    label: Label = "root",
    take_over: Annotated[
        bool, typer.Option("--take-over", help="The keyset is of another root: keep its keys.")
    ] = False,
    days: Days = 366,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Show what is asked for and, when you agree, sign the next keyset with the root key."""
    from certificates import load_keyset
    from certificates.ceremony import read_request, sign_first, sign_next

    asked = [read_request(read_file(path)) for path in requests or ()]
    present = None if keyset is None else load_keyset(read_file(keyset))
    if present is not None:
        for entry in present.keys:
            typer.echo(f"    {_told(entry)}")
        _tell_titles(present.schemes)
    for request in asked:
        typer.echo(f"  for {request.base_url}:")
        for entry in request.entries:
            typer.echo(f"  + {_told(entry)}")
        _tell_titles(request.schemes, "+")
    if not yes:
        typer.confirm("Sign this?", abort=True)
    now, lifetime = datetime.now(UTC), timedelta(days=days)
    key = open_root(root, phrase_file, pkcs11, token, label)
    if present is None:
        data = sign_first(key, asked, now=now, lifetime=lifetime)
    else:
        data = sign_next(key, present, asked, now=now, lifetime=lifetime, take_over=take_over)
    _write_new(out, data)
    typer.echo(f"Signed. Carry {out} to the server: acredita keys install {out}")


@app.command()
def end(
    keyset: KeysetFile,
    kid: Annotated[str, typer.Argument(help="The key's id, as `acredita keys show` has it.")],
    out: Out,
    since: Annotated[str, typer.Option("--from", help="From when, like 2026-11-22T12:00Z.")],
    root: Root = None,
    phrase_file: PhraseFile = None,
    pkcs11: Module = None,
    token: Token = "",
    label: Label = "root",
) -> None:
    """End the trust in a key from a moment on; what it signed before stays good."""
    from certificates import load_keyset
    from certificates.ceremony import end_key

    key = open_root(root, phrase_file, pkcs11, token, label)
    present = load_keyset(read_file(keyset), key.multibase)
    data = end_key(key, present, kid, ended_from=_moment(since), now=datetime.now(UTC))
    _write_new(out, data)
    typer.echo(f"Signed. Install it at once: acredita keys install {out}")
    typer.echo("Then compare what the key signed with the register: docs/key-ceremony.md")


@app.command()
def show(keyset: KeysetFile) -> None:
    """Say what a keyset holds, and whose root signed it."""
    from certificates import load_keyset
    from certificates.record import stamp

    read: Keyset = load_keyset(read_file(keyset))
    typer.echo(f"{read.base_url}  version {read.version}  until {stamp(read.valid_until)}")
    typer.echo(f"root {read.root}")
    for entry in read.keys:
        typer.echo(f"  {_told(entry)}")
    _tell_titles(read.schemes)


@app.command()
def install(
    keyset: KeysetFile,
    root: Annotated[
        str, typer.Option(help="The other root that is meant now (z6Mk…); restart the server.")
    ] = "",
) -> None:
    """Put a signed keyset in use on this server; a running one takes it up by itself."""
    from assessor_server.key_renewal import install_keyset

    new = install_keyset(load_settings().data_dir, read_file(keyset), root or None)
    typer.echo(f"Version {new.version} is in use.")


@app.command()
def check() -> None:
    """Say what needs a hand before long: terms that end, keys not signed. Exit code 1 if any."""
    from assessor_server.key_renewal import warnings

    found = list(warnings(load_settings().data_dir, datetime.now(UTC)))
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    typer.echo("All keys are signed, and no term ends within 60 days.")


def _told(entry: "KeyEntry") -> str:
    """One key in one line; public things only."""
    whose = " ".join(part for part in (entry.issuer, entry.centre, entry.scheme) if part)
    ended = f"  ENDED from {entry.ended_from}" if entry.ended_from else ""
    term = f"{entry.valid_from} – {entry.valid_until}"
    return f"{entry.kid}  {entry.purpose:11} {whose}  {term}{ended}"


def _tell_titles(schemes: "SchemeTitles", mark: str = " ") -> None:
    """What certificates of each scheme say, in every language: it can never be changed."""
    for code, scheme in schemes.items():
        for language, title in scheme.title.told().items():
            level = scheme.level.in_language(language)
            typer.echo(f"  {mark} scheme {code} ({language}): {title} · {level}")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise AcreditaError(
            f"'{text}' is no time; write 2026-11-22 or 2026-11-22T12:00Z."
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _write_new(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise AcreditaError(
            f"{path} cannot be written ({error.strerror}): name a new file."
        ) from error
