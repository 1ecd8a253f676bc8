"""Several cameras in step: frames of one moment, or an error that says how far apart they were."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from hardware import CameraLostError, CamerasOutOfStepError, Image, SimulatedCamera
from hardware.cameras import LiveTiming, SimulatedConfiguration, read_in_step, spread_ms

Open = Callable[[float], SimulatedCamera]


def numbered(number: int) -> Image:
    return np.full((4, 6, 3), number % 251, np.uint8)


@pytest.fixture
def open_at() -> Iterator[Open]:
    """Opens a camera of so many frames a second."""
    opened: list[SimulatedCamera] = []

    def open_one(fps: float) -> SimulatedCamera:
        camera = SimulatedCamera(SimulatedConfiguration(numbered, fps=fps, name=f"{fps:g} fps"))
        camera.connect()
        opened.append(camera)
        return camera

    yield open_one
    for camera in opened:
        camera.disconnect()


def test_frames_of_fast_and_slow_cameras_are_of_one_moment(open_at: Open) -> None:
    cameras = [open_at(60), open_at(9), open_at(25)]
    for _ in range(5):
        frames = read_in_step(cameras, within_ms=60)
        assert spread_ms(frames) <= 60
        assert [frame.camera for frame in frames] == ["60 fps", "9 fps", "25 fps"]


def test_frames_in_step_are_newer_than_the_call(open_at: Open) -> None:
    cameras = [open_at(30), open_at(30)]
    first = read_in_step(cameras, within_ms=40)
    second = read_in_step(cameras, within_ms=40)
    assert all(b.number > a.number for a, b in zip(first, second, strict=True))


def test_cameras_that_never_meet_are_an_error_with_their_distance(open_at: Open) -> None:
    cameras = [open_at(3), open_at(4)]
    with pytest.raises(CamerasOutOfStepError, match=r"no closer together than \d+ ms"):
        read_in_step(cameras, within_ms=0.0, timeout_s=0.8)


def test_a_camera_without_pictures_is_named(open_at: Open) -> None:
    alive = open_at(30)
    dead = SimulatedCamera(
        SimulatedConfiguration(lambda n: numbered(n) if n < 1 else None, name="the dead one"),
        LiveTiming(lost_s=0.2, frozen_s=0.0),
    )
    dead.connect()
    try:
        with pytest.raises(CameraLostError, match="the dead one"):
            read_in_step([alive, dead], within_ms=50, timeout_s=0.4)
    finally:
        dead.disconnect()


def test_no_camera_at_all_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one camera"):
        read_in_step([], within_ms=10)
