"""Several cameras in step: frames of one moment, or an error that says how far apart they were."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware import CameraLostError, CamerasOutOfStepError, Frame, Image, SimulatedCamera
from hardware.cameras import (
    LiveTiming,
    SimulatedConfiguration,
    moment_of,
    read_in_step,
    read_moment,
    spread_ms,
)

Open = Callable[[float], SimulatedCamera]


def numbered(number: int) -> Image:
    return np.full((4, 6, 3), number % 251, np.uint8)


def dead_camera() -> SimulatedCamera:
    """One that gives a single picture."""
    return SimulatedCamera(
        SimulatedConfiguration(lambda n: numbered(n) if n < 1 else None, name="the dead one"),
        LiveTiming(lost_s=0.2, frozen_s=0.0),
    )


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
    alive, dead = open_at(30), dead_camera()
    dead.connect()
    try:
        with pytest.raises(CameraLostError, match="the dead one"):
            read_in_step([alive, dead], within_ms=50, timeout_s=0.4)
    finally:
        dead.disconnect()


def test_no_camera_at_all_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one camera"):
        read_in_step([], within_ms=10)


def taken_at(*moments_ms: float) -> list[Frame]:
    """A frame of each camera, captured at these times."""
    image = numbered(0)
    return [
        Frame(image, "", f"camera {number}", 0, captured_s=100.0 + ms / 1000)
        for number, ms in enumerate(moments_ms)
    ]


def test_frames_too_far_apart_are_no_moment_and_flagged_stale() -> None:
    found = moment_of(taken_at(0, 900), within_ms=100)
    assert [frame.camera for frame in found.frames] == ["camera 1"]
    assert [(frame.camera, frame.stale) for frame in found.stale] == [("camera 0", True)]


def test_most_cameras_count_where_one_is_ahead() -> None:
    found = moment_of(taken_at(0, 500, 40), within_ms=100)
    assert [frame.camera for frame in found.frames] == ["camera 0", "camera 2"]


@given(st.lists(st.floats(0, 1000), max_size=5), st.floats(1, 300))
def test_every_frame_is_of_the_moment_or_stale(times: list[float], within_ms: float) -> None:
    found = moment_of(taken_at(*times), within_ms)
    assert sorted(f.camera for f in (*found.frames, *found.stale)) == [
        f"camera {number}" for number in range(len(times))
    ]
    assert not found.frames or spread_ms(found.frames) <= within_ms + 1e-6
    assert not any(frame.stale for frame in found.frames)


def test_a_moment_goes_on_without_a_camera_that_gives_nothing(open_at: Open) -> None:
    alive, dead = open_at(30), dead_camera()
    dead.connect()
    try:
        found = read_moment([alive, dead], within_ms=50, timeout_s=0.4)
    finally:
        dead.disconnect()
    assert [frame.camera for frame in found.frames] == ["30 fps"]
    assert found.silent == ("the dead one",)


def test_a_moment_waits_for_the_slower_camera(open_at: Open) -> None:
    cameras = [open_at(60), open_at(7)]
    for _ in range(3):
        found = read_moment(cameras, within_ms=60)
        assert len(found.frames) == 2
        assert spread_ms(found.frames) <= 60
