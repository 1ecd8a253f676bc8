"""Sight of a laid table: observations that measure right, and a picture that shows it."""

from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest

from hardware import Frame, Intrinsics
from hardware.cameras.camera import timestamp
from kiosk.sight import SIGHTS, Sight, SightError, see
from kiosk.sight.seeing import look
from kiosk.sight.table import find_with_model, observe
from kiosk.sight.wording import Frames, foot, legend
from models import load_model
from models.table_setting.renderer import RenderedScene
from scenarios import (
    EdgeSeen,
    FrameRefused,
    Observation,
    Pack,
    PieceSeen,
    PlaneSeen,
    load_pack,
    propose_scores,
)
from scenarios.measures import TABLE_SETTING
from tests.kiosk.perfect_model import find_truth


def frame_of(image: np.ndarray, number: int = 0) -> Frame:
    return Frame(image, timestamp(), "camera 0", number)


@pytest.fixture(scope="module")
def table_pack() -> Pack:
    return load_pack("tourism/table_setting")


@pytest.fixture(scope="module")
def observed(scene: RenderedScene) -> list[Observation]:
    """The drawn scene seen by a calibrated camera."""
    intrinsics = Intrinsics(1600, 1200, scene.camera.K, np.zeros(5))
    return observe(scene.image, "0", intrinsics, find_truth(scene))


@pytest.fixture(scope="module")
def sight(scene: RenderedScene, drawn_eyes: Any, table_pack: Pack) -> Sight:
    found: Sight = drawn_eyes.look(table_pack, [frame_of(scene.image)], "es")
    return found


@pytest.mark.parametrize("name", [n for n in TABLE_SETTING if n.endswith(("_mm", "_deg"))])
def test_drawn_cover_is_measured_within_its_uncertainty(
    scene: RenderedScene, observed: list[Observation], name: str
) -> None:
    result = TABLE_SETTING[name](observed, {})
    assert result.value is not None
    assert result.U is not None
    true = scene.truth[name]
    assert isinstance(true, float)
    assert abs(result.value - true) <= result.U


def test_observations_survive_the_wire(observed: list[Observation]) -> None:
    sent = msgspec.json.encode(observed)
    received = msgspec.json.decode(sent, type=list[PlaneSeen | PieceSeen | EdgeSeen])
    assert received == observed


def test_one_annotated_picture_shows_the_frame_and_what_was_found(
    scene: RenderedScene, sight: Sight
) -> None:
    (picture,) = sight.pictures
    height, width = scene.image.shape[:2]
    assert picture.image.shape[1] == width
    assert picture.image.shape[0] > height
    changed = np.any(picture.image[:height] != scene.image, axis=2).mean()
    assert 0.005 < changed < 0.35


def test_every_value_is_drawn_on_a_picture_of_the_frame_it_was_read_on(
    scene: RenderedScene, drawn_eyes: Any, table_pack: Pack
) -> None:
    grain = np.random.default_rng(1).normal(0, 2, scene.image.shape)
    other = np.clip(scene.image + grain, 0, 255).astype(np.uint8)
    sight = look(
        drawn_eyes.kind, table_pack, [frame_of(scene.image), frame_of(other, 1)], None, "es"
    )
    cited = {
        score.detail["frame"]
        for score in propose_scores(table_pack, sight.observations)
        if "frame" in score.detail
    }
    assert cited == {picture.frame for picture in sight.pictures}


def test_the_foot_of_a_picture_names_frames_models_and_pack_by_digest(table_pack: Pack) -> None:
    model = load_model("table_setting")
    lines = [line.text for line in foot(table_pack, [model], Frames((0, 2), (1,), 2), "en")]
    assert lines == [
        "Pictures measured: 0, 2. This is number 2. Not counted: 1.",
        f"Model table_setting {model.sheet.version}: {model.digest}",
        f"Test {table_pack.id} {table_pack.version}: {table_pack.digest}",
    ]


def test_the_legend_gives_value_uncertainty_and_band_of_what_a_picture_shows(
    sight: Sight, table_pack: Pack
) -> None:
    scores = propose_scores(table_pack, sight.observations)
    lines = {line.text for line in legend(table_pack, scores, "en")}
    plate = next(score for score in scores if score.measure == "plate_edge_mm")
    assert plate.value is not None
    assert plate.U is not None
    said = f"{plate.value:.1f} ± {plate.U:.1f}\N{NO-BREAK SPACE}mm · "
    assert any(said in line.replace(" mm ·", "\N{NO-BREAK SPACE}mm ·") for line in lines)
    assert not any("Time" in line for line in lines)


def test_good_values_are_drawn_in_green_and_bad_ones_in_red(
    scene: RenderedScene, sight: Sight, table_pack: Pack
) -> None:
    bands = {score.band for score in propose_scores(table_pack, sight.observations)}
    drawn = {tuple(colour) for colour in sight.pictures[0].image.reshape(-1, 3)[::7]}
    assert "good" in bands
    assert (70, 120, 38) in drawn


def test_dark_frame_is_refused_with_its_remedy_in_the_persons_language(
    scene: RenderedScene, table_pack: Pack
) -> None:
    dark = (scene.image * 0.1).astype(np.uint8)
    sight = see(table_pack, [frame_of(dark)], None, "fr")
    (refusal,) = sight.observations
    assert isinstance(refusal, FrameRefused)
    assert refusal.reason == "too_dark"
    assert "lampe" in refusal.remedy


def test_refused_frame_still_gives_a_picture_for_a_person(
    scene: RenderedScene, table_pack: Pack
) -> None:
    boardless = np.full_like(scene.image, 140)
    sight = see(table_pack, [frame_of(boardless)], None, "es")
    assert len(sight.pictures) == 1


def test_bad_frame_does_not_spoil_a_good_one(
    scene: RenderedScene, drawn_eyes: Any, table_pack: Pack
) -> None:
    frames = [frame_of((scene.image * 0.1).astype(np.uint8)), frame_of(scene.image, 1)]
    sight = look(drawn_eyes.kind, table_pack, frames, None, "es")
    assert any(isinstance(seen, FrameRefused) for seen in sight.observations)
    assert sight.pictures[0].frame.startswith("1:")


def test_nothing_to_look_at_is_an_error(table_pack: Pack) -> None:
    with pytest.raises(SightError, match="connect a camera"):
        see(table_pack, [])


def test_every_pack_has_a_sight_here(table_pack: Pack) -> None:
    assert table_pack.sight in SIGHTS


def test_model_reports_a_plate_where_the_plate_is(scene: RenderedScene) -> None:
    true = next(piece for piece in scene.pieces if piece.name == "plate")
    found = find_with_model(scene.image, "0")
    plates = [seen for seen in found if isinstance(seen, PieceSeen) and seen.name == "plate"]
    off = np.mean(plates[0].outline_px, axis=0) - true.outline_px.mean(axis=0)
    assert np.linalg.norm(off) < 10.0


def example_covers() -> list[Path]:
    folder = Path(__file__).parents[2].parent / "shared/data/examples/covers"
    return sorted(folder.glob("*.jpg"))


if example_covers():

    @pytest.mark.parametrize("photo", example_covers(), ids=lambda path: path.stem)
    def test_path_traced_cover_is_measured_honestly(photo: Path, table_pack: Pack) -> None:
        """What is given as a figure on a picture nobody trained on is near the truth."""
        truth = msgspec.json.decode(photo.with_suffix(".json").read_bytes())
        camera = truth["camera"]
        intrinsics = Intrinsics(1600, 1200, np.array(camera["K"]), np.zeros(5))
        sight = look(
            SIGHTS["table_setting"],
            table_pack,
            [frame_of(cv2.imread(str(photo)))],
            intrinsics,
            "en",
        )
        results = {name: TABLE_SETTING[name](sight.observations, {}) for name in TABLE_SETTING}
        off = {
            name: (result.value, result.U, truth[name])
            for name, result in results.items()
            if name in truth
            and result.value is not None
            and result.U is not None
            and abs(result.value - truth[name]) > 1.5 * result.U
        }
        assert off == {}
