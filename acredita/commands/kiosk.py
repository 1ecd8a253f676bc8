"""`acredita kiosk`: pair it, open its touch screen, or run a test without a screen."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from acredita.settings import device_lines, load_settings

app = typer.Typer(
    help="Pair a kiosk, open it, or run a test without a screen.", no_args_is_help=True
)

Directory = Annotated[
    Path | None, typer.Option("--dir", help="The kiosk's folder. [default: DATA_DIR/kiosk]")
]
SENT_WITHIN_S = 60.0


@app.command()
def pair(
    code: Annotated[str, typer.Argument(help="The one-time code that the server gave.")],
    name: Annotated[str, typer.Option(help="What people call this kiosk.")] = "kiosk",
    also: Annotated[
        list[str] | None, typer.Option(help="Another address of the server; several are allowed.")
    ] = None,
    directory: Directory = None,
) -> None:
    """Join a server with a one-time code."""
    from kiosk.pairing import pair as join
    from protocol.pulls import read_address

    others = [read_address(text) for text in also or ()]
    identity = join(code, _folder(directory), name, others=others)
    typer.echo(f"Paired as {identity.name} of centre {identity.centre}.")


@app.command()
def pin(
    directory: Directory = None,
    new: Annotated[
        str,
        typer.Option(
            "--pin",
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            help="4 to 8 digits; asked for when left out, which keeps it out of history.",
        ),
    ] = "",
) -> None:
    """Set the PIN that opens staff mode: hold a finger on the header for three seconds, or F12."""
    from kiosk.staff_pin import set_pin

    set_pin(_folder(directory), new)
    typer.echo("The PIN is set.")


@app.command()
def run(
    directory: Directory = None,
    windowed: Annotated[str | None, typer.Option(help="Size of a window, like 1280x800.")] = None,
    locked: Annotated[
        bool, typer.Option("--locked", help="No key closes it: for a kiosk left alone.")
    ] = False,
) -> None:
    """Open the touch application."""
    from kiosk.__main__ import main

    settings = load_settings()
    arguments = ["--dir", str(_folder(directory)), "--camera", settings.camera]
    arguments += ["--inches", str(settings.screen_inches)]
    if settings.cameras is not None:
        arguments += ["--cameras", str(settings.cameras)]
    if settings.intrinsics is not None:
        arguments += ["--intrinsics", str(settings.intrinsics)]
    for name, line in device_lines(settings).items():
        arguments += ["--device", f"{name}={line}"]
    if windowed is not None:
        arguments += ["--windowed", windowed]
    if locked:
        arguments.append("--locked")
    raise typer.Exit(main(arguments))


@app.command()
def headless(
    scenario: Annotated[str, typer.Argument(help="Id of the scenario.")],
    attempt: Annotated[str, typer.Option(help="New UUID; the same to go on after a cut.")],
    candidate: Annotated[str, typer.Option(help="The candidate's code.")],
    photo: Annotated[list[Path] | None, typer.Option(help="A photo; several are allowed.")] = None,
    video: Annotated[Path | None, typer.Option(help="A recording.")] = None,
    camera: Annotated[str | None, typer.Option(help="A camera: a number or an address.")] = None,
    cameras: Annotated[
        Path | None, typer.Option(help="A file that names several cameras, used in step.")
    ] = None,
    rendered: Annotated[bool, typer.Option(help="The recording was drawn, not filmed.")] = False,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Score without a report on the camera.")
    ] = False,
    simulated: Annotated[
        str | None,
        typer.Option(help="expert or novice: code that plays what is done on the screen."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**32 - 1, help="Seed of the scene; else drawn.")
    ] = None,
    intrinsics: Annotated[Path | None, typer.Option(help="The camera's calibration file.")] = None,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
    directory: Directory = None,
) -> None:
    """Run one test through the touch screen's own session, and send it.

    Started again with the same --attempt after a cut, it goes on where it was. Prints one JSON
    object a line for each thing that happens. Exit code 3: sealed, but not everything is sent.
    """
    from kiosk.headless import Person
    from kiosk.rig import open_rig
    from kiosk.unattended import Recording, Task, run_unattended
    from scenarios.plays.simulated import EXPERT, NOVICE

    def say(what: str, details: object) -> None:
        sys.stdout.write(msgspec.json.encode({"what": what, "details": details}).decode() + "\n")
        sys.stdout.flush()

    skills = {None: None, "expert": EXPERT, "novice": NOVICE}
    if simulated not in skills:
        raise typer.BadParameter("write expert or novice", param_hint="--simulated")
    recording = Recording(
        photos=tuple(photo or ()), video=video, camera=camera,
        rig=None if cameras is None else open_rig(cameras), rendered=rendered,
        skill=skills[simulated], seed=seed,
    )  # fmt: skip
    person = Person(
        candidate=candidate, centre="", kiosk="", language=language, source=recording.source,
        judged=False,
    )  # fmt: skip
    task = Task(attempt, scenario, person, recording, intrinsics, demonstration)
    sent = run_unattended(_folder(directory), task, say, SENT_WITHIN_S)
    raise typer.Exit(0 if sent else 3)


def _folder(directory: Path | None) -> Path:
    return directory if directory is not None else load_settings().data_dir / "kiosk"
