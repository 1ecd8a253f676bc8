"""`acredita doctor`: what is connected, what is missing, what to do, and which tests can run."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from acredita.settings import device_lines, load_settings

MARKS = {"ready": "✓", "absent": "✗", "broken": "✗", "not_set_up": "–"}


def doctor(
    scenario: Annotated[
        list[str] | None, typer.Option(help="Only what this scenario needs; several are allowed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
    directory: Annotated[
        Path | None, typer.Option("--dir", help="The kiosk's folder. [default: DATA_DIR/kiosk]")
    ] = None,
) -> None:
    """Look at every device of this kiosk and say in words what to do.

    Exit code 0 only when every scenario (or each --scenario) has what it needs. Close the touch
    application first: a camera serves one program at a time.
    """
    from hardware import load_intrinsics
    from kiosk.devices import open_devices
    from kiosk.doctor import Kiosk, check_up
    from kiosk.rig import open_rig
    from scenarios import find_packs, load_pack

    settings = load_settings()
    kiosk = Kiosk(
        folder=directory if directory is not None else settings.data_dir / "kiosk",
        camera=settings.camera,
        rig=open_rig(settings.cameras) if settings.cameras else None,
        devices=open_devices(device_lines(settings)),
        intrinsics=load_intrinsics(settings.intrinsics) if settings.intrinsics else None,
        packs=[load_pack(name) for name in scenario] if scenario else find_packs(),
    )
    found = check_up(kiosk, language)
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    else:
        for line in found.devices:
            typer.echo(f"{MARKS[line.state]} {line.says}")
            if line.remedy:
                typer.echo(f"    → {line.remedy}")
        typer.echo("")
        for need in found.scenarios:
            typer.echo(f"{'✓' if need.ready else '✗'} {need.says}")
    raise typer.Exit(0 if found.ready else 1)
