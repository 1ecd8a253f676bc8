"""The pictures that count are taken when hands are gone, or when waiting has no more sense."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from hardware import Frame
from kiosk.screens.resting import PATIENCE_S, Resting
from models import Detections
from scenarios import Pack, load_pack


@pytest.fixture
def work() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def table(pack: Pack, work: Executor) -> SimpleNamespace:
    """Of all services, those that are needed to watch a table."""
    return SimpleNamespace(pack=pack, session=SimpleNamespace(step=pack.steps[-1]), work=work)


@pytest.fixture
def services(work: Executor) -> SimpleNamespace:
    return table(load_pack("tourism/table_setting"), work)


def forks(places: list[float]) -> Callable[[np.ndarray], Detections]:
    """A network that sees one fork, in each picture at the next place."""
    left = iter(places)

    def find(image: np.ndarray) -> Detections:
        x = next(left)
        return Detections(
            class_names=("fork",),
            class_id=np.zeros(1, np.int64),
            confidence=np.ones(1, np.float32),
            box_px=np.array([[x, 100, x + 40, 400]], np.float32),
        )

    return find


def rests_after(resting: Resting, pictures: int) -> int | None:
    """The number of the picture at which all was at rest."""
    for number in range(pictures):
        frame = Frame(np.zeros((8, 8, 3), np.uint8), "", "c", number)
        end = time.monotonic() + 0.1  # several looks, each of them a moment's work
        while time.monotonic() < end:
            if resting.at_rest(frame, 0.0):
                return number
            time.sleep(0.005)
    return None


@pytest.mark.parametrize(
    ("places", "rests"),
    [([100.0] * 6, 1), ([100.0, 150.0, 200.0, 250.0, 250.0, 250.0, 250.0, 250.0], 6)],
)
def test_pictures_wait_until_nothing_moves(
    services: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, places: list[float], rests: int
) -> None:
    monkeypatch.setattr("kiosk.screens.resting.QUICK", {"table_setting": forks(places)})
    found = rests_after(Resting(services, 0.0), len(places))
    assert found is not None
    assert abs(found - rests) <= 2


def test_a_hand_that_never_rests_is_not_waited_for_for_ever(
    services: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = forks([100.0 + 60 * n for n in range(50)])
    monkeypatch.setattr("kiosk.screens.resting.QUICK", {"table_setting": moving})
    resting = Resting(services, 0.0)
    assert rests_after(resting, 8) is None
    assert resting.at_rest(Frame(np.zeros((8, 8, 3), np.uint8), "", "c", 99), PATIENCE_S + 0.1)


def test_what_cannot_be_watched_is_photographed_at_once(work: Executor) -> None:
    people = table(load_pack("construction/ppe_check"), work)
    assert Resting(people, 0.0).at_rest(Frame(np.zeros((8, 8, 3), np.uint8), "", "c", 0), 0.0)
