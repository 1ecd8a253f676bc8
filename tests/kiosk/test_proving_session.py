"""A test taken through a camera: proven, it is scored; not proven, a person has to look."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardware import Frame
from kiosk.evidence import EvidenceShelf
from kiosk.headless import Person, Take, run_headless
from kiosk.journal import Journal
from kiosk.proving import CameraProof, ReportShelf
from kiosk.proving.report import lifetime
from kiosk.session import Session
from models.table_setting.renderer import RenderedScene
from protocol import SealKey
from scenarios import AIScore, CameraStanding, Step, load_pack
from tests.kiosk.camera_reports import report

PACK = load_pack("tourism/table_setting")
KEY = SealKey.from_hex("22" * 32)
PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k", source="camera")


@pytest.fixture(scope="module")
def unproven(
    drawn_eyes: object, scene: RenderedScene, tmp_path_factory: pytest.TempPathFactory
) -> Session:
    return taken(tmp_path_factory.mktemp("unproven"), drawn_eyes, scene, exempt=None)


@pytest.fixture(scope="module")
def drawn(
    drawn_eyes: object, scene: RenderedScene, tmp_path_factory: pytest.TempPathFactory
) -> Session:
    return taken(tmp_path_factory.mktemp("drawn"), drawn_eyes, scene, exempt="rendered")


@pytest.fixture(scope="module")
def proven(
    drawn_eyes: object, scene: RenderedScene, tmp_path_factory: pytest.TempPathFactory
) -> Session:
    folder = tmp_path_factory.mktemp("proven")
    height, width = scene.image.shape[:2]
    made, expires = lifetime(datetime.now(UTC))
    kept = report(camera="camera 0", model_digests={}, intrinsics_digest=None,
                  image_size_px=(width, height), made_at=made, expires_at=expires)  # fmt: skip
    ReportShelf.of_kiosk(folder).keep(kept)
    return taken(folder, drawn_eyes, scene, exempt=None)


def taken(folder: Path, eyes: object, scene: RenderedScene, exempt: str | None) -> Session:
    """A whole test in front of camera 0, by the reports in the folder."""
    journal = Journal(folder / "journal.db")
    proof = CameraProof(ReportShelf.of_kiosk(folder), "camera 0", exempt=exempt)
    session = Session(PACK, journal, EvidenceShelf(journal), KEY, eyes, proof=proof)
    frame = Frame(scene.image, "2026-11-23T12:00:00.000Z", "camera 0", 0)

    def film(step: Step) -> Take:
        return Take(frames=[frame] if step.capture == "photo" else ())

    run_headless(session, PERSON, film, lambda what, details: None)
    journal.close()
    return session


def camera_scores(session: Session) -> list[AIScore]:
    cameras = {c.id for c in PACK.criteria if getattr(c, "sensor", "") == "camera"}
    return [score for score in session.scores if score.criterion in cameras]


def standing_of(session: Session) -> CameraStanding:
    (standing,) = [seen for seen in session.seen() if isinstance(seen, CameraStanding)]
    return standing


def test_an_unproven_camera_leaves_every_camera_criterion_to_a_person(unproven: Session) -> None:
    scores = camera_scores(unproven)
    assert all(score.indeterminate and score.band is None for score in scores)
    assert {s.reason for s in scores if s.value is not None} == {"camera_not_proven"}


def test_the_journal_says_that_the_camera_was_not_proven(unproven: Session) -> None:
    assert standing_of(unproven) == CameraStanding("camera 0", "not_proven", "no_report")


def test_a_drawn_test_is_scored_and_exempt_by_name(drawn: Session) -> None:
    found = standing_of(drawn)
    assert (found.standing, found.reason) == ("exempt", "rendered")
    assert any(score.band is not None for score in camera_scores(drawn))


def test_a_proven_camera_decides_and_its_report_is_in_the_journal(
    proven: Session, drawn: Session
) -> None:
    assert standing_of(proven).standing == "proven"
    assert len(standing_of(proven).report or "") == 64
    assert [s.band for s in camera_scores(proven)] == [s.band for s in camera_scores(drawn)]
