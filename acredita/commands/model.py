"""`acredita model`: list and evaluate the models."""

from pathlib import Path
from typing import Annotated

import typer

from acredita.commands.files import write_json

app = typer.Typer(help="List and evaluate the models.", no_args_is_help=True)


@app.command("list")
def list_all() -> None:
    """List the models: name, version, task, licence, digest."""
    from models import list_models

    for card in list_models():
        typer.echo(f"{card.name}  {card.version}  {card.task}  {card.licence}  {card.sha256[:12]}")


@app.command()
def evaluate(
    name: Annotated[str, typer.Argument(help="Name of the model.")],
    data: Annotated[Path, typer.Option(help="Folder with images/ and labels/.")],
    out: Annotated[Path | None, typer.Option("--json", help="JSON file to write.")] = None,
) -> None:
    """Measure a model on labelled pictures it never saw."""
    from models import evaluate as evaluate_model

    figures = evaluate_model(name, data)
    if out is not None:
        write_json(out, figures)
    for key, value in figures.items():
        typer.echo(f"{key}: {value}")
