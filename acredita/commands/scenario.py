"""`acredita scenario`: list and check scenario packs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List and check scenario packs.", no_args_is_help=True)


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
