"""Things keep their number from frame to frame, and what moves is told from what trembles."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models import Detections
from models.tracking import PATIENCE, Tracker

FORK, PLATE = 0, 1


def seen(*things: tuple[int, float, float, float, float]) -> Detections:
    """Detections of class, x, y, width, height."""
    rows = np.array(things, np.float32).reshape(-1, 5)
    box = np.concatenate([rows[:, 1:3], rows[:, 1:3] + rows[:, 3:5]], axis=1)
    return Detections(
        class_names=("fork", "plate"),
        class_id=rows[:, 0].astype(np.int64),
        confidence=np.ones(len(rows), np.float32),
        box_px=box,
    )


LAID = ((FORK, 100, 100, 30, 300), (PLATE, 200, 150, 260, 260), (FORK, 500, 100, 30, 300))


def test_a_thing_keeps_its_number_whatever_the_order() -> None:
    tracker = Tracker()
    first = tracker.update(seen(*LAID)).identity
    assert tracker.update(seen(*LAID[::-1])).identity.tolist() == first[::-1].tolist()


def test_a_laid_table_comes_to_rest() -> None:
    tracker = Tracker()
    assert not tracker.update(seen(*LAID)).still
    assert tracker.update(seen(*LAID)).still


def test_a_tremble_is_no_movement() -> None:
    tracker = Tracker()
    tracker.update(seen(*LAID))
    assert not tracker.update(seen((FORK, 101, 100, 30, 301), *LAID[1:])).moving.any()


def test_what_is_pushed_moves_and_is_followed() -> None:
    tracker = Tracker()
    first = tracker.update(seen(*LAID)).identity
    pushed = tracker.update(seen((FORK, 140, 100, 30, 300), *LAID[1:]))
    assert pushed.moving.tolist() == [True, False, False]
    assert pushed.identity.tolist() == first.tolist()
    assert pushed.shift_px[0].tolist() == [40.0, 0.0]


def test_what_is_hidden_for_a_moment_is_the_same_when_it_comes_back() -> None:
    tracker = Tracker()
    first = tracker.update(seen(*LAID)).identity
    hidden = tracker.update(seen(*LAID[1:]))
    assert hidden.hidden == (first[0],)
    assert not hidden.still
    assert tracker.update(seen(*LAID)).identity.tolist() == first.tolist()


def test_what_stays_away_is_forgotten() -> None:
    tracker = Tracker()
    first = tracker.update(seen(*LAID)).identity
    for _ in range(PATIENCE + 1):
        gone = tracker.update(seen(*LAID[1:]))
    assert gone.hidden == ()
    assert tracker.update(seen(*LAID)).identity[0] != first[0]


def test_a_plate_put_where_a_fork_lay_is_another_thing() -> None:
    tracker = Tracker()
    fork = tracker.update(seen((FORK, 100, 100, 200, 200))).identity
    plate = tracker.update(seen((PLATE, 100, 100, 200, 200))).identity
    assert fork.tolist() != plate.tolist()


def test_two_forks_side_by_side_are_not_mixed_up() -> None:
    tracker = Tracker()
    first = tracker.update(seen((FORK, 100, 100, 30, 300), (FORK, 140, 100, 30, 300))).identity
    again = tracker.update(seen((FORK, 105, 100, 30, 300), (FORK, 145, 100, 30, 300))).identity
    assert again.tolist() == first.tolist()


def test_an_empty_table_is_at_rest() -> None:
    assert Tracker().update(seen()).still


things = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.floats(0, 900, width=32),
        st.floats(0, 900, width=32),
        st.floats(1, 300, width=32),
        st.floats(1, 300, width=32),
    ),
    max_size=12,
)


@given(st.lists(things, min_size=1, max_size=6))
def test_in_no_frame_two_things_share_a_number(frames: list[list[tuple]]) -> None:
    tracker = Tracker()
    for frame in frames:
        tracked = tracker.update(seen(*frame))
        assert len(set(tracked.identity.tolist())) == len(frame)
        assert not set(tracked.hidden) & set(tracked.identity.tolist())
