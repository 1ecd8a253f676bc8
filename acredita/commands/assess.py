"""`acredita assess`: the camera criteria of a scenario alone, without a server."""

from pathlib import Path
from typing import Annotated

import typer

from acredita.commands.files import write_json
from acredita.logs import configure_logs


def assess(
    scenario: Annotated[str, typer.Argument(help="Id or folder of the scenario.")],
    out: Annotated[Path, typer.Option("--json", help="The JSON file to write.")],
    photo: Annotated[list[Path] | None, typer.Option(help="A photo; several are allowed.")] = None,
    video: Annotated[Path | None, typer.Option(help="A recording.")] = None,
    camera: Annotated[str | None, typer.Option(help="A camera: a number or an address.")] = None,
    intrinsics: Annotated[Path | None, typer.Option(help="The camera's calibration file.")] = None,
) -> None:
    """Measure a scenario's camera criteria on photos, a recording or a camera."""
