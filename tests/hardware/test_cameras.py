"""Cameras: newest frame, stale frames, lost and returning devices, recordings, wrong files."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware import (
    Camera,
    CameraEndedError,
    CameraLostError,
    CameraNotConnectedError,
    CameraUnavailableError,
    Image,
    SimulatedCamera,
    SimulatedConfiguration,
    open_camera,
)
from hardware.cameras import DRIVERS, LiveTiming
from hardware.cameras.opencv.camera_opencv import OpenCVCamera

PATIENCE = LiveTiming(open_s=1.0, lost_s=0.2, back_off_s=(0.02,))


def numbered(number: int) -> Image:
    return np.full((4, 6, 3), number % 256, np.uint8)


class Device:
    """A simulated device that delivers only while it is switched on."""

    def __init__(self) -> None:
        self.on = threading.Event()
        self.on.set()

    def draw(self, number: int) -> Image | None:
        time.sleep(0.005)
        return numbered(number) if self.on.is_set() else None


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def camera(device: Device) -> Iterator[Camera]:
    camera = SimulatedCamera(SimulatedConfiguration(device.draw), PATIENCE)
    camera.connect()
    yield camera
    camera.disconnect()


def test_slow_reader_gets_the_newest_frame(camera: Camera) -> None:
    first = camera.read()
    time.sleep(0.15)
    assert camera.read_latest(max_age_s=1.0).number > first.number + 5


def test_read_never_returns_a_frame_twice(camera: Camera) -> None:
    numbers = [camera.read().number for _ in range(5)]
    assert numbers == sorted(set(numbers))


def test_frame_older_than_asked_is_flagged_stale(camera: Camera, device: Device) -> None:
    device.on.clear()
    time.sleep(0.06)
    assert camera.read_latest(max_age_s=0.02).stale


def test_fresh_frame_is_not_stale(camera: Camera) -> None:
    assert not camera.read_latest(max_age_s=1.0).stale


def test_lost_device_is_an_error_with_a_remedy(camera: Camera, device: Device) -> None:
    device.on.clear()
    time.sleep(0.3)
    with pytest.raises(CameraLostError, match="check its cable"):
        camera.read_latest(max_age_s=0.05)


def test_returning_device_is_opened_again_by_itself(camera: Camera, device: Device) -> None:
    device.on.clear()
    time.sleep(0.3)
    device.on.set()
    time.sleep(0.2)
    assert not camera.read_latest(max_age_s=1.0).stale


def test_device_without_pictures_is_unavailable() -> None:
    silent = SimulatedCamera(
        SimulatedConfiguration(lambda _: None), LiveTiming(open_s=0.1, lost_s=0.1)
    )
    with pytest.raises(CameraUnavailableError, match="sent no picture"):
        silent.connect()


def test_reading_before_connecting_is_an_error() -> None:
    with pytest.raises(CameraNotConnectedError, match=r"connect\(\)"):
        open_camera(numbered).read()


def test_capture_time_is_utc_with_z(camera: Camera) -> None:
    assert camera.read().captured_at.endswith("Z")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cover.png"
    cv2.imwrite(str(path), np.full((12, 16, 3), 77, np.uint8))
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for number in range(5):
        writer.write(np.full((48, 64, 3), 40 * number, np.uint8))
    writer.release()
    return path


def test_photo_is_the_same_at_every_reading(photo: Path) -> None:
    camera = open_camera(photo)
    camera.connect()
    assert camera.read().image[0, 0].tolist() == [77, 77, 77]
    assert np.array_equal(camera.read().image, camera.read_latest(0.0).image)


def test_video_delivers_every_frame_and_ends(video: Path) -> None:
    camera = open_camera(video)
    camera.connect()
    assert [camera.read().number for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(CameraEndedError):
        camera.read()


@pytest.mark.parametrize("name", ["a.jpg", "a.mp4"])
def test_damaged_file_is_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"not a picture")
    with pytest.raises(CameraUnavailableError, match="ordinary viewer"):
        open_camera(path).connect()


@pytest.mark.parametrize("name", ["missing.png", "missing.mp4", "empty.png"])
def test_missing_or_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(CameraUnavailableError, match=name):
        open_camera(tmp_path / name).connect()


@pytest.mark.parametrize("source", [0, "1", "rtsp://10.0.0.5/stream", "http://cam/video.mjpg"])
def test_live_sources_go_to_opencv(source: int | str) -> None:
    assert isinstance(open_camera(source), OpenCVCamera)


def test_password_of_an_address_does_not_reach_the_name() -> None:
    assert open_camera("rtsp://user:secret@10.0.0.5:554/one").name == "rtsp://10.0.0.5:554/one"


def test_unknown_source_names_what_is_possible() -> None:
    with pytest.raises(CameraUnavailableError, match="give a camera number"):
        open_camera("notes.txt")


def test_every_driver_has_its_own_name() -> None:
    names = [driver.name for driver in DRIVERS]
    assert len(names) == len(set(names))


def test_absent_uvc_camera_is_unavailable() -> None:
    with pytest.raises(CameraUnavailableError, match="cannot be opened"):
        open_camera(97).connect()
