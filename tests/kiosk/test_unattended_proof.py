"""A test without a screen knows its camera: by report, exempt by name, or not at all."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from hardware.cameras import UNNAMED
from kiosk.headless import Person
from kiosk.unattended import Recording, Task, proof_of

PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k")


def photo(path: Path, model: str) -> Path:
    exif = Pillow.Exif()
    exif[272] = model
    Pillow.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path, exif=exif)
    return path


def task(recording: Recording, *, demonstration: bool = False) -> Task:
    return Task("a", "tourism/table_setting", PERSON, recording, demonstration=demonstration)


def test_photos_are_of_the_telephone_they_name(tmp_path: Path) -> None:
    photos = (photo(tmp_path / "1.jpg", "SM-A125F"), photo(tmp_path / "2.jpg", "SM-A125F"))
    proof = proof_of(task(Recording(photos=photos)), tmp_path, None)
    assert (proof.camera, proof.exempt) == ("SM-A125F", None)


def test_photos_of_two_telephones_are_of_no_camera(tmp_path: Path) -> None:
    photos = (photo(tmp_path / "1.jpg", "SM-A125F"), photo(tmp_path / "2.jpg", "Pixel"))
    assert proof_of(task(Recording(photos=photos)), tmp_path, None).camera == UNNAMED


def test_a_live_camera_has_to_be_proven(tmp_path: Path) -> None:
    proof = proof_of(task(Recording(camera="rtsp://u:p@10.0.0.5/one")), tmp_path, None)
    assert (proof.camera, proof.exempt) == ("rtsp://10.0.0.5/one", None)


@pytest.mark.parametrize(
    ("recording", "demonstration", "exempt"),
    [
        (Recording(video=Path("clip.avi"), rendered=True), False, "rendered"),
        (Recording(video=Path("clip.avi")), True, "demonstration"),
        (Recording(video=Path("clip.avi")), False, None),
    ],
)
def test_only_what_says_so_is_exempt(
    tmp_path: Path, recording: Recording, demonstration: bool, exempt: str | None
) -> None:
    proof = proof_of(task(recording, demonstration=demonstration), tmp_path, None)
    assert proof.exempt == exempt
