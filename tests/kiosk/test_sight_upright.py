"""A camera hung upside down measures as an upright one does; front stays front, left stays left."""

import numpy as np
import pytest

from hardware import Image
from kiosk.sight.table import observe
from models.table_setting.renderer import RenderedScene
from scenarios import EdgeSeen, Observation, PieceSeen, load_pack, propose_scores
from tests.kiosk.perfect_model import find_truth

PACK = load_pack("tourism/table_setting")


class Watched:
    """A model that remembers what it was shown."""

    def __init__(self, scene: RenderedScene) -> None:
        self._find = find_truth(scene)
        self.shown: list[Image] = []

    def __call__(self, image: Image, frame: str) -> list[PieceSeen | EdgeSeen]:
        self.shown.append(image)
        return self._find(image, frame)


@pytest.fixture
def model(scene: RenderedScene) -> Watched:
    return Watched(scene)


def values(observations: list[Observation]) -> list[float]:
    scores = propose_scores(PACK, observations)
    return [score.value for score in scores if score.value is not None]


def turned(image: Image) -> Image:
    return np.ascontiguousarray(image[::-1, ::-1])


def test_the_model_is_shown_an_upright_picture(scene: RenderedScene, model: Watched) -> None:
    observe(turned(scene.image), "0: camera", None, model)
    assert np.array_equal(model.shown[0], scene.image)


def test_every_measure_is_that_of_an_upright_camera(scene: RenderedScene, model: Watched) -> None:
    upright = values(observe(scene.image, "0: camera", None, model))
    hung = values(observe(turned(scene.image), "0: camera", None, model))
    assert len(upright) == len(hung) >= 10
    assert np.allclose(upright, hung, atol=0.1)


def test_places_are_those_of_the_picture_as_captured(scene: RenderedScene, model: Watched) -> None:
    seen = observe(turned(scene.image), "0: camera", None, model)
    edge = next(one for one in seen if isinstance(one, EdgeSeen))
    height = scene.image.shape[0]
    assert np.allclose(
        sorted(y for _, y in edge.line_px),
        sorted(height - 1 - y for _, y in np.asarray(scene.front_edge_px)),
        atol=0.01,
    )
