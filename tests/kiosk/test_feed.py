"""The screens' camera: exposure and focus are held while a test runs, and free between tests."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from hardware import FileDamagedError, Held, HoldReport, Image, open_camera
from hardware.cameras import LiveCamera
from kiosk.rig import as_live
from kiosk.screens.feed import Feed


class Webcam:
    """An opened device with an exposure control that refuses, and a focus that can be held."""

    def __init__(self) -> None:
        self.holding = False
        self._number = 0

    def grab(self) -> Image | None:
        time.sleep(0.01)
        self._number += 1
        return np.full((8, 8, 3), self._number % 251, np.uint8)

    def close(self) -> None:
        self.holding = False

    def hold(self, values: Mapping[str, float] | None) -> HoldReport:
        self.holding = True
        return HoldReport({"exposure": Held.REFUSED, "focus": Held.HELD}, {"focus": 30.0})

    def let_go(self) -> None:
        self.holding = False


@pytest.fixture
def webcam() -> Webcam:
    return Webcam()


@pytest.fixture
def feed(webcam: Webcam) -> Iterator[Feed]:
    with ThreadPoolExecutor(1) as work:
        feed = Feed(LiveCamera("webcam", lambda: webcam), work)
        soon(lambda: feed.watch(time.monotonic()) is None and feed.newest() is not None)
        yield feed
        feed.disconnect()


def soon(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 3.0
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_test_that_begins_holds_the_camera(feed: Feed, webcam: Webcam) -> None:
    feed.hold()
    soon(lambda: webcam.holding)


def test_what_the_driver_refuses_is_known(feed: Feed) -> None:
    feed.hold()
    soon(lambda: feed.held is not None and feed.held.refused == ("exposure",))


def test_between_tests_the_camera_chooses_again(feed: Feed, webcam: Webcam) -> None:
    feed.hold()
    soon(lambda: webcam.holding)
    feed.let_go()
    soon(lambda: not webcam.holding)


def test_a_damaged_file_in_place_of_a_camera_says_so(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"not a picture")
    with pytest.raises(FileDamagedError, match="ordinary viewer"):
        as_live(open_camera(tmp_path / "photo.jpg")).connect()
