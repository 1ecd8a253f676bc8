"""`acredita assess`: the camera criteria of a scenario alone, without a server."""

from pathlib import Path
from typing import Annotated

import typer


def assess(
    scenario: Annotated[str, typer.Argument(help="Id of the scenario, or its folder.")],
    out: Annotated[Path, typer.Option("--json", help="The JSON file to write.")],
    photo: Annotated[list[Path] | None, typer.Option(help="A photo; several are allowed.")] = None,
    video: Annotated[Path | None, typer.Option(help="A recording.")] = None,
    camera: Annotated[str | None, typer.Option(help="A camera: a number or an address.")] = None,
    intrinsics: Annotated[Path | None, typer.Option(help="The camera's calibration file.")] = None,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
) -> None:
    """Measure on photos of one scene, a recording or a camera; write the report and pictures.

    Exit code 0 also when measures need a person: the report says which, and why.
    """
    from kiosk.assess import assess as measure
    from kiosk.assess import refusals

    report = measure(
        scenario,
        photos=photo or [],
        video=video,
        camera=camera,
        intrinsics=intrinsics,
        out=out,
        language=language,
    )
    for remedy in refusals(report):
        typer.echo(remedy, err=True)
    measures = report["measures"]
    for name, entry in measures.items() if isinstance(measures, dict) else ():
        if entry["value"] is None:
            typer.echo(f"{name:24} needs a person ({entry['reason']})")
        else:
            text = f"{entry['value']:.2f} ± {entry['U'] or 0:.2f} {entry['unit']}"
            typer.echo(f"{name:24} {text:24} {entry['band'] or entry['reason'] or ''}")
    typer.echo(str(out))
