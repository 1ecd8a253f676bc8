"""`acredita evidence`: checks the pictures and clips the server keeps."""

from pathlib import Path
from typing import Annotated

import typer

from acredita.settings import load_settings

app = typer.Typer(help="Check the evidence the server keeps.", no_args_is_help=True)


@app.callback()
def evidence() -> None:
    """Check the evidence the server keeps."""


@app.command()
def check(
    dir: Annotated[
        Path | None, typer.Option(help="Folder of the server; by default the setting data_dir.")
    ] = None,
) -> None:
    """Read every piece back and compare it with its digest; exit code 0 only when all are sound."""
    from assessor_server.evidence_check import check_evidence

    settings = load_settings()
    report = check_evidence(dir or settings.data_dir, settings.evidence_url)
    for fault in report.faults:
        typer.echo(f"{fault.fault}: {fault.name}: {fault.detail}")
    typer.echo(
        f"{report.sound_pieces} sound ({report.sound_bytes} bytes), {len(report.faults)} faulty, "
        f"{report.waiting} on their way, {report.erased} erased at the candidate's wish."
    )
    if not report.sound:
        raise typer.Exit(1)
