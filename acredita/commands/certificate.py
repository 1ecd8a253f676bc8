"""`acredita certificate`: paper for a ceremony, and who signs the PDF files."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from acredita.commands.files import write_whole
from acredita.errors import AcreditaError
from acredita.settings import load_settings

app = typer.Typer(help="Print certificates, and say who signs them.", no_args_is_help=True)

Dir = Annotated[
    Path | None, typer.Option(help="Folder of the server; by default the setting data_dir.")
]
MOST_P12_BYTES = 65_536


class Form(StrEnum):
    """What is printed."""

    CERTIFICATES = "certificates"
    CARDS = "cards"
    LIST = "list"


class Language(StrEnum):
    """The language of the list; certificates and cards are in their own."""

    ES = "es"
    EN = "en"
    FR = "fr"


@app.callback()
def certificate() -> None:
    """Print certificates, and say who signs them."""


@app.command("print")
def print_(
    out: Annotated[Path, typer.Argument(help="The PDF file to write.")],
    number: Annotated[
        list[str] | None, typer.Option(help="Number of a certificate; give it once for each.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="All valid ones issued since that day (UTC)."),
    ] = None,
    form: Annotated[Form, typer.Option(help="What to print.")] = Form.CERTIFICATES,
    language: Annotated[Language, typer.Option(help="Language of the list.")] = Language.ES,
    dir: Dir = None,
) -> None:
    """Write many certificates into one PDF for a ceremony: full pages, wallet cards, or the list.

    The file is for the printer. What holders keep, signed and with the credential inside, is
    downloaded from each certificate's page.
    """
    from assessor_server.issuer import Issuer
    from assessor_server.printing import print_many, valid_since
    from assessor_server.store import ServerFolder, open_store, reading
    from assessor_server.vault import Vault

    if (number is None) == (since is None):
        raise AcreditaError("Say which: --number for each certificate, or --since a day.")
    where = dir or load_settings().data_dir
    folder = ServerFolder(where)
    folder.require()
    vault = Vault.open(folder.master_key)
    with reading(open_store(where)) as connection:
        numbers = number or (valid_since(connection, since.isoformat()) if since else [])
        data = print_many(
            connection, vault, Issuer.open(folder, vault), numbers, form, language=language
        )
    write_whole(out, data)
    typer.echo(f"{out}: {len(numbers)} {form.value}.")


@app.command("sign-with")
def sign_with(
    file: Annotated[Path, typer.Argument(help="PKCS#12 file (.p12, .pfx) of an authority.")],
    password_file: Annotated[Path, typer.Option(help="File that holds its password.")],
    dir: Dir = None,
) -> None:
    """Sign PDF files with a certification authority's certificate, in place of our own."""
    from assessor_server.store import ServerFolder
    from assessor_server.vault import Vault
    from certificates.document_key import import_document_key

    folder = ServerFolder(dir or load_settings().data_dir)
    folder.require()
    try:
        with file.open("rb") as opened:
            given = opened.read(MOST_P12_BYTES + 1)
        password = password_file.read_bytes().strip()
    except OSError as error:
        raise AcreditaError(f"{error.filename} cannot be read ({error.strerror}).") from error
    secret = Vault.open(folder.master_key).master_key
    key = import_document_key(folder.document_key, secret, given, password)
    typer.echo(f"PDF files are now signed by {key.certificate.subject.rfc4514_string()}.")
    typer.echo("Restart the server's web process.")
