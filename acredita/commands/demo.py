"""`acredita demo`: the whole journey on this machine, from a laid table to an employer's check."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acredita.errors import DemoError
from acredita.logs import configure_logs

if TYPE_CHECKING:
    from acredita.demo.outcome import Outcome
    from acredita.demo.plan import InputKind


def demo(
    scenario: Annotated[str, typer.Option(help="Id of the scenario.")] = "tourism/table_setting",
    directory: Annotated[Path, typer.Option("--dir", help="Folder for everything.")] = Path(
        "var/demo"
    ),
    photo: Annotated[list[Path] | None, typer.Option(help="A real photo; several allowed.")] = None,
    video: Annotated[Path | None, typer.Option(help="A real recording.")] = None,
    camera: Annotated[str | None, typer.Option(help="A real camera: number or address.")] = None,
    intrinsics: Annotated[Path | None, typer.Option(help="The camera's calibration file.")] = None,
    novice: Annotated[
        bool, typer.Option("--novice", help="The simulated candidate knows little.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the drawn clip, or of the scene.")
    ] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="You judge, at the browser.")
    ] = False,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
) -> None:
    """Run the whole journey: measured by a kiosk, rated, decided, certified, checked offline.

    By default the camera sees a clip drawn from a random seed, with known truth; a scenario that is
    done on the screen is played by a simulated candidate, an expert unless --novice. A run that was
    cut off goes on when it is started again with the same --dir.
    """
    from acredita.demo.journey import run_demo
    from acredita.demo.plan import DemoPlan
    from scenarios import load_pack

    configure_logs(quiet=True)
    given: dict[InputKind, object] = {"photo": photo, "video": video, "camera": camera}
    named = [kind for kind, value in given.items() if value]
    if len(named) > 1:
        raise DemoError("Give one of --photo, --video and --camera.")
    if language not in ("es", "en", "fr"):
        raise DemoError("Choose --language es, en or fr.")
    played = not named and bool(load_pack(scenario).plays)
    if novice and not played:
        raise DemoError("--novice is for scenarios that are done on the screen.")
    files = [*(photo or []), *([video] if video else [])]
    began = time.monotonic()

    def say(text: str) -> None:
        typer.echo(f"{time.monotonic() - began:5.1f} s  {text}")

    plan = DemoPlan(
        directory=directory.resolve(),
        scenario=scenario,
        input_kind=named[0] if named else "simulated" if played else "rendered",
        sources=_sources(camera, files, played, novice),
        intrinsics=intrinsics.resolve() if intrinsics else None,
        seed=seed,
        interactive=interactive,
        language=language,
    )
    _tell(run_demo(plan, say))


def _sources(camera: str | None, files: list[Path], played: bool, novice: bool) -> tuple[str, ...]:
    """Where what happens comes from: a camera, files, or the skill of a simulated candidate."""
    if played:
        return ("novice" if novice else "expert",)
    return (camera,) if camera else tuple(str(file.resolve()) for file in files)


def _tell(outcome: "Outcome") -> None:
    """Say in a dozen lines how it ended."""
    from acredita.demo.page import figure

    typer.echo("")
    for item in outcome.measured:
        truth = "" if item.truth is None else f"  truth {item.truth:.1f}"
        band = item.score.band or f"needs a person ({item.score.reason})"
        typer.echo(f"  {item.criterion:16} {figure(item):>20}{truth:14}  {band}")
    verdict = outcome.verdict
    typer.echo("")
    typer.echo(f"Judged by    {outcome.judged_by}")
    typer.echo(f"Decision     {outcome.decision}")
    typer.echo(f"Certificate  {f'{verdict.state.value} ({verdict.reason})' if verdict else 'none'}")
    typer.echo(f"Files        {outcome.directory}")
    typer.echo(f"Journey      {outcome.directory / 'index.html'}")
    typer.echo(f"Took         {outcome.seconds:.0f} s")
