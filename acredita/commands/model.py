"""`acredita model`: list, train, check and evaluate the models."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from acredita.commands.files import write_json, write_whole

if TYPE_CHECKING:
    from hardware import Image
    from models import Detections, ModelReport

app = typer.Typer(help="List, train, check and evaluate the models.", no_args_is_help=True)


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


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="Name of the model.")],
    work: Annotated[
        Path, typer.Option(help="Folder for pictures and checkpoints; a stopped run goes on.")
    ] = Path("var/training"),
    data: Annotated[
        Path | None,
        typer.Option(help="Photographs (images/, labels/), for models that are trained on them."),
    ] = None,
) -> None:
    """Make a model again from its recipe: render, train, export, evaluate. Needs `train` extra."""
    from models import evaluate as evaluate_model
    from models.training import train_model

    test = train_model(name, work / name, data)
    for key, value in evaluate_model(name, test).items():
        typer.echo(f"{key}: {value}")


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Folder of the model, or its name.")],
    photo: Annotated[Path | None, typer.Option(help="A photo to try it on.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a model folder: card, licence, digest, shapes, opset, decoder, speed.

    Exit code 1 when something must be mended before the model may be used.
    """
    from models import check_model
    from models.registry import find_model_folder

    picture = None if photo is None else _picture(photo)
    report = check_model(folder if folder.is_dir() else find_model_folder(folder), picture)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    else:
        _print_report(report)
    raise typer.Exit(1 if report.faults else 0)


@app.command()
def find(
    name: Annotated[Path, typer.Argument(help="Name of the model, or its folder.")],
    photo: Annotated[Path, typer.Option(help="The photo to look at.")],
    out: Annotated[Path | None, typer.Option(help="JPEG to write, with the finds drawn.")] = None,
) -> None:
    """Show what a model finds on a photo: names, confidences, boxes x1 y1 x2 y2 in pixels."""
    import numpy as np

    from models import load_model

    model = load_model(name)
    picture = _picture(photo)
    found = model.find(picture)
    least = {reported: model.sheet.thresholds.get(reported, 0.5) for reported in found.class_names}
    sure = [found.confidence[n] >= least[found.name(n)] for n in range(len(found))]
    found = found.take(np.array(sure, np.bool_))
    for number in range(len(found)):
        box = " ".join(f"{side:.0f}" for side in found.box_px[number])
        typer.echo(f"{found.name(number):16} {found.confidence[number]:.2f}  {box}")
    typer.echo(f"{len(found)} found.")
    if out is not None:
        write_whole(out, _drawn(picture, found))
        typer.echo(str(out))


def _drawn(picture: "Image", found: "Detections") -> bytes:
    """The picture with every find framed and named, as JPEG."""
    import numpy as np

    from kiosk.pictures import jpeg
    from kiosk.sight.drawing import DARK, Drawing

    drawing = Drawing(picture)
    for number, (x1, y1, x2, y2) in enumerate(found.box_px.astype(np.float64)):
        drawing.outline(np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]]))
        text = f"{found.name(number)} {found.confidence[number]:.2f}"
        drawing.label(np.array([x1, y1]), text, DARK)
    return jpeg(drawing.finish(f"{len(found)}", []))


def _print_report(report: "ModelReport") -> None:
    typer.echo(f"{report.folder}: {report.name or '?'} {report.version or ''}".rstrip())
    for finding in report.findings:
        sign = "ok  " if finding.remedy is None else "MEND"
        typer.echo(f"  {sign}  {finding.what:11} {finding.text}".rstrip())
        if finding.remedy is not None:
            typer.echo(f"{'':19} → {finding.remedy}")
    if report.speed is not None:
        speed = report.speed
        typer.echo(
            f"  ok    speed       {speed.run_ms:.1f} ms session.run, {speed.find_ms:.1f} ms from a"
            f" {speed.picture[0]}×{speed.picture[1]} picture ({speed.threads} threads)"
        )
    typer.echo(f"{len(report.faults)} to mend." if report.faults else "Nothing to mend.")


def _picture(photo: Path) -> "Image":
    from hardware import open_camera

    camera = open_camera(photo)
    camera.connect()
    try:
        return camera.read().image
    finally:
        camera.disconnect()
