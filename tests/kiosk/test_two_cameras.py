"""Two cameras in step through a whole test: both measure, one may die, each is proven by itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hardware import Frame
from hardware.cameras import Moment
from kiosk.evidence import EvidenceShelf
from kiosk.films import film_rig
from kiosk.headless import Person, Take, run_headless
from kiosk.journal import Journal
from kiosk.proving import ReportShelf
from kiosk.proving.report import calibration_digest, lifetime
from kiosk.proving.rig_proof import RigProof
from kiosk.replay import replay
from kiosk.rig import Running, missed_of
from kiosk.session import Session
from protocol import SealKey
from scenarios import (
    AIScore,
    CameraMissed,
    CameraStanding,
    FrameRefused,
    FrameTaken,
    PlaneSeen,
    Step,
    load_pack,
)
from tests.kiosk.camera_reports import report
from tests.kiosk.two_cameras import NAMES, SIZE, EyesOfTwo, Twins, calibration, scenes, twins

PACK = load_pack("tourism/table_setting")
KEY = SealKey.from_hex("22" * 32)
PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k", source="camera")


def whole_test(
    folder: Path,
    pair: Twins,
    between: Callable[[Running, int], None] = lambda running, shot: None,
    exempt: str | None = "rendered",
) -> Session:
    """A whole test before the twins; `between` is called before each picture that counts."""
    journal = Journal(folder / "journal.db")
    proof = RigProof.of(pair.rig, ReportShelf.of_kiosk(folder), exempt)
    eyes = EyesOfTwo(pair.rig.intrinsics)
    session = Session(PACK, journal, EvidenceShelf(journal), KEY, eyes, proof=proof)
    shots = 0

    class Watched(Running):
        def moment(self, timeout_s: float = 3.0) -> Moment:
            nonlocal shots
            between(self, shots)
            shots += 1
            return super().moment(timeout_s)

    with pair.rig.running() as running:
        film = film_rig(Watched(running.rig, running.opened))
        run_headless(session, PERSON, film, lambda what, details: None)
    journal.close()
    return session


def seen_of(session: Session, kind: type) -> list:
    return [seen for seen in session.seen() if isinstance(seen, kind)]


def scores(session: Session) -> Mapping[str, AIScore]:
    return {score.criterion: score for score in session.scores}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, Path]:
    folder = tmp_path_factory.mktemp("both")
    return whole_test(folder, twins()), folder


def test_each_frame_has_its_camera_its_name_and_its_plane(both: tuple[Session, Path]) -> None:
    taken = {one.frame: one.camera for one in seen_of(both[0], FrameTaken)}
    assert sorted(taken.values()) == ["left"] * 3 + ["right"] * 3
    planes = seen_of(both[0], PlaneSeen)
    assert len(planes) == len(taken) == 6
    for plane in planes:
        camera = taken[plane.frame]
        assert camera in plane.frame
        assert plane.camera_matrix == calibration(scenes()[camera]).K.tolist()
        assert plane.focal_u_px == 0


def test_frames_of_one_moment_were_captured_together(both: tuple[Session, Path]) -> None:
    times = {name: [] for name in NAMES}
    for one in seen_of(both[0], FrameTaken):
        times[one.camera].append(one.seconds)
    apart = [abs(a - b) for a, b in zip(times["left"], times["right"], strict=True)]
    assert max(apart) <= 0.4 + 0.002


def test_measures_are_of_both_cameras_and_no_less_sure_than_of_one(
    both: tuple[Session, Path], tmp_path: Path
) -> None:
    alone = twins()
    alone.lenses["right"].image = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
    one = scores(whole_test(tmp_path, alone))
    two = scores(both[0])
    narrower = []
    for name, score in two.items():
        if score.detail.get("per_view"):
            assert len(score.detail["per_view"]) == 2
            assert score.detail["frames"] == 6
            narrower.append(score.U / one[name].U)
    assert len(narrower) >= 5
    assert max(narrower) < 1.1
    assert min(narrower) < 0.8


def test_measures_of_both_are_true(both: tuple[Session, Path]) -> None:
    truth = scenes()["left"].truth
    for score in both[0].scores:
        if score.detail.get("per_view") and score.measure in truth:
            assert abs(score.value - float(truth[score.measure])) <= 1.5 * score.U, score.measure


def test_the_evidence_of_each_is_kept_and_replays_to_the_last_bit(
    both: tuple[Session, Path],
) -> None:
    session, folder = both
    read = [e.body["digest"] for e in session.events if e.body.get("role") == "photo"]
    assert len(read) == 6
    again = replay(
        session.events, lambda digest: (folder / "evidence" / digest).read_bytes(), [PACK],
        EyesOfTwo,
    )  # fmt: skip
    assert again.same
    assert again.observations_same
    assert again.photos == 6


def pull(name: str, pair: Twins, at: int) -> Callable[[Running, int], None]:
    """Pull a camera's cable before a shot, and wait until it is silent."""

    def between(running: Running, shot: int) -> None:
        if shot == at:
            pair.lenses[name].image = None
            (camera,) = [one.camera for one in running.opened if one.id == name]
            newest = camera.read_after(0.0, 0.0)
            while newest is not None:
                newest = camera.read_after(newest.captured_s, 1.0)

    return between


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("at", [0, 1])
def test_a_camera_that_dies_leaves_the_others_evidence_and_it_is_said(
    tmp_path: Path, name: str, at: int
) -> None:
    pair = twins()
    session = whole_test(tmp_path, pair, pull(name, pair, at))
    (other,) = {*NAMES} - {name}
    taken = [one.camera for one in seen_of(session, FrameTaken)]
    assert taken.count(other) == 3
    assert taken.count(name) == at
    assert seen_of(session, CameraMissed) == [CameraMissed(name, "show", "lost")]
    assert seen_of(session, FrameRefused) == []
    bands = {score.criterion: score.band for score in session.scores}
    assert sum(band is not None for band in bands.values()) >= 5
    again = replay(
        session.events, lambda digest: (tmp_path / "evidence" / digest).read_bytes(), [PACK],
        EyesOfTwo,
    )  # fmt: skip
    assert again.same
    assert again.observations_same


def test_a_camera_that_is_out_of_step_is_left_out_and_it_is_said() -> None:
    moment = Moment(
        (Frame(scenes()["left"].image, "", "left", 0, taken_by="left"),),
        stale=(Frame(scenes()["right"].image, "", "right", 0, stale=True, taken_by="right"),),
    )
    assert missed_of([moment], "show") == [CameraMissed("right", "show", "out_of_step")]


def proven(folder: Path, names: Sequence[str]) -> None:
    """Leave a passing report on these twins."""
    made, expires = lifetime(datetime.now(UTC))
    for name in names:
        kept = report(
            camera=f"twin {name}", model_digests={}, image_size_px=SIZE, made_at=made,
            expires_at=expires, intrinsics_digest=calibration_digest(calibration(scenes()[name])),
        )  # fmt: skip
        ReportShelf.of_kiosk(folder).keep(kept)


def by_camera(session: Session) -> list[AIScore]:
    cameras = {c.id for c in PACK.criteria if getattr(c, "sensor", "") == "camera"}
    return [score for score in session.scores if score.criterion in cameras]


def test_two_proven_cameras_decide_each_by_its_own_report(tmp_path: Path) -> None:
    proven(tmp_path, NAMES)
    session = whole_test(tmp_path, twins(), exempt=None)
    standings = {one.called: one for one in seen_of(session, CameraStanding)}
    assert {one.standing for one in standings.values()} == {"proven"}
    assert standings["left"].report != standings["right"].report
    assert any(score.band is not None for score in by_camera(session))


def test_of_two_cameras_only_the_proven_one_measures(tmp_path: Path) -> None:
    proven(tmp_path, ["right"])
    session = whole_test(tmp_path, twins(), exempt=None)
    standings = {one.called: one.standing for one in seen_of(session, CameraStanding)}
    assert standings == {"left": "not_proven", "right": "proven"}
    refused = seen_of(session, FrameRefused)
    assert [one.reason for one in refused] == ["camera_not_proven"] * 3
    assert all("left" in one.frame for one in refused)
    assert {plane.frame.split(": ")[1].split(",")[0] for plane in seen_of(session, PlaneSeen)} == {
        "right"
    }
    assert any(score.band is not None for score in by_camera(session))
    photos = [e for e in session.events if e.body.get("role") == "photo"]
    assert len(photos) == 6
    again = replay(
        session.events, lambda digest: (tmp_path / "evidence" / digest).read_bytes(), [PACK],
        EyesOfTwo,
    )  # fmt: skip
    assert again.same
    assert again.observations_same


def test_two_cameras_of_which_none_is_proven_leave_all_to_a_person(tmp_path: Path) -> None:
    session = whole_test(tmp_path, twins(), exempt=None)
    measured = [score for score in by_camera(session) if score.value is not None]
    assert {score.reason for score in measured} == {"camera_not_proven"}


def test_one_camera_alone_is_called_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    session = Session(PACK, journal, EvidenceShelf(journal), KEY, EyesOfTwo())
    frame = Frame(scenes()["left"].image, "2026-11-23T12:00:00.000Z", "the left one", 0)

    def film(step: Step) -> Take:
        return Take(frames=[frame] if step.capture == "photo" else ())

    run_headless(session, PERSON, film, lambda what, details: None)
    journal.close()
    assert [one.camera for one in seen_of(session, FrameTaken)] == [None]
