"""A drawn cover before two drawn cameras, left and right above the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from hardware import Frame, Image, Intrinsics, SimulatedCamera, SimulatedConfiguration
from hardware.cameras import LiveTiming
from kiosk.rig import Rig, RigCamera
from kiosk.screens.rehearsal import Lens
from kiosk.sight import Calibration, Sight
from kiosk.sight.seeing import SightKind, look
from kiosk.sight.table import observe
from kiosk.sight.table_picture import annotate
from models.table_setting.renderer import RenderedScene
from models.table_setting.renderer.scene import make_setup, paint
from models.table_setting.renderer.views import two_views
from scenarios import EdgeSeen, Observation, Pack, PieceSeen
from tests.kiosk.perfect_model import find_truth

NAMES = ("left", "right")
SIZE = (1000, 750)
PATIENCE = LiveTiming(open_s=30.0, lost_s=20.0, frozen_s=0.0, back_off_s=(0.05,))


@cache
def scenes(seed: int = 11) -> Mapping[str, RenderedScene]:
    """One cover, laid within a few millimetres of nominal, as each camera sees it."""
    setup = make_setup(seed, *SIZE, "unseen", board=True, cover="good", quality=1.0)
    left, right = two_views(setup, np.random.default_rng(seed))
    return {"left": paint(left), "right": paint(right)}


def calibration(scene: RenderedScene) -> Intrinsics:
    camera = scene.camera
    return Intrinsics(camera.width, camera.height, camera.K, np.zeros(5))


@dataclass(frozen=True)
class EyesOfTwo:
    """The kiosk's sight of that cover, with the truth where the network's answer goes."""

    known: Calibration = None

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        return {}

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        return look(SightKind((), self._observe, annotate), pack, frames, self.known, language)

    def _observe(self, image: Image, frame: str, camera: Intrinsics | None) -> list[Observation]:
        return observe(image, frame, camera, self._find)

    def _find(self, image: Image, frame: str) -> list[PieceSeen | EdgeSeen]:
        (name,) = [name for name in NAMES if name in frame]
        return find_truth(scenes()[name])(image, frame)


@dataclass(frozen=True)
class Twins:
    """The simulated rig, and what its cameras see."""

    rig: Rig
    lenses: Mapping[str, Lens]


def twins(within_ms: float = 400.0, fps: float = 8.0) -> Twins:
    """Two simulated cameras before that cover, calibrated."""
    lenses = {name: Lens(scene.image) for name, scene in scenes().items()}
    cameras = tuple(
        RigCamera(
            name,
            name,
            f"twin {name}",
            SimulatedCamera(SimulatedConfiguration(lenses[name], fps=fps, name="twin"), PATIENCE),
            calibration(scenes()[name]),
        )
        for name in NAMES
    )
    return Twins(Rig(cameras, within_ms), lenses)
