"""`acredita camera`: the file that names a kiosk's cameras."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The file that names several cameras.", no_args_is_help=True)


@app.callback()
def camera() -> None:
    """The file that names several cameras."""


@app.command()
def check(path: Annotated[Path, typer.Argument(help="The file, as cameras.toml.")]) -> None:
    """Check a file of cameras; print each fault with its remedy. Exit code 1 when there is one.

    Opens no camera: `acredita doctor` does.
    """
    from kiosk.rig_file import check_rig_file

    findings = check_rig_file(path)
    for finding in findings:
        typer.echo(str(finding))
    if findings:
        typer.echo(f"{len(findings)} to mend.")
        raise typer.Exit(1)
    typer.echo(f"{path}: nothing to mend.")
