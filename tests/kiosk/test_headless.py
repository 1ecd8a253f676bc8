"""Without a screen, the same session runs from its beginning, or from wherever it was cut off."""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware import (
    CameraLostError,
    Image,
    SimulatedCamera,
    SimulatedConfiguration,
    open_camera,
)
from hardware.cameras import LiveTiming
from kiosk.attempt import State
from kiosk.clip import WIDTH_PX, ClipError, ClipWriter
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.films import SHOTS, film_camera, film_photos, film_recording
from kiosk.headless import Person, Take, run_headless
from kiosk.journal import Journal
from kiosk.session import Session
from kiosk.step_clock import StepClock
from models.table_setting.renderer import RenderedScene
from protocol import SealKey
from scenarios import FrameRefused, Pack, PlaneSeen, Step, StepTimed, load_pack

KEY = SealKey.from_hex("22" * 32)
PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k", source="rendered", judged=False)
FPS = 4.0


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("tourism/table_setting")


@dataclass
class Run:
    """A headless run that came to its end: what it was told, and what it left."""

    session: Session
    journal: Journal
    steps: list[object]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def run(
    pack: Pack, drawn_eyes: object, scene: RenderedScene, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Run]:
    """Seven pictures of nothing and one of the laid table, four a second."""
    journal = Journal(tmp_path_factory.mktemp("kiosk") / "journal.db")
    session = Session(pack, journal, EvidenceShelf(journal), KEY, drawn_eyes)
    images = [*[np.full_like(scene.image, 90)] * 7, scene.image]
    steps: list[object] = []

    def told(what: str, details: Mapping[str, object]) -> None:
        if what == "step":
            steps.append(details["step"])

    with film_recording(images, FPS, "clip") as film:
        run_headless(session, PERSON, film, told)
    yield Run(session, journal, steps)
    journal.close()


def quiet(what: str, details: object) -> None:
    """Progress that nobody watches."""


def grey(level: int) -> Image:
    return np.full((120, 160, 3), level, np.uint8)


def step_of(pack: Pack, capture: str) -> Step:
    return next(step for step in pack.steps if step.capture == capture)


def test_a_recording_is_taken_to_its_seal(run: Run) -> None:
    assert run.session.state is State.SEALED
    assert run.journal.open_attempts() == []


def test_a_recordings_own_length_is_the_time_of_its_step(run: Run) -> None:
    (lay,) = [s for s in run.session.seen() if isinstance(s, StepTimed) and s.step == "lay"]
    assert lay.seconds == 8 / FPS


def test_the_steps_are_done_in_order(run: Run) -> None:
    assert run.steps == ["prepare", "lay", "show"]


def test_a_sealed_session_is_left_as_it_is(run: Run) -> None:
    before = run.session.events
    run_headless(run.session, PERSON, lambda step: Take(), quiet)
    assert run.session.events == before


def test_the_kiosks_own_eyes_fit_the_session(
    pack: Pack, journal: Journal, scene: RenderedScene
) -> None:
    session = Session(pack, journal, EvidenceShelf(journal), KEY, OwnEyes())
    with film_recording([scene.image], FPS, "clip") as film:
        run_headless(session, PERSON, film, quiet)
    assert [type(seen) for seen in session.seen()].count(PlaneSeen) == 1
    assert set(session.started.model_digests) == {"table_setting", "table_setting settings"}


# --- films -------------------------------------------------------------------------------------


def test_only_the_last_pictures_of_a_recording_are_looked_at(pack: Pack) -> None:
    with film_recording([grey(level) for level in range(10)], FPS, "clip") as film:
        take = film(step_of(pack, "photo"))
    assert [int(frame.image[0, 0, 0]) for frame in take.frames] == [7, 8, 9]


def test_a_clip_step_keeps_the_recording_at_its_own_pace(pack: Pack) -> None:
    with film_recording([grey(90)] * 20, 10.0, "clip") as film:
        take = film(step_of(pack, "clip"))
        assert take.clip is not None
        video = cv2.VideoCapture(str(take.clip))
        length = video.get(cv2.CAP_PROP_FRAME_COUNT) / video.get(cv2.CAP_PROP_FPS)
    assert length == pytest.approx(2.0, abs=0.3)


def test_the_clip_is_gone_when_the_film_is_over(pack: Pack) -> None:
    with film_recording([grey(90)], FPS, "clip") as film:
        take = film(step_of(pack, "clip"))
    assert take.clip is not None
    assert not take.clip.exists()


def test_photos_are_what_a_photo_step_shows(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), grey(77))
    film = film_photos([open_camera(path)])
    (frame,) = film(step_of(pack, "photo")).frames
    assert int(frame.image[0, 0, 0]) == 77
    assert film(step_of(pack, "none")) == Take()


def test_a_live_camera_gives_fresh_pictures(pack: Pack) -> None:
    camera = SimulatedCamera(SimulatedConfiguration(lambda n: grey(n % 256), fps=50))
    camera.connect()
    try:
        frames = film_camera(camera)(step_of(pack, "photo")).frames
    finally:
        camera.disconnect()
    assert len({frame.number for frame in frames}) == SHOTS


def test_a_camera_that_dies_in_a_step_stops_the_clock_until_it_is_back(
    pack: Pack, journal: Journal, drawn_eyes: object, scene: RenderedScene
) -> None:
    clock = StepClock()
    session = Session(pack, journal, EvidenceShelf(journal), KEY, drawn_eyes, clock=clock)
    cut = threading.Event()

    def draw(number: int) -> Image | None:
        image = scene.image.copy()
        image[0, 0] = number % 256
        return None if cut.is_set() else image

    timing = LiveTiming(lost_s=0.3, back_off_s=(0.05,))
    camera = SimulatedCamera(SimulatedConfiguration(draw, fps=30), timing)
    camera.connect()
    shown = film_camera(camera)
    running: dict[str, bool] = {}

    def film(step: Step) -> Take:
        if step.capture == "photo" and "camera lost" not in running:
            cut.set()
            time.sleep(0.1)
        return shown(step)

    def told(what: str, details: object) -> None:
        if what.startswith("camera"):
            running[what] = clock.running
            cut.clear()

    try:
        run_headless(session, PERSON, film, told)
    finally:
        camera.disconnect()
    assert running == {"camera lost": False, "camera back": True}
    assert session.state is State.SEALED


def test_a_camera_that_stays_dead_leaves_the_work_to_a_person(
    pack: Pack, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.headless.CAMERA_BACK_WITHIN_S", 0.0)
    session = Session(pack, journal, EvidenceShelf(journal), KEY, OwnEyes())

    def film(step: Step) -> Take:
        raise CameraLostError("the camera has sent no picture for 3 s: check its cable")

    run_headless(session, PERSON, film, quiet)
    reasons = {seen.reason for seen in session.seen() if isinstance(seen, FrameRefused)}
    assert reasons == {"no_camera"}


# --- clips -------------------------------------------------------------------------------------


def test_a_clip_is_small_and_keeps_its_shape(tmp_path: Path) -> None:
    writer = ClipWriter(tmp_path / "clip.webm")
    writer.write(np.zeros((1201, 1601, 3), np.uint8))
    path = writer.close()
    video = cv2.VideoCapture(str(path))
    size = video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)
    assert size == (WIDTH_PX, 480)


def test_a_clip_of_nothing_is_no_clip(tmp_path: Path) -> None:
    assert ClipWriter(tmp_path / "clip.webm").close() is None


def test_a_clip_that_cannot_be_written_says_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="check folder and free space"):
        ClipWriter(tmp_path / "missing" / "clip.webm").write(grey(0))
