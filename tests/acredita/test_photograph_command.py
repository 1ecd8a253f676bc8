"""`acredita photograph`: from photos and a ruler's table to a report that a kiosk keeps."""

import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from acredita.cli import app
from acredita.photograph.shots import (
    LAYINGS,
    PHOTOS,
    PhotographError,
    board_fault,
    open_folder,
    take_photos,
)
from hardware import Image, SimulatedCamera, SimulatedConfiguration
from kiosk.errors import KioskError
from kiosk.proving import read_report
from kiosk.proving.pdf import render_report
from models.table_setting.renderer import render_scene
from scenarios import load_pack

TABLE = "tourism/table_setting"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["photograph", *map(str, arguments)])


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two photos of one laid table and one that breaks off, measured with their table filled in."""
    folder = tmp_path_factory.mktemp("trial")
    scene = render_scene(11, designs="unseen", cover="good")
    for number in (1, 2):
        cv2.imwrite(str(folder / f"{number}.jpg"), scene.image)
    torn = (folder / "2.jpg").read_bytes()
    (folder / "3.jpg").write_bytes(torn[: len(torn) // 2])
    first = run(TABLE, "--photos", folder, "--out", folder, "--dir", folder / "kiosk")
    assert first.exit_code == 4, first.output
    table = folder / "truth.csv"
    rows = table.read_text("utf-8-sig").splitlines()
    columns = rows[0].split(";")
    typed = {"bar_mm": "100", "plate_edge_mm": f"{scene.truth['plate_edge_mm']:.1f}"}
    cells = ["1.jpg", "1", *(typed.get(column, "").replace(".", ",") for column in columns[2:])]
    rows[1] = ";".join(cells)
    table.write_text("\n".join(rows))
    return folder


@pytest.fixture(scope="module")
def measured(trial: Path) -> Result:
    return run(
        TABLE, "--photos", trial, "--out", trial, "--dir", trial / "kiosk", "--name", "SM-A125F",
        "--place", "room 2", "--language", "en",
    )  # fmt: skip


def test_three_photos_are_no_go_and_say_why(measured: Result) -> None:
    assert measured.exit_code == 3, measured.output
    assert "NO-GO" in measured.output
    assert "few_photos" in measured.output


def test_truth_typed_once_counts_for_the_whole_laying(measured: Result, trial: Path) -> None:
    report = read_report(trial / "report.json")
    assert report.measures["plate_edge_mm"].readings == 2
    assert report.bar_mm == 100.0


def test_a_photo_that_breaks_off_is_refused_with_its_code(measured: Result, trial: Path) -> None:
    report = read_report(trial / "report.json")
    assert [trial.refused for trial in report.trials] == [None, None, "damaged_file"]


def test_the_kiosk_keeps_the_very_report(measured: Result, trial: Path) -> None:
    report = read_report(trial / "report.json")
    assert report.is_whole
    assert read_report(trial / "kiosk" / "camera_reports" / f"{report.digest}.json") == report


def test_the_report_names_camera_and_place(measured: Result, trial: Path) -> None:
    report = read_report(trial / "report.json")
    assert (report.camera, report.place) == ("SM-A125F", "room 2")
    assert set(report.photos) == {"1.jpg", "2.jpg", "3.jpg"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "NO APTA"), ("en", "NO-GO"), ("fr", "NON APTE")],
)
def test_the_paper_says_it_in_three_languages(
    measured: Result, trial: Path, tmp_path: Path, language: str, words: str
) -> None:
    report = read_report(trial / "report.json")
    (tmp_path / "report.pdf").write_bytes(render_report(report, load_pack(TABLE), language))
    text = subprocess.run(
        ["pdftotext", "-layout", "report.pdf", "-"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert words in text
    assert report.digest in text


def test_the_same_report_makes_the_same_paper(measured: Result, trial: Path) -> None:
    report, pack = read_report(trial / "report.json"), load_pack(TABLE)
    assert render_report(report, pack, "es") == render_report(report, pack, "es")


def test_a_table_that_names_no_photo_is_one_clear_error(trial: Path, tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes((trial / "1.jpg").read_bytes())
    (tmp_path / "truth.csv").write_text("photo;laying;plate_edge_mm\nelsewhere.jpg;1;20\n")
    done = run(TABLE, "--photos", tmp_path, "--out", tmp_path, "--dir", tmp_path)
    assert isinstance(done.exception, PhotographError)
    assert "elsewhere.jpg" in str(done.exception)


@pytest.mark.parametrize("arguments", [[], ["--camera", "0", "--simulated"]])
def test_one_source_has_to_be_given(arguments: list[str]) -> None:
    done = run(TABLE, *arguments)
    assert isinstance(done.exception, PhotographError)


def test_a_damaged_table_is_one_clear_error(trial: Path, tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes((trial / "1.jpg").read_bytes())
    (tmp_path / "truth.csv").write_text("photo;laying;plate_edge_mm\n1.jpg;1;many\n")
    done = run(TABLE, "--photos", tmp_path, "--out", tmp_path, "--dir", tmp_path)
    assert isinstance(done.exception, KioskError)
    assert "'many' is not a number" in str(done.exception)


def test_photos_of_two_cameras_are_not_mixed(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    for model in ("one", "two"):
        exif = Pillow.Exif()
        exif[272] = model
        Pillow.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / f"{model}.jpg", exif=exif)
    with pytest.raises(PhotographError, match="2 cameras"):
        open_folder(tmp_path, None)


def test_a_guided_capture_takes_twenty_photos_of_five_layings(tmp_path: Path) -> None:
    def draw(number: int) -> Image:
        return np.full((24, 32, 3), number % 251, np.uint8)

    camera = SimulatedCamera(SimulatedConfiguration(draw, fps=100))
    camera.connect()
    asked: list[str] = []
    try:
        taken = take_photos(camera, tmp_path, lambda said: None, asked.append)
    finally:
        camera.disconnect()
    assert len(list(tmp_path.glob("*.jpg"))) == len(taken.rows) == PHOTOS
    assert [row.laying for row in taken.rows[:5]] == ["1", "1", "1", "1", "2"]
    assert len([text for text in asked if text.startswith("Laying")]) == LAYINGS


def test_a_wall_that_is_built_twice_is_photographed_ten_times_each(tmp_path: Path) -> None:
    camera = SimulatedCamera(
        SimulatedConfiguration(lambda n: np.full((24, 32, 3), n % 251, np.uint8), fps=100)
    )
    camera.connect()
    try:
        taken = take_photos(camera, tmp_path, lambda said: None, lambda told: None, layings=2)
    finally:
        camera.disconnect()
    assert [row.laying for row in taken.rows] == ["1"] * 10 + ["2"] * 10


def test_a_photo_that_shows_no_board_is_taken_again_at_once(tmp_path: Path) -> None:
    camera = SimulatedCamera(
        SimulatedConfiguration(lambda n: np.full((24, 32, 3), n % 251, np.uint8), fps=100)
    )
    camera.connect()
    asked: list[str] = []
    faults = iter(["The sheet cannot be seen."])
    try:
        taken = take_photos(
            camera, tmp_path, lambda said: None, asked.append, lambda image: next(faults, None)
        )
    finally:
        camera.disconnect()
    assert asked[1] == "The sheet cannot be seen. [Enter]"
    assert len(taken.rows) == PHOTOS


def test_a_dark_picture_says_what_to_do_in_the_persons_language() -> None:
    dark = np.zeros((48, 64, 3), np.uint8)
    assert "lámpara" in (board_fault(dark, "es") or "")
