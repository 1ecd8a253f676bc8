"""Fixtures of the touch application: a drawn table in front of a drawn camera, no window."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from hardware import Frame, Image, Intrinsics
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.voice import Voice
from kiosk.sight import Sight
from kiosk.sight.seeing import SightKind, look
from kiosk.sight.table import observe
from kiosk.sight.table_picture import annotate
from models.table_setting.renderer import RenderedScene, render_scene
from scenarios import EdgeSeen, Observation, Pack, PieceSeen, find_packs
from tests.kiosk.visits import SIZE, Open


class DrawnEyes:
    """The kiosk's sight of a drawn table, with the scene's truth where the network's answer goes.

    Board, plane, measures and annotated picture are the real ones; screens and sessions are
    tested here, not how well a network finds forks.
    """

    def __init__(self, scene: RenderedScene) -> None:
        self._scene = scene

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        """No network looked."""
        return {}

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        """What the last frame shows; the drawn scene stands still, so the others add nothing."""
        return look(self.kind, pack, frames[-1:], None, language)

    @property
    def kind(self) -> SightKind:
        """This sight, for tests that look at several frames."""
        return SightKind((), self._observe, annotate)

    def _observe(self, image: Image, frame: str, camera: Intrinsics | None) -> list[Observation]:
        return observe(image, frame, camera, self._find)

    def _find(self, image: Image, frame: str) -> list[PieceSeen | EdgeSeen]:
        found: list[PieceSeen | EdgeSeen] = [
            PieceSeen(
                frame=frame,
                name=piece.name,
                confidence=0.95,
                outline_px=np.round(piece.outline_px[::4], 2).tolist(),
                points_px={name: np.round(at, 2).tolist() for name, at in piece.points_px.items()},
                sigma_px=0.5,
            )
            for piece in self._scene.pieces
        ]
        edge = self._scene.front_edge_px
        return [*found, EdgeSeen(frame, np.asarray(edge).tolist(), 0.5)]


@pytest.fixture(scope="session")
def scene() -> RenderedScene:
    """A cover laid within a few millimetres of nominal."""
    return render_scene(11, designs="unseen", cover="good")


@pytest.fixture(scope="session")
def drawn_eyes(scene: RenderedScene) -> DrawnEyes:
    """The sight of that scene."""
    return DrawnEyes(scene)


@pytest.fixture
def open_kiosk(tmp_path: Path, scene: RenderedScene, drawn_eyes: object) -> Open:
    """Opens the kiosk of one folder, without a voice."""

    def opened(**options: object) -> AbstractContextManager[Rehearsal]:
        silent = {"voice": Voice(None), **options}
        return rehearse(tmp_path, find_packs(), drawn_eyes, scene.image, SIZE, **silent)

    return opened


@pytest.fixture
def play(open_kiosk: Open) -> Iterator[Rehearsal]:
    """A kiosk at its start."""
    with open_kiosk() as rehearsal:
        yield rehearsal
