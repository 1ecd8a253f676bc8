"""Real MJPEG and RTSP servers on loopback that stall, freeze, die and come back."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from hardware import CameraLostError, CameraUnavailableError
from hardware.cameras import LiveTiming
from hardware.cameras.opencv.camera_opencv import OpenCVCamera
from hardware.cameras.opencv.configuration_opencv import OpenCVConfiguration
from tests.hardware.loopback_cameras import CAMERAS, STILL, LoopbackCamera, MjpegCamera

PATIENCE = LiveTiming(open_s=8.0, lost_s=1.0, frozen_s=1.0, back_off_s=(0.2,))


@pytest.fixture(params=sorted(CAMERAS))
def server(request: pytest.FixtureRequest) -> Iterator[LoopbackCamera]:
    server = CAMERAS[request.param]()
    server.start()
    yield server
    server.die()


def camera_of(address: str, timing: LiveTiming = PATIENCE) -> OpenCVCamera:
    patient = OpenCVConfiguration(address, open_timeout_s=5.0, read_timeout_s=0.5)
    return OpenCVCamera(patient, timing)


@pytest.fixture
def camera(server: LoopbackCamera) -> Iterator[OpenCVCamera]:
    camera = camera_of(server.address)
    camera.connect()
    yield camera
    camera.disconnect()


def is_lost(camera: OpenCVCamera) -> bool:
    try:
        return camera.read_latest(0.5).stale
    except CameraLostError:
        return True


def wait_until(happened: Callable[[], bool], within_s: float) -> float:
    """How long it took; fails when it did not happen."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < within_s, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - began


def test_a_slow_reader_is_never_behind(camera: OpenCVCamera) -> None:
    for _ in range(4):
        time.sleep(0.3)
        frame = camera.read_latest(0.5)
        assert time.monotonic() - frame.captured_s < 0.5
    assert frame.number >= 12


def test_a_stalled_stream_is_stale_then_lost_then_live_again(
    server: LoopbackCamera, camera: OpenCVCamera
) -> None:
    server.stall()
    wait_until(lambda: is_lost(camera), within_s=2.0)
    with pytest.raises(CameraLostError, match="sent no picture"):
        wait_until(lambda: camera.read_latest(0.5) is None, within_s=3.0)
    server.die()
    server.start()
    wait_until(lambda: not is_lost(camera), within_s=10.0)
    assert camera.reopened >= 1


def test_a_stream_that_dies_is_opened_again_when_it_is_back(
    server: LoopbackCamera, camera: OpenCVCamera
) -> None:
    before = camera.read().number
    server.die()
    wait_until(lambda: is_lost(camera), within_s=2.0)
    server.start()
    wait_until(lambda: not is_lost(camera), within_s=10.0)
    assert camera.read().number > before


def test_a_frozen_picture_is_not_taken_for_a_live_one() -> None:
    server = MjpegCamera(STILL)
    server.start()
    camera = camera_of(server.address)
    camera.connect()
    try:
        with pytest.raises(CameraLostError, match="the very same picture"):
            wait_until(lambda: camera.read_latest(0.5) is None, within_s=4.0)
    finally:
        camera.disconnect()
        server.die()


def test_a_server_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        camera = camera_of(f"rtsp://127.0.0.1:{port}/cam", LiveTiming(open_s=1.0, lost_s=0.2))
        began = time.monotonic()
        with pytest.raises(CameraUnavailableError, match="no picture in 1 s"):
            camera.connect()
        assert time.monotonic() - began < 2.0


def test_nobody_at_the_address_is_unavailable() -> None:
    with pytest.raises(CameraUnavailableError, match="cannot be opened"):
        camera_of("http://127.0.0.1:9/cam").connect()
