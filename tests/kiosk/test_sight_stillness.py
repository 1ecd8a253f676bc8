"""Frames in which the work moves or is covered do not count; the others tell which they are."""

from typing import Any

import numpy as np
import pytest

from hardware import Frame
from hardware.cameras.camera import timestamp
from kiosk.sight.seeing import look
from kiosk.sight.stillness import unfit_frames
from models.table_setting.renderer import RenderedScene
from scenarios import FrameRefused, Observation, Pack, PersonSeen, PieceSeen, UnitSeen, load_pack

FRAMES = ["0: c", "1: c", "2: c"]


def piece(
    frame: str, name: str, x: float, *, length: float = 300, confidence: float = 0.9
) -> PieceSeen:
    corners = [[x, 100.0], [x + 30, 100.0], [x + 30, 100 + length], [x, 100 + length]]
    return PieceSeen(frame, name, confidence, corners, {}, 0.8)


def table(frame: str, fork: float = 100.0, **given: Any) -> list[Observation]:
    return [piece(frame, "fork", fork, **given), piece(frame, "knife", 500.0)]


def test_frames_that_agree_all_count() -> None:
    assert unfit_frames([o for f in FRAMES for o in table(f)], FRAMES) == {}


def test_a_tremble_of_the_outline_is_no_movement() -> None:
    seen = [*table(FRAMES[0]), *table(FRAMES[1], fork=101.5), *table(FRAMES[2])]
    assert unfit_frames(seen, FRAMES) == {}


def test_the_frame_in_which_a_piece_lies_elsewhere_does_not_count() -> None:
    seen = [*table(FRAMES[0]), *table(FRAMES[1], fork=112.0), *table(FRAMES[2])]
    assert unfit_frames(seen, FRAMES) == {"1: c": "moving"}


def test_a_table_that_never_rests_is_moving_in_all_frames() -> None:
    seen = [*table(FRAMES[0]), *table(FRAMES[1], fork=115.0), *table(FRAMES[2], fork=130.0)]
    assert unfit_frames(seen, FRAMES) == dict.fromkeys(FRAMES, "moving")


def test_of_two_frames_that_differ_nobody_knows_which_is_right() -> None:
    seen = [*table(FRAMES[0]), *table(FRAMES[1], fork=140.0)]
    assert unfit_frames(seen, FRAMES[:2]) == dict.fromkeys(FRAMES[:2], "moving")


def test_the_frame_in_which_a_hand_hides_a_piece_does_not_count() -> None:
    seen = [*table(FRAMES[0]), *table(FRAMES[1]), *table(FRAMES[2])[1:]]
    assert unfit_frames(seen, FRAMES) == {"2: c": "covered"}


def test_the_frame_in_which_half_of_a_piece_is_hidden_does_not_count() -> None:
    # A short end alone moves the middle too; what is told is that the frame does not count.
    seen = [*table(FRAMES[0]), *table(FRAMES[1]), *table(FRAMES[2], length=150)]
    assert list(unfit_frames(seen, FRAMES)) == ["2: c"]


def test_a_piece_of_which_nobody_is_sure_covers_no_frame() -> None:
    seen = [*table(FRAMES[0], confidence=0.4), *table(FRAMES[1], confidence=0.4),
            *table(FRAMES[2])[1:]]  # fmt: skip
    assert unfit_frames(seen, FRAMES) == {}


def test_a_piece_seen_in_one_frame_of_three_covers_none() -> None:
    seen = [*table(FRAMES[0]), *table(FRAMES[1])[1:], *table(FRAMES[2])[1:]]
    assert unfit_frames(seen, FRAMES) == {}


def test_where_most_frames_are_covered_the_measures_decide() -> None:
    seen = [
        *table(FRAMES[0]),
        piece(FRAMES[1], "fork", 100.0),
        piece(FRAMES[1], "spoon", 700.0),
        *table(FRAMES[2])[1:],
        piece(FRAMES[2], "spoon", 700.0),
    ]
    assert unfit_frames(seen, FRAMES) == {}


def test_bricks_are_followed_too() -> None:
    def brick(frame: str, x: float) -> UnitSeen:
        corners = [[x, 0.0], [x + 200, 0.0], [x + 200, 60.0], [x, 60.0]]
        return UnitSeen(frame, 0.9, corners, [0.3] * 4, True)

    wall = [brick(f, x) for f in FRAMES for x in (0.0, 210.0)]
    assert unfit_frames(wall, FRAMES) == {}
    shaken = [brick("1: c", o.corners_px[0][0] + 9) if o.frame == "1: c" else o for o in wall]
    assert unfit_frames(shaken, FRAMES) == {"1: c": "moving"}


def test_people_may_move() -> None:
    people = [
        PersonSeen(frame, [100.0 * n, 0.0, 80.0, 200.0], 0.9, None, 0.9, None)
        for n, frame in enumerate(FRAMES)
    ]
    assert unfit_frames(people, FRAMES) == {}


def test_one_frame_has_nothing_to_be_compared_with() -> None:
    assert unfit_frames(table(FRAMES[0]), FRAMES[:1]) == {}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("tourism/table_setting")


def test_a_covered_frame_is_refused_with_its_remedy_and_the_rest_measured(
    pack: Pack, scene: RenderedScene, drawn_eyes: Any
) -> None:
    """The drawn table's truth, less the fork in the second frame."""
    kind = drawn_eyes.kind

    def observe(image: np.ndarray, frame: str, intrinsics: None) -> list[Observation]:
        seen: list[Observation] = kind.observe(image, frame, intrinsics)
        hidden = frame.startswith("1:")
        return [o for o in seen if not (hidden and isinstance(o, PieceSeen) and o.name == "fork")]

    frames = [Frame(scene.image, timestamp(), "c", n) for n in range(3)]
    sight = look(type(kind)((), observe, kind.annotate), pack, frames, None, "es")
    (refusal,) = [seen for seen in sight.observations if isinstance(seen, FrameRefused)]
    assert (refusal.frame, refusal.reason) == ("1: c", "covered")
    assert "Retírelo" in refusal.remedy
    assert {picture.frame for picture in sight.pictures} <= {"0: c", "2: c"}
