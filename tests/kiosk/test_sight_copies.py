"""A picture of work is told from work: by a glass without height, by its lean, by a border."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import msgspec
import numpy as np
import pytest

from hardware import Frame
from kiosk.sight import see
from kiosk.sight.copies import COPY, shows_a_copy
from kiosk.sight.flat import height_by_lean, height_by_parallax, lean_of
from kiosk.sight.sheet import sheet_around
from kiosk.sight.wording import remedy
from kiosk.texts import LANGUAGES
from models.copies import Kind, View, copied
from models.table_setting.renderer import RenderedScene
from models.table_setting.renderer.scene import Setup, make_setup, paint
from models.table_setting.renderer.views import two_views
from scenarios import (
    EdgeSeen,
    FrameRefused,
    Observation,
    PieceSeen,
    PlaneSeen,
    load_pack,
    propose_scores,
)
from scenarios.geometry import sample_plane
from tests.kiosk.perfect_model import find_truth
from tests.kiosk.two_cameras import NAMES, SIZE, calibration

PACK = load_pack("tourism/table_setting")
SEED = 11
KINDS: tuple[Kind, ...] = ("print", "bordered print", "screen")


def setup(seed: int) -> Setup:
    return make_setup(seed, *SIZE, "unseen", board=True, cover="good", quality=1.0)


def plane_of(scene: RenderedScene, name: str) -> PlaneSeen:
    """The plane as it was drawn."""
    import cv2

    assert scene.rotation is not None
    assert scene.translation_mm is not None
    return PlaneSeen(
        name, scene.camera.K.tolist(), [0.0] * 5, cv2.Rodrigues(scene.rotation)[0].ravel().tolist(),
        scene.translation_mm.tolist(), np.zeros((6, 6)).tolist(), 0.0, [*SIZE], 24, 0.1, 0.0,
    )  # fmt: skip


def view_of(scene: RenderedScene) -> View:
    assert scene.rotation is not None
    assert scene.translation_mm is not None
    return View(scene.image, scene.camera.K, np.zeros(5), scene.rotation, scene.translation_mm)


@cache
def honest() -> Mapping[str, RenderedScene]:
    """A cover from two sides."""
    views = two_views(setup(SEED), np.random.default_rng(SEED))
    return {name: paint(view) for name, view in zip(NAMES, views, strict=True)}


@cache
def copies(kind: Kind) -> tuple[RenderedScene, Mapping[str, RenderedScene]]:
    """The cover's photograph, and a copy of it on another table from two sides."""
    work, other = setup(SEED), setup(SEED + 1)
    original = paint(work)
    bare = replace(work, pieces=(), ground=other.ground, light=other.light)
    view = view_of(original)
    seen = np.concatenate([view.to_plane(piece.outline_px) for piece in original.pieces])
    low, high = seen.min(axis=0) - 25, seen.max(axis=0) + 25
    low[0], high[0] = (max(low[0], 205), high[0]) if low[0] > 90 else (low[0], min(high[0], -22))
    region = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
    rng = np.random.default_rng(SEED)
    empty = (paint(view) for view in two_views(bare, np.random.default_rng(SEED)))
    laid = {
        name: replace(scene, image=copied(view, view_of(scene), region, rng, kind))
        for name, scene in zip(NAMES, empty, strict=True)
    }
    return original, laid


def truly_seen(name: str, scene: RenderedScene) -> list[Observation]:
    """What a perfect model sees of a real cover."""
    return [plane_of(scene, name), *find_truth(scene)(scene.image, name)]


def seen_in_a_copy(name: str, kind: Kind) -> list[Observation]:
    """What a perfect model sees in a copy: the photograph's outlines, flat on the table."""
    original, laid = copies(kind)
    view, place = view_of(original), view_of(laid[name])

    def there(pixels: list[list[float]]) -> list[list[float]]:
        moved: list[list[float]] = place.to_pixels(view.to_plane(np.array(pixels))).tolist()
        return moved

    found: list[Observation] = [plane_of(laid[name], name)]
    for one in find_truth(original)(original.image, name):
        if isinstance(one, PieceSeen):
            points = {key: there([at])[0] for key, at in one.points_px.items()}
            found.append(
                msgspec.structs.replace(one, outline_px=there(one.outline_px), points_px=points)
            )
        elif isinstance(one, EdgeSeen):
            found.append(msgspec.structs.replace(one, line_px=there(one.line_px)))
    return found


def of_honest() -> dict[str, list[Observation]]:
    return {name: truly_seen(name, scene) for name, scene in honest().items()}


def of_copy(kind: Kind) -> dict[str, list[Observation]]:
    return {name: seen_in_a_copy(name, kind) for name in NAMES}


def leans(seen: Mapping[str, list[Observation]]) -> list:
    return [lean_of(one) for one in seen.values()]


def test_a_real_glass_has_a_height_from_two_sides_and_a_printed_one_has_none() -> None:
    real, flat = (
        height_by_parallax(*leans(of_honest())),
        height_by_parallax(*leans(of_copy("print"))),
    )
    assert real is not None
    assert flat is not None
    assert real > 40
    assert abs(flat) < 3


def test_two_cameras_side_by_side_say_nothing_of_height() -> None:
    one, _ = leans(of_honest())
    assert height_by_parallax(one, one) is None


def test_a_real_glass_leans_away_from_the_camera_and_a_printed_one_as_it_was_taken() -> None:
    assert all(abs(height_by_lean(one)[1]) < 6 for one in leans(of_honest()))
    assert max(abs(height_by_lean(one)[1]) for one in leans(of_copy("print"))) > 12


@pytest.mark.parametrize("kind", KINDS)
def test_copies_are_told_from_work_from_two_sides(kind: Kind) -> None:
    _, laid = copies(kind)
    assert shows_a_copy({name: laid[name].image for name in NAMES}, of_copy(kind))
    assert not shows_a_copy({name: s.image for name, s in honest().items()}, of_honest())


def from_above() -> PlaneSeen:
    """A camera 1 m above the table, straight down; a millimetre is a pixel."""
    matrix = [[1000.0, 0, 500], [0, 1000, 375], [0, 0, 1]]
    return PlaneSeen(
        "f", matrix, [0.0] * 5, [0.0, 0, 0], [-100.0, -225, 1000], np.zeros((6, 6)).tolist(), 0.0,
        [1000, 750], 24, 0.1, 0.0,
    )  # fmt: skip


THINGS_MM = np.array([[-30.0, 300], [300, 300], [300, 420], [-30, 420]])
"""Below the board, as it lies in the picture."""


def table(rng: np.random.Generator) -> np.ndarray:
    return np.clip(rng.normal(120, 6, (750, 1000, 3)), 0, 255).astype(np.uint8)


def with_sheet(image: np.ndarray, *sides: str) -> np.ndarray:
    """The picture with a sheet under the things; its border is near them at these sides only."""
    low, high = (np.array([400.0, 150]) + f(THINGS_MM, axis=0) for f in (np.min, np.max))
    near = {"left": low[0] - 30, "right": high[0] + 30, "top": low[1] - 22, "bottom": high[1] + 30}
    far = {"left": 0, "right": 1000, "top": low[1] - 40, "bottom": 750}
    at = {side: int(near[side] if side in sides else far[side]) for side in near}
    image = image.copy()
    image[at["top"] : at["bottom"], at["left"] : at["right"]] = (190, 205, 215)
    return image


@pytest.mark.parametrize(
    ("sides", "found"),
    [
        (("left", "right", "bottom"), True),
        (("left", "right", "top", "bottom"), True),
        (("left", "right"), False),
        ((), False),
    ],
)
def test_a_sheet_is_told_by_three_of_its_sides(sides: tuple[str, ...], found: bool) -> None:
    planes = sample_plane(from_above(), draws=0)
    image = with_sheet(table(np.random.default_rng(3)), *sides)
    assert sheet_around(image, planes, THINGS_MM) is found


def test_beside_the_tables_edge_two_other_sides_are_enough() -> None:
    planes = sample_plane(from_above(), draws=0)
    edge = np.array([[-400.0, 440], [600, 440]])
    for sides, found in ((("left", "right"), True), (("left",), False)):
        image = with_sheet(table(np.random.default_rng(3)), *sides)
        assert sheet_around(image, planes, THINGS_MM, edge) is found


def test_a_striped_cloth_is_no_sheet() -> None:
    planes = sample_plane(from_above(), draws=0)
    image = table(np.random.default_rng(3))
    for x in range(0, 1000, 50):
        image[:, x : x + 25] = (215, 205, 190)
    for y in range(0, 750, 50):
        image[y : y + 25] = image[y : y + 25] // 2 + 90
    assert not sheet_around(image, planes, THINGS_MM)
    assert not sheet_around(image, planes, THINGS_MM, np.array([[-400.0, 440], [600, 440]]))


def test_without_a_glass_and_without_a_border_nothing_is_said() -> None:
    seen = {
        name: [o for o in one if not (isinstance(o, PieceSeen) and o.name == "glass")]
        for name, one in of_honest().items()
    }
    assert not shows_a_copy({name: scene.image for name, scene in honest().items()}, seen)
    assert not shows_a_copy({}, {})


@pytest.fixture(scope="module")
def looked_at() -> Callable[[Mapping[str, RenderedScene]], list[Observation]]:
    def look(scenes: Mapping[str, RenderedScene]) -> list[Observation]:
        frames = [Frame(s.image, "", name, 0, taken_by=name) for name, s in scenes.items()]
        known = {name: calibration(scene) for name, scene in scenes.items()}
        return list(see(PACK, frames, known, "en").observations)

    return look


def test_through_the_models_as_shipped_a_copy_awards_nothing_and_says_why(
    looked_at: Callable[[Mapping[str, RenderedScene]], list[Observation]],
) -> None:
    seen = looked_at(copies("print")[1])
    assert {o.reason for o in seen if isinstance(o, FrameRefused)} == {COPY}
    scores = [score for score in propose_scores(PACK, seen) if score.measure != "step_seconds"]
    assert all(score.band is None for score in scores)
    assert COPY in {score.reason for score in scores}
    assert not any(isinstance(o, FrameRefused) for o in looked_at(honest()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_is_said_in_plain_words(language: str) -> None:
    assert remedy(COPY, language) != remedy("other", language)
