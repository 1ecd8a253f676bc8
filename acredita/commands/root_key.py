"""Opening the root key for `acredita keys`: a sealed file with its phrase, or a PKCS#11 token."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acredita.commands.files import read_file
from acredita.errors import AcreditaError

if TYPE_CHECKING:
    from certificates.keys import Signer

Root = Annotated[Path | None, typer.Option(help="The root key's file.")]
PhraseFile = Annotated[
    Path | None, typer.Option(help="A file with the phrase (or PIN); without it, you are asked.")
]
Module = Annotated[
    Path | None, typer.Option("--pkcs11", help="A token's PKCS#11 module, instead of a file.")
]
Token = Annotated[str, typer.Option(help="The token's label.")]
Label = Annotated[str, typer.Option(help="The key's label in the token.")]
_LEAST_PHRASE = 12


def make_root(
    file: Path | None, phrase_file: Path | None, module: Path | None, token: str, label: str
) -> "Signer":
    """A new root key, in a file or in a token."""
    from certificates import create_key
    from certificates.root_token import create_token_key

    if module is not None:
        return create_token_key(module, token, label, _secret("PIN", phrase_file))
    if file is None:
        raise AcreditaError("Name the file to write, or a token with --pkcs11 and --token.")
    phrase = _secret("Phrase", phrase_file, twice=True)
    if len(phrase) < _LEAST_PHRASE:
        raise AcreditaError(f"The phrase is short; take at least {_LEAST_PHRASE} characters.")
    return create_key(file, phrase.encode())


def open_root(
    file: Path | None, phrase_file: Path | None, module: Path | None, token: str, label: str
) -> "Signer":
    """The root key, opened."""
    from certificates import load_key
    from certificates.root_token import open_token_key

    if module is not None:
        return open_token_key(module, token, label, _secret("PIN", phrase_file))
    if file is None:
        raise AcreditaError("Name the root key with --root FILE, or --pkcs11 MODULE --token LABEL.")
    return load_key(file, _secret("Phrase", phrase_file).encode())


def _secret(what: str, file: Path | None, *, twice: bool = False) -> str:
    if file is None:
        return str(typer.prompt(what, hide_input=True, confirmation_prompt=twice))
    return read_file(file).decode("utf-8", "replace").strip("\r\n")
