"""Two real MJPEG streams in step, of which one stalls, dies and comes back."""

import time
from collections.abc import Callable, Iterator

import pytest

from hardware.cameras import LiveTiming, Moment, spread_ms
from hardware.cameras.opencv.camera_opencv import OpenCVCamera
from hardware.cameras.opencv.configuration_opencv import OpenCVConfiguration
from kiosk.rig import Rig, RigCamera, Running, missed_of
from scenarios import CameraMissed
from tests.hardware.loopback_cameras import MjpegCamera

PATIENCE = LiveTiming(open_s=20.0, lost_s=1.0, frozen_s=0.0, back_off_s=(0.2,))
WITHIN_MS = 150.0


@pytest.fixture
def servers() -> Iterator[dict[str, MjpegCamera]]:
    servers = {"left": MjpegCamera(), "right": MjpegCamera()}
    for server in servers.values():
        server.start()
    yield servers
    for server in servers.values():
        server.die()


@pytest.fixture
def running(servers: dict[str, MjpegCamera]) -> Iterator[Running]:
    cameras = tuple(
        RigCamera(name, server.address, server.address, camera_of(server.address))
        for name, server in servers.items()
    )
    with Rig(cameras, WITHIN_MS).running() as running:
        yield running


def camera_of(address: str) -> OpenCVCamera:
    patient = OpenCVConfiguration(address, open_timeout_s=5.0, read_timeout_s=0.5)
    return OpenCVCamera(patient, PATIENCE)


def moment_with(running: Running, right: Callable[[Moment], bool]) -> Moment:
    """The first moment of that kind; fails when there is none within a minute."""
    end = time.monotonic() + 60
    while True:
        found = running.moment(timeout_s=1.5)
        if right(found):
            return found
        assert time.monotonic() < end, f"no such moment; the last: {found}"


def of_both(moment: Moment) -> bool:
    return [frame.taken_by for frame in moment.frames] == ["left", "right"]


def without_left(moment: Moment) -> bool:
    return [frame.taken_by for frame in moment.frames] == ["right"]


def test_a_stream_that_stalls_dies_and_comes_back_never_stops_the_other(
    running: Running, servers: dict[str, MjpegCamera]
) -> None:
    assert spread_ms(moment_with(running, of_both).frames) <= WITHIN_MS
    servers["left"].stall()
    stalled = moment_with(running, lambda moment: without_left(moment) and bool(moment.silent))
    assert missed_of([stalled], "show") == [CameraMissed("left", "show", "lost")]
    servers["left"].die()
    dead = moment_with(running, lambda moment: without_left(moment) and bool(moment.silent))
    assert dead.silent == ("left",)
    servers["left"].start()
    assert spread_ms(moment_with(running, of_both).frames) <= WITHIN_MS
