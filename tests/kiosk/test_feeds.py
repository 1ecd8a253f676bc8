"""Several cameras behind the screens: one that dies is passed over, and it is known which."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from hardware import Held, HoldReport, Image
from hardware.cameras import LiveCamera, LiveTiming
from kiosk.screens.feed import Feed
from kiosk.screens.feeds import Feeds

PATIENCE = LiveTiming(open_s=10.0, lost_s=0.5, frozen_s=0.0, back_off_s=(0.05,))


class Webcam:
    """An opened device whose cable may be pulled, with an exposure that can be held."""

    def __init__(self) -> None:
        self.plugged, self.holding = True, False
        self._number = 0

    def grab(self) -> Image | None:
        time.sleep(0.02)
        self._number += 1
        return np.full((8, 8, 3), self._number % 251, np.uint8) if self.plugged else None

    def close(self) -> None:
        """Nothing to release."""

    def hold(self, values: object) -> HoldReport:
        self.holding = True
        return HoldReport({"exposure": Held.HELD}, {"exposure": 30.0})

    def let_go(self) -> None:
        self.holding = False


@pytest.fixture
def webcams() -> dict[str, Webcam]:
    return {"left": Webcam(), "right": Webcam()}


@pytest.fixture
def feeds(webcams: dict[str, Webcam]) -> Iterator[Feeds]:
    with ThreadPoolExecutor(2) as work:
        one_by_one = [
            (name, Feed(LiveCamera("webcam", lambda cam=cam: cam, PATIENCE), work))
            for name, cam in webcams.items()
        ]
        feeds = Feeds(one_by_one, within_ms=1000)
        soon(lambda: feeds.watch(time.monotonic()) is None and both(feeds))
        yield feeds
        feeds.disconnect()


def both(feeds: Feeds) -> bool:
    return all(one.live for one in feeds.standing)


def soon(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_moment_has_a_picture_of_each_by_name(feeds: Feeds) -> None:
    soon(lambda: len(getattr(feeds.moment(), "frames", ())) == 2)
    moment = feeds.moment()
    assert moment is not None
    assert [frame.taken_by for frame in (*moment.frames, *moment.stale)] == ["left", "right"]


def test_people_go_on_with_the_other_when_the_main_one_dies(
    feeds: Feeds, webcams: dict[str, Webcam]
) -> None:
    newest = feeds.newest()
    assert newest is not None
    assert newest.taken_by == "left"
    webcams["left"].plugged = False
    soon(lambda: getattr(feeds.newest(), "taken_by", "") == "right")
    assert feeds.fitted((4, 4)) is not None
    assert feeds.moment() is not None
    soon(lambda: getattr(feeds.moment(), "silent", ()) == ("left",))
    assert [(one.called, one.live) for one in feeds.standing] == [("left", False), ("right", True)]
    assert "left" in (feeds.problem or "")


def test_without_any_camera_there_is_no_moment(feeds: Feeds, webcams: dict[str, Webcam]) -> None:
    for webcam in webcams.values():
        webcam.plugged = False
    soon(lambda: feeds.moment() is None and feeds.newest() is None)


def test_exposure_is_held_on_each_and_let_go_on_each(
    feeds: Feeds, webcams: dict[str, Webcam]
) -> None:
    feeds.hold()
    soon(lambda: all(webcam.holding for webcam in webcams.values()))
    feeds.let_go()
    soon(lambda: not any(webcam.holding for webcam in webcams.values()))
