"""Wrong pictures, looked at by the models as shipped: one clear reason, and no criterion awarded.

What is refused before a model looks has its own tests (tests/hardware/test_bad_pictures.py), and so
have model files (tests/models/test_loading.py). Here is what a candidate's scores come to.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest

from hardware import Frame, Image
from hardware.cameras.camera import timestamp
from kiosk.sight import see
from models.masonry.renderer import render_scene as draw_masonry
from models.table_setting.renderer.clutter import make_bread, make_slab
from models.table_setting.renderer.layout import Piece, reach_in
from models.table_setting.renderer.scene import make_setup, paint
from scenarios import AIScore, FrameRefused, Pack, load_pack, propose_scores

BESIDE_A_BOARD = ("tourism/table_setting", "construction/brick_wall", "construction/tile_floor")
SCENARIOS = (*BESIDE_A_BOARD, "construction/ppe_check")
SHEET_MM = (-15.0, 195.0, -15.0, 267.0)  # the board with its rim, in board coordinates
SKIN = np.array([70.0, 95.0, 150.0])


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture of work beside the board, and where the board lies in it (a mask)."""

    image: Image
    board: Image


@dataclass(frozen=True)
class Outcome:
    """What became of a picture: the refusals, the scores by camera, and what was awarded."""

    refused: set[str]
    scores: list[AIScore]

    @property
    def awarded(self) -> list[str]:
        return [score.criterion for score in self.scores if score.points]


def picture(image: Image, camera: object, rotation: object, translation: object) -> Shown:
    left, right, top, low = SHEET_MM
    corners = np.array([[left, top, 0], [right, top, 0], [right, low, 0], [left, low, 0]])
    seen = (corners @ np.asarray(rotation).T + np.asarray(translation)) @ np.asarray(camera).T
    at = np.round(seen[:, :2] / seen[:, 2:]).astype(np.int32)
    mask = cv2.fillConvexPoly(np.zeros(image.shape[:2], np.uint8), at, 255)
    return Shown(image, np.asarray(mask, np.uint8))


@pytest.fixture(scope="module")
def works() -> dict[str, Shown]:
    """Good work of each kind."""
    table = paint(make_setup(11, 1600, 1200, "unseen", board=True, cover="good", quality=None))
    drawn = {"tourism/table_setting": table} | {
        f"construction/{kind}": draw_masonry(
            seed, kind=kind, designs="unseen", clutter=False, quality=0.9
        )
        for kind, seed in (("brick_wall", 31), ("tile_floor", 12))
    }
    return {
        name: picture(s.image, s.camera.K, s.rotation, s.translation_mm)
        for name, s in drawn.items()
    }


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return {name: load_pack(name) for name in SCENARIOS}


@pytest.fixture(scope="module")
def assessed(packs: dict[str, Pack]) -> Callable[[str, Image], Outcome]:
    def assess(scenario: str, image: Image) -> Outcome:
        pack = packs[scenario]
        frame = Frame(np.ascontiguousarray(image), timestamp(), "camera 0", 0)
        seen = see(pack, [frame], None, "en", pack.scenario.sight)
        scores = [s for s in propose_scores(pack, seen.observations) if s.measure is not None]
        refused = {o.reason for o in seen.observations if isinstance(o, FrameRefused)}
        return Outcome(refused, scores)

    return assess


def without_board(shown: Shown) -> Image:
    image = shown.image.copy()
    image[shown.board > 0] = np.median(image.reshape(-1, 3), axis=0)
    return image


def second_board(shown: Shown) -> Image:
    x, y, width, height = cv2.boundingRect(shown.board)
    image = shown.image.copy()
    columns = image.shape[1]
    left = 0 if x > columns - x - width else columns - width
    image[y : y + height, left : left + width] = shown.image[y : y + height, x : x + width]
    return image


def blurred(shown: Shown) -> Image:
    kernel = np.zeros((41, 41), np.float32)
    kernel[20] = 1 / 41
    return np.asarray(cv2.filter2D(shown.image, -1, kernel), np.uint8)


def hand_over_the_lens(shown: Shown, share: float = 1.0) -> Image:
    """Fingers near the lens: large, of one colour, out of focus, over this share of the width."""
    height, width = shown.image.shape[:2]
    rng = np.random.default_rng(1)
    hand = np.full(shown.image.shape, SKIN, np.uint8)
    for _ in range(6):
        middle = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        colour = (SKIN * rng.uniform(0.6, 1.2)).tolist()
        angle = float(rng.uniform(0, 180))
        cv2.ellipse(hand, middle, (width // 5, height // 2), angle, 0, 360, colour, -1)
    image = shown.image.copy()
    image[:, : round(share * width)] = cv2.GaussianBlur(hand, (0, 0), 40)[:, : round(share * width)]
    return image


WRONG: dict[str, tuple[Callable[[Shown], Image], str]] = {
    "lens cap": (lambda shown: np.full_like(shown.image, 3), "too_dark"),
    "overexposure": (
        lambda shown: np.clip(shown.image * 3.0 + 120, 0, 255).astype(np.uint8),
        "overexposed",
    ),
    "motion blur": (blurred, "blurred"),
    "mirrored camera": (lambda shown: shown.image[:, ::-1], "mirrored"),
    "no board": (without_board, "no_board"),
    "two boards": (second_board, "two_boards"),
    "hand over the lens": (hand_over_the_lens, "blurred"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("scenario", BESIDE_A_BOARD)
def test_a_wrong_picture_of_good_work_has_one_reason_and_awards_nothing(
    works: dict[str, Shown],
    assessed: Callable[[str, Image], Outcome],
    scenario: str,
    wrong: str,
) -> None:
    spoil, reason = WRONG[wrong]
    outcome = assessed(scenario, spoil(works[scenario]))
    assert outcome.refused == {reason}
    assert outcome.awarded == []
    assert all(score.band is None and score.reason for score in outcome.scores)


@pytest.mark.parametrize("scenario", BESIDE_A_BOARD)
def test_good_work_is_measured_and_an_upside_down_camera_awards_no_more(
    works: dict[str, Shown], assessed: Callable[[str, Image], Outcome], scenario: str
) -> None:
    """What makes the other tests here mean something."""
    upright = assessed(scenario, works[scenario].image)
    assert upright.refused == set()
    assert any(score.value is not None for score in upright.scores)
    turned = assessed(scenario, works[scenario].image[::-1, ::-1])
    assert set(turned.awarded) <= set(upright.awarded)


@pytest.mark.parametrize("shown", BESIDE_A_BOARD)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_work_of_another_trade_awards_nothing(
    works: dict[str, Shown],
    assessed: Callable[[str, Image], Outcome],
    scenario: str,
    shown: str,
) -> None:
    if shown != scenario:
        assert assessed(scenario, works[shown].image).awarded == []


def test_nobody_in_any_wrong_picture_is_a_person(
    works: dict[str, Shown], assessed: Callable[[str, Image], Outcome]
) -> None:
    shown = works["construction/brick_wall"]
    for spoil, _ in WRONG.values():
        outcome = assessed("construction/ppe_check", spoil(shown))
        assert len(outcome.refused) == 1
        assert outcome.awarded == []


def table_with(*pieces: Piece) -> Image:
    """A table of the unseen designs with the board and nothing but these things on it."""
    setup = make_setup(11, 1600, 1200, "unseen", board=True, cover="good", quality=None)
    return paint(replace(setup, pieces=pieces)).image


@pytest.mark.parametrize(
    "things",
    [
        (),
        (
            Piece("", make_slab(np.random.default_rng(1)), -120.0, 120.0),
            Piece("", make_bread(np.random.default_rng(2)), 40.0, 170.0),
            Piece("", make_slab(np.random.default_rng(5)), 170.0, 110.0, 0.8),
        ),
        (reach_in(np.random.default_rng(3), np.array([0.0, 150.0])),),
    ],
    ids=["empty", "other objects", "a hand"],
)
def test_a_table_without_a_cover_awards_nothing(
    assessed: Callable[[str, Image], Outcome], things: tuple[Piece, ...]
) -> None:
    assert assessed("tourism/table_setting", table_with(*things)).awarded == []


@pytest.mark.parametrize("kind", ["brick_wall", "tile_floor"])
def test_a_plain_wall_or_floor_awards_nothing(
    assessed: Callable[[str, Image], Outcome], kind: str
) -> None:
    empty = draw_masonry(2, kind=kind, designs="unseen", empty=True, quality=1.0)  # type: ignore[arg-type]
    outcome = assessed(f"construction/{kind}", empty.image)
    assert outcome.refused == {"no_units"}
    assert outcome.awarded == []


@pytest.mark.parametrize("scenario", BESIDE_A_BOARD)
def test_a_print_of_good_work_on_a_desk_awards_nothing(
    works: dict[str, Shown], assessed: Callable[[str, Image], Outcome], scenario: str
) -> None:
    """A photograph of work and board together, photographed again (best effort: the cards)."""
    image = works[scenario].image
    height, width = image.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    held = np.array([[0.22, 0.2], [0.75, 0.24], [0.78, 0.8], [0.2, 0.76]]) * [width, height]
    turn = cv2.getPerspectiveTransform(corners, held.astype(np.float32))
    desk = np.full_like(image, (70, 95, 120))
    photograph = cv2.warpPerspective(
        image, turn, (width, height), dst=desk, borderMode=cv2.BORDER_TRANSPARENT
    )
    noise = np.random.default_rng(2).normal(0, 2, image.shape)
    seen = np.clip(photograph + noise, 0, 255).astype(np.uint8)
    assert assessed(scenario, seen).awarded == []
