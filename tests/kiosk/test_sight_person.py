"""Sight of a person: who is looked at, what is drawn, and nobody."""

import numpy as np
import pytest

from hardware import Frame
from hardware.cameras.camera import timestamp
from kiosk.sight import see
from kiosk.sight.person import annotate
from scenarios import FrameRefused, Pack, PersonSeen, load_pack, propose_scores


@pytest.fixture(scope="module")
def ppe_pack() -> Pack:
    return load_pack("construction/ppe_check")


def empty_room() -> np.ndarray:
    rng = np.random.default_rng(3)
    wall = np.linspace(90, 170, 400)[None, :, None] + rng.normal(0, 4, (300, 400, 3))
    return wall.astype(np.uint8)


def frame_of(image: np.ndarray) -> Frame:
    return Frame(image, timestamp(), "camera 0", 0)


def test_empty_room_is_refused_because_nobody_is_there(ppe_pack: Pack) -> None:
    (refusal,) = see(ppe_pack, [frame_of(empty_room())], None, "es").observations
    assert isinstance(refusal, FrameRefused)
    assert refusal.reason == "no_person"


def test_nobody_there_is_for_a_person_to_judge(ppe_pack: Pack) -> None:
    sight = see(ppe_pack, [frame_of(empty_room())], None, "es")
    scores = propose_scores(ppe_pack, sight.observations)
    assert {(score.band, score.reason) for score in scores} == {(None, "no_person")}


def test_darkness_is_told_from_emptiness(ppe_pack: Pack) -> None:
    dark = (empty_room() * 0.1).astype(np.uint8)
    (refusal,) = see(ppe_pack, [frame_of(dark)], None, "es").observations
    assert isinstance(refusal, FrameRefused)
    assert refusal.reason == "too_dark"


@pytest.mark.parametrize(
    ("seen", "rgb"),
    [
        (PersonSeen("0", [100.0, 60.0, 80.0, 200.0], 0.95, None, 0.95, None), (38, 120, 70)),
        (PersonSeen("0", [100.0, 60.0, 80.0, 200.0], None, 0.95, None, 0.95), (179, 38, 30)),
        (PersonSeen("0", [100.0, 60.0, 80.0, 200.0], None, None, None, None), (72, 84, 150)),
    ],
)
def test_picture_shows_the_answer_in_its_colour(
    ppe_pack: Pack, seen: PersonSeen, rgb: tuple[int, int, int]
) -> None:
    scores = propose_scores(ppe_pack, [seen])
    picture = annotate(empty_room(), ppe_pack, [seen], scores, "es")
    assert (picture == np.array(rgb[::-1])).all(axis=2).sum() > 500


def test_small_picture_is_enlarged_until_its_text_can_be_read(ppe_pack: Pack) -> None:
    (picture,) = see(ppe_pack, [frame_of(empty_room())], None, "es").pictures
    assert picture.image.shape[1] >= 1000
