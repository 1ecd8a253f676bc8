"""`acredita scenario`: begin, check, look at and list scenario packs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Begin, check, look at and list scenario packs.", no_args_is_help=True)


@app.command("list")
def list_scenarios() -> None:
    """List the scenario packs that come with this installation."""
    from scenarios import find_packs

    for pack in find_packs():
        typer.echo(f"{pack.id}  {pack.version}  {pack.text('title', 'es')}  {pack.digest[:12]}")


@app.command()
def check(path: Annotated[Path, typer.Argument(help="Folder of the pack, or its id.")]) -> None:
    """Check a pack; print each fault with its remedy. Exit code 1 when there is one."""
    from scenarios import PACKS_ROOT, check_pack

    folder = path if path.exists() else PACKS_ROOT / path
    findings = check_pack(folder)
    for finding in findings:
        typer.echo(f"{finding.file}: {finding.key}: {finding.problem} → {finding.remedy}")
    if findings:
        typer.echo(f"{len(findings)} to mend.")
        raise typer.Exit(1)
    typer.echo(f"{path}: nothing to mend.")


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="camera, scene or dialogue.")],
    name: Annotated[str, typer.Argument(help="Its id: trade/name, in small letters.")],
    directory: Annotated[
        Path, typer.Option("--dir", help="Where the folder trade/name is made.")
    ] = Path(),
) -> None:
    """Begin a pack: a small whole one of its kind, to be changed. It passes the check at once."""
    from acredita.authoring.new import new_pack

    folder = new_pack(kind, name, directory)
    typer.echo(f"{folder}: change scenario.toml, texts and pictures, then run:")
    typer.echo(f"  acredita scenario check {folder}")
    typer.echo(f"  acredita scenario preview {folder} --out preview")


@app.command()
def preview(
    path: Annotated[Path, typer.Argument(help="Folder of the pack, or its id.")],
    out: Annotated[
        Path | None, typer.Option(help="Write pictures and an index.html here; opens no window.")
    ] = None,
    language: Annotated[str, typer.Option(help="es, en or fr; for --out.")] = "es",
    size: Annotated[str, typer.Option(help="Size of the window.")] = "1280x800",
) -> None:
    """Show a pack: played in a window, or with --out as pictures of all that it can show.

    The index also names the right answers: it is for authors.
    """
    from acredita.authoring.preview import has_display, write_preview
    from acredita.errors import AuthoringError
    from scenarios import LANGUAGES, load_pack

    if language not in LANGUAGES:
        raise AuthoringError(f"Choose --language {', '.join(LANGUAGES)}.")
    pack = load_pack(path)
    if out is not None:
        typer.echo(f"Open {write_preview(pack, out, language)}")
        return
    if not has_display():
        raise AuthoringError("There is no display here: give a folder with --out.")
    from acredita.authoring.window import open_window

    open_window(pack, _size(size))


def _size(text: str) -> tuple[int, int]:
    from acredita.errors import AuthoringError

    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdigit() and 100 <= int(part) <= 10000 for part in parts):
        raise AuthoringError(f"{text!r} is no size of a window: write it like 1280x800.")
    return int(parts[0]), int(parts[1])
