"""`acredita journal`: how sending stands, whether the journal is sound, and what is in it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from acredita.settings import load_settings

app = typer.Typer(
    help="What a kiosk has written down: how sending stands, is it sound, take it out.",
    no_args_is_help=True,
)

Directory = Annotated[
    Path | None, typer.Option("--dir", help="The kiosk's folder. [default: DATA_DIR/kiosk]")
]


@app.command()
def status(
    directory: Directory = None,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
) -> None:
    """Say how sending stands, in one sentence and in numbers."""
    from kiosk.backlog import backlog_of
    from kiosk.journal_export import open_journal
    from kiosk.state_text import say_state
    from kiosk.texts import load_catalogue

    journal = open_journal(_path(directory))
    backlog, stream = backlog_of(journal), journal.stream
    texts = load_catalogue(language)
    typer.echo(say_state(texts, backlog, journal.last_contact(), now=datetime.now(UTC)))
    typer.echo(
        f"entries waiting: {backlog.entries}   evidence waiting: {backlog.pieces}"
        f" ({backlog.bytes} bytes)   set aside by the server: {backlog.set_aside}"
    )
    typer.echo(
        f"stream: {stream.id}   written: {journal.last_seq}   confirmed: {stream.acknowledged}"
    )
    for problem in journal.problems():
        typer.echo(f"{problem.at}  entry {problem.seq}: {problem.what}: {problem.detail}")


@app.command()
def idle(directory: Directory = None) -> None:
    """Say whether a test is under way; exit code 0 only when none is. Updates ask this."""
    from kiosk.journal_export import open_journal

    under_way = open_journal(_path(directory)).open_attempts()
    typer.echo(f"tests under way: {len(under_way)}")
    raise typer.Exit(1 if under_way else 0)


@app.command()
def check(
    directory: Directory = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Save what can be read into a fresh journal.")
    ] = False,
) -> None:
    """Check file, chains, seals and waiting evidence; exit code 0 only when all is sound.

    --repair (kiosk closed) keeps the damaged file and writes a fresh journal beside it.
    """
    from kiosk.journal_check import check_journal
    from kiosk.journal_repair import repair_journal

    path = _path(directory)
    report = check_journal(path)
    if repair and not report.sound and path.is_file():
        done = repair_journal(path)
        typer.echo(
            f"Saved {done.entries} entries and {done.evidence} pieces of evidence;"
            f" {done.lost} entries could not be read. The damaged file is kept as {done.kept}."
        )
        report = check_journal(path)
    for finding in report.findings:
        typer.echo(str(finding), err=True)
    verdict = "sound" if report.sound else f"{len(report.findings)} faults"
    typer.echo(f"{path}: {verdict}, {report.entries} entries of {report.attempts} attempts.")
    raise typer.Exit(0 if report.sound else 1)


@app.command()
def export(
    attempt: Annotated[str | None, typer.Argument(help="Only this attempt.")] = None,
    directory: Directory = None,
) -> None:
    """Print entries as JSON, one a line, in the order they were written."""
    from kiosk.journal_export import export_entries, open_journal

    for line in export_entries(open_journal(_path(directory)), attempt):
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _path(directory: Path | None) -> Path:
    folder = directory if directory is not None else load_settings().data_dir / "kiosk"
    return folder / "journal.db"
