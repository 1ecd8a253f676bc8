"""Which camera a source is: a USB camera by its serial number, a photo by its telephone."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from hardware.cameras import UNNAMED, identity_of


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    """What the kernel shows of one webcam."""
    usb = tmp_path / "usb" / "1-2"
    (usb / "1-2:1.0").mkdir(parents=True)
    for name, text in {"idVendor": "046d", "idProduct": "0825", "serial": "5A3C"}.items():
        (usb / name).write_text(f"{text}\n")
    node = tmp_path / "video4linux" / "video2"
    node.mkdir(parents=True)
    (node / "name").write_text("C270 HD WEBCAM\n")
    (node / "device").symlink_to(usb / "1-2:1.0")
    return tmp_path / "video4linux"


def photo(path: Path, make: str = "", model: str = "") -> Path:
    exif = Pillow.Exif()
    if make:
        exif[271], exif[272] = make, model
    Pillow.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path, exif=exif)
    return path


@pytest.mark.parametrize("source", [2, "2"])
def test_a_usb_camera_is_known_by_its_serial_number(devices: Path, source: int | str) -> None:
    assert identity_of(source, devices) == "usb 046d:0825 5A3C C270 HD WEBCAM"


def test_a_camera_the_kernel_does_not_know_keeps_its_number(devices: Path) -> None:
    assert identity_of(7, devices) == "camera 7"


def test_a_network_camera_is_its_address_without_the_password() -> None:
    assert identity_of("http://admin:1234@192.168.1.9:8080/mjpg") == "http://192.168.1.9:8080/mjpg"


def test_a_photo_names_its_telephone(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", "Samsung", "SM-A125F")
    assert identity_of(path) == "Samsung SM-A125F"


def test_a_photo_without_a_name_is_of_an_unnamed_camera(tmp_path: Path) -> None:
    assert identity_of(photo(tmp_path / "a.jpg")) == UNNAMED


@pytest.mark.parametrize("name", ["missing.jpg", "notes.jpg", "clip.mp4"])
def test_what_cannot_be_read_is_of_an_unnamed_camera(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.jpg").write_text("not a picture")
    assert identity_of(str(tmp_path / name)) == UNNAMED
