"""A live camera's threads: hung drivers, unplugged devices, frozen pictures, growing pauses."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest

from hardware import CameraLostError, CameraUnavailableError, Image
from hardware.cameras import Held, HoldReport, LiveCamera, LiveTiming
from hardware.cameras.drain import Source
from hardware.cameras.live import MOST_STUCK

TIMING = LiveTiming(open_s=0.5, lost_s=0.2, frozen_s=0.3, back_off_s=(0.02, 0.05, 0.5))


class Plug:
    """A device whose driver does what a test wants: deliver, fail, hang, freeze, be unplugged."""

    def __init__(self) -> None:
        self.plugged = True
        self.hangs_open = threading.Event()
        self.hangs_grab = threading.Event()
        self.frozen = False
        self.opened_at: list[float] = []
        self.closed = 0
        self.held: list[Mapping[str, float] | None] = []
        self._release = threading.Event()
        self._number = 0

    def open(self) -> Source:
        self.opened_at.append(time.monotonic())
        if self.hangs_open.is_set():
            self._release.wait()
        if not self.plugged:
            raise CameraUnavailableError("the device is unplugged: plug it in again")
        return self

    def grab(self) -> Image | None:
        time.sleep(0.01)
        if self.hangs_grab.is_set():
            self._release.wait()
        if not self.plugged:
            return None
        self._number += 0 if self.frozen else 1
        return np.full((16, 16, 3), self._number % 251, np.uint8)

    def close(self) -> None:
        self.closed += 1

    def hold(self, values: Mapping[str, float] | None) -> HoldReport:
        self.held.append(values)
        return HoldReport({"exposure": Held.HELD}, {"exposure": 157.0})

    def let_go(self) -> None:
        self.held.clear()

    def recover(self) -> None:
        self.plugged, self.frozen = True, False
        self.hangs_open.clear()
        self.hangs_grab.clear()
        self._release.set()


@pytest.fixture
def plug() -> Plug:
    return Plug()


@pytest.fixture
def camera(plug: Plug) -> Iterator[LiveCamera]:
    camera = LiveCamera("plug", plug.open, TIMING)
    yield camera
    plug.recover()
    camera.disconnect()


def soon(happened: Callable[[], bool], within_s: float = 3.0) -> None:
    end = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def is_live(camera: LiveCamera) -> bool:
    try:
        return not camera.read_latest(0.1).stale
    except CameraLostError:
        return False


def loss(camera: LiveCamera) -> str:
    """Why there is no picture now; empty when there is one."""
    try:
        camera.read_latest(0.5)
    except CameraLostError as error:
        return str(error)
    return ""


def test_an_open_that_never_returns_ends_at_its_deadline(plug: Plug, camera: LiveCamera) -> None:
    plug.hangs_open.set()
    began = time.monotonic()
    with pytest.raises(CameraUnavailableError, match=r"no picture in 0\.5 s"):
        camera.connect()
    assert time.monotonic() - began < 1.0


def test_a_driver_that_lets_go_late_has_its_device_closed(plug: Plug, camera: LiveCamera) -> None:
    plug.hangs_open.set()
    with pytest.raises(CameraUnavailableError):
        camera.connect()
    plug.recover()
    soon(lambda: plug.closed == 1)


def test_an_unplugged_device_says_what_its_driver_says(plug: Plug, camera: LiveCamera) -> None:
    plug.plugged = False
    with pytest.raises(CameraUnavailableError, match="plug it in again"):
        camera.connect()


def test_a_grab_that_hangs_is_left_and_the_device_opened_anew(
    plug: Plug, camera: LiveCamera
) -> None:
    camera.connect()
    plug.hangs_grab.set()
    soon(lambda: not is_live(camera))
    plug.hangs_grab.clear()  # the hung call never returns, a new opening works
    soon(lambda: is_live(camera))
    assert camera.reopened >= 1


def test_a_picture_of_a_hung_opening_never_reaches_a_reader(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    plug.hangs_grab.set()
    soon(lambda: not is_live(camera))
    plug.hangs_grab.clear()
    soon(lambda: is_live(camera))
    before = camera.read().number
    plug.recover()
    numbers = [camera.read().number for _ in range(10)]
    assert numbers == sorted({before, *numbers} - {before})


def test_threads_that_hang_in_a_driver_are_bounded(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    plug.hangs_open.set()
    plug.hangs_grab.set()
    time.sleep(3.0)
    assert len(plug.opened_at) <= 1 + MOST_STUCK


def test_pauses_between_openings_grow(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    plug.plugged = False
    soon(lambda: len(plug.opened_at) >= 5)
    pauses = np.diff(plug.opened_at[1:])
    assert pauses[-1] > 2 * pauses[0]


def test_a_picture_from_before_the_loss_is_not_read_as_the_next_one(
    plug: Plug, camera: LiveCamera
) -> None:
    camera.connect()
    plug.plugged = False
    soon(lambda: not is_live(camera))
    time.sleep(TIMING.lost_s)
    with pytest.raises(CameraLostError, match="sent no picture"):
        camera.read()


def test_a_plugged_in_device_is_live_again(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    plug.plugged = False
    soon(lambda: not is_live(camera))
    plug.plugged = True
    soon(lambda: is_live(camera))


def test_a_frozen_device_is_lost_until_its_picture_changes(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    plug.frozen = True
    # a machine that lets the plug wait calls it hung first, and opens it again
    soon(lambda: "very same picture" in loss(camera), within_s=20)
    soon(lambda: camera.reopened >= 1)
    assert not is_live(camera)
    plug.frozen = False
    soon(lambda: is_live(camera))


def test_what_is_held_is_held_again_after_a_reopening(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    camera.hold()
    plug.plugged = False
    soon(lambda: not is_live(camera))
    plug.plugged = True
    soon(lambda: len(plug.held) == 2)
    assert plug.held == [None, {"exposure": 157.0}]


def test_what_was_let_go_is_not_held_again(plug: Plug, camera: LiveCamera) -> None:
    camera.connect()
    camera.hold()
    camera.let_go()
    plug.plugged = False
    soon(lambda: not is_live(camera))
    plug.plugged = True
    soon(lambda: is_live(camera))
    assert plug.held == []
