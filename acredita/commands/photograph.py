"""`acredita photograph`: prove on site that a camera may certify a scenario here."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acredita.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from acredita.photograph.trial import Site
    from hardware import Image
    from kiosk.proving.report import CameraReport
    from kiosk.proving.trial import TrialSetting
    from kiosk.rig import Rig

NO_GO, TO_FILL_IN = 3, 4
"""Exit codes: measured and not fit to certify; photos are there, the ruler's values are not."""


def photograph(
    scenario: Annotated[str, typer.Argument(help="Id of the scenario, or its folder.")],
    camera: Annotated[
        str | None,
        typer.Option(help="A camera: a number, an address, or its name in the file of cameras."),
    ] = None,
    photos: Annotated[Path | None, typer.Option(help="A folder of photos.")] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help="Drawn photos.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for photos and report.")] = Path("var/photos"),
    place: Annotated[str, typer.Option(help="Room, place of the camera, light.")] = "",
    name: Annotated[
        str | None, typer.Option(help="What to call a camera that its photos do not name.")
    ] = None,
    layings: Annotated[
        int, typer.Option(min=2, max=20, help="How often the work is laid for the camera.")
    ] = 5,
    intrinsics: Annotated[Path | None, typer.Option(help="The camera's calibration file.")] = None,
    kiosk: Annotated[
        Path | None, typer.Option("--dir", help="The kiosk's folder. [default: DATA_DIR/kiosk]")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many to draw.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the drawn photos.")] = 900_000,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
) -> None:
    """Measure 20 photos against a ruler; write error, U and go or no-go for this room and light.

    With --camera the photos are taken with a guide and a table is written for the ruler's values;
    run again with --photos when it is filled in. Exit code 0: go; 3: no-go; 4: fill in the table.
    """
    from acredita.logs import configure_logs
    from acredita.photograph.of_several import source_of
    from acredita.photograph.shots import PhotographError
    from acredita.photograph.trial import Site
    from hardware import load_intrinsics
    from kiosk.proving.trial import TrialSetting
    from kiosk.rig import open_rig
    from scenarios import load_pack

    configure_logs(quiet=True)
    if sum([camera is not None, photos is not None, simulated]) != 1:
        raise PhotographError("give one of --camera, --photos and --simulated")
    if language not in ("es", "en", "fr"):
        raise PhotographError("choose --language es, en or fr")
    settings = load_settings()
    rig = None if settings.cameras is None else open_rig(settings.cameras)
    known = None if intrinsics is None else load_intrinsics(intrinsics)
    setting = TrialSetting(load_pack(scenario), known, language)
    folder = kiosk if kiosk is not None else settings.data_dir / "kiosk"
    if camera is not None:
        _take(setting, source_of(camera, rig), out, layings)
    elif photos is not None:
        site = Site("", place, out, folder)
        _tell(_measure_folder(setting, photos, name, site, rig), out)
    else:
        site = Site("simulated", place or "simulated", out, folder)
        _tell(_measure_drawn(setting, count, seed, site), out)


def _take(setting: "TrialSetting", source: str, out: Path, layings: int) -> None:
    """Guide through the photos, write the empty table, and say what comes next."""
    import msgspec

    from acredita.commands.files import write_json
    from acredita.photograph.shots import CAMERA, TRUTH, CameraNote, PhotographError, take_photos
    from hardware import open_camera
    from hardware.cameras import LiveCamera, identity_of
    from kiosk.proving.trial import camera_criteria
    from kiosk.proving.truth import write_truth

    live = open_camera(source)
    if not isinstance(live, LiveCamera):
        raise PhotographError(f"{source} is a file: give its folder with --photos")
    if (out / TRUTH).exists():
        raise PhotographError(f"{out} holds a trial already: choose another --out")
    live.connect()
    try:
        taken = take_photos(live, out, typer.echo, _wait, _fault_of(setting), layings)
    finally:
        live.disconnect()
    write_truth(out / TRUTH, taken.rows, list(camera_criteria(setting.pack)))
    note = CameraNote(camera=identity_of(source), held=taken.held)
    write_json(out / CAMERA, msgspec.to_builtins(note))
    _ask_to_fill_in(out / TRUTH, f"acredita photograph {setting.pack.id} --photos {out}")


def _fault_of(setting: "TrialSetting") -> "Callable[[Image], str | None]":
    """What is wrong with a picture, said at once and not after an hour with the ruler."""
    from acredita.photograph.shots import board_fault
    from kiosk.proving.trial import BOARD_SIGHTS

    if setting.pack.sight not in BOARD_SIGHTS:
        return lambda image: None
    return lambda image: board_fault(image, setting.language)


def _wait(text: str) -> None:
    typer.prompt(text, default="", show_default=False)


def _measure_folder(
    setting: "TrialSetting", photos: Path, name: str | None, site: "Site", rig: "Rig | None"
) -> "CameraReport":
    """Measure a folder of photos; write its table first where there is none."""
    from dataclasses import replace

    from acredita.photograph.of_several import calibration_of
    from acredita.photograph.shots import TRUTH, open_folder, recall, shots_of
    from acredita.photograph.trial import run_trial
    from kiosk.proving.trial import camera_criteria
    from kiosk.proving.truth import read_truth, write_truth

    folder = open_folder(photos, name)
    camera, held = recall(photos) or (folder.identity, {})
    if setting.intrinsics is None:
        setting = replace(setting, intrinsics=calibration_of(camera, rig))
    measures = list(camera_criteria(setting.pack))
    table = photos / TRUTH
    if not table.exists():
        write_truth(table, folder.rows, measures)
        _ask_to_fill_in(table, "the same command")
    rows = read_truth(table, measures)
    if not any(row.values for row in rows):
        _ask_to_fill_in(table, "the same command")
    typer.echo(f"{camera}: measuring {len(rows)} photos")
    used = {row.photo: folder.photos[row.photo] for row in rows if row.photo in folder.photos}
    site = replace(site, camera=camera, held=held)
    return run_trial(setting, shots_of(folder, rows), lambda: used, site, typer.echo)


def _measure_drawn(setting: "TrialSetting", count: int, seed: int, site: "Site") -> "CameraReport":
    from acredita.photograph.shots import PhotographError, drawn_shots
    from acredita.photograph.trial import run_trial

    if setting.pack.sight != "table_setting":
        raise PhotographError(f"nothing is drawn for {setting.pack.id}: give real --photos")
    folder = site.out / "photos"
    shots = drawn_shots(seed, count, folder)
    return run_trial(
        setting,
        shots,
        lambda: {path.name: path for path in sorted(folder.glob("*.png"))},
        site,
        typer.echo,
    )


def _ask_to_fill_in(table: Path, command: str) -> None:
    typer.echo(f"{table}: type the ruler's values (once for each laying) and the 100 mm bar,")
    typer.echo(f"save it as CSV, then run: {command}")
    raise typer.Exit(TO_FILL_IN)


def _tell(report: "CameraReport", out: Path) -> None:
    """Say in a few lines what was found, and how it ends."""
    typer.echo("")
    for measure, one in report.measures.items():
        if one.median_error is None:
            typer.echo(f"  {measure:22} {one.verdict:7} {one.reason}")
            continue
        typer.echo(
            f"  {measure:22} {one.verdict:7} error {one.median_error:.1f} (p95 {one.p95_error:.1f})"
            f", U {one.median_u:.1f} covers {one.coverage or 0:.0%}, "
            f"tolerance {one.tolerance:g} {one.unit}"
        )
    typer.echo("")
    typer.echo(f"{'GO' if report.go else 'NO-GO'}  {', '.join(report.faults)}")
    typer.echo(f"{out / 'report.pdf'}  {out / 'report.json'}")
    if not report.go:
        raise typer.Exit(NO_GO)
