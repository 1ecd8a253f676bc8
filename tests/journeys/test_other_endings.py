"""Journeys that do not end with a certificate, and real photographs where they are at hand."""

import os
from pathlib import Path

import cv2
import pytest
from journeys_support import acredita, run_demo

from models.table_setting.renderer import render_scene

pytestmark = pytest.mark.journey
SHARED = Path(os.environ.get("ACREDITA_SHARED", Path(__file__).parents[3] / "shared"))
PPE = "construction/ppe_check"


def test_a_photograph_without_a_person_needs_a_person(tmp_path: Path) -> None:
    photo = tmp_path / "table.jpg"
    cv2.imwrite(str(photo), render_scene(3, width=800, height=600).image)
    demo = run_demo(tmp_path / "demo", "--scenario", PPE, "--photo", photo)
    assert demo.summary["decision"] == "needs a person"
    assert demo.summary["certificate_state"] is None
    assert not (demo.folder / "certificate.json").exists()


def test_a_file_that_is_no_picture_is_one_clear_error(tmp_path: Path) -> None:
    photo = tmp_path / "notes.jpg"
    photo.write_text("not a picture")
    done = acredita("demo", "--scenario", PPE, "--photo", photo, "--dir", tmp_path / "demo")
    assert done.returncode == 1
    assert "notes.jpg" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scenario_nobody_can_draw_asks_for_a_photo(tmp_path: Path) -> None:
    done = acredita("demo", "--scenario", PPE, "--dir", tmp_path / "demo")
    assert done.returncode == 1
    assert "--photo" in done.stderr


# Two photographs that were kept out of training (models/ppe/card.md).
DRESSED = sorted((SHARED / "data" / "ppe" / "images").glob("02013_jpg.rf.674b6f*.jpg"))
BAREHEADED = sorted((SHARED / "data" / "ppe" / "images").glob("02394_jpg.rf.c719c9*.jpg"))

if DRESSED and BAREHEADED:

    def test_a_worker_with_helmet_and_vest_is_certified(tmp_path: Path) -> None:
        demo = run_demo(tmp_path / "demo", "--scenario", PPE, "--photo", DRESSED[0])
        assert demo.summary["decision"] == "competent"
        assert demo.summary["certificate_state"] == "valid"
        assert "nobody" in demo.summary["judged_by"]

    def test_a_worker_without_helmet_is_not_yet_competent(tmp_path: Path) -> None:
        demo = run_demo(tmp_path / "demo", "--scenario", PPE, "--photo", BAREHEADED[0])
        assert demo.summary["decision"] == "not yet competent"
        assert demo.summary["certificate_state"] is None
        assert any(path.name.startswith("annotated") for path in demo.folder.glob("evidence/*"))
