"""A camera decides only with a whole, fresh, passing report on it, for these models and size."""

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from hardware import Frame
from hardware.cameras import UNNAMED
from kiosk.proving import CameraProof, ReportShelf, read_report, write_report
from kiosk.proving.report import ReportError, digest_of
from tests.kiosk.camera_reports import CAMERA, KNOWN, MODELS, NOW, PACK, report

FRAME = Frame(np.zeros((48, 64, 3), np.uint8), "", CAMERA, 0)


@dataclass
class Kiosk:
    """A kiosk's shelf and what it knows of its camera."""

    shelf: ReportShelf
    proof: CameraProof

    def reason(self, frame: Frame = FRAME) -> tuple[str, str]:
        found = self.proof.standing(PACK, MODELS, frame, NOW)
        return found.standing, found.reason


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    shelf = ReportShelf.of_kiosk(tmp_path)
    return Kiosk(shelf, CameraProof(shelf, CAMERA, KNOWN))


def test_a_passing_report_proves_the_camera_and_is_named(kiosk: Kiosk) -> None:
    kept = report()
    kiosk.shelf.keep(kept)
    found = kiosk.proof.standing(PACK, MODELS, FRAME, NOW)
    assert (found.standing, found.report) == ("proven", kept.digest)


def test_a_kiosk_without_reports_proves_nothing(kiosk: Kiosk) -> None:
    assert kiosk.reason() == ("not_proven", "no_report")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"camera": "usb 046d:0825 another"}, "no_report"),
        ({"scenario": "construction/ppe_check"}, "no_report"),
        ({"go": False, "faults": ("few_photos",)}, "no_go"),
        ({"days_ago": 181.0}, "expired"),
        ({"pack_digest": "cd" * 32}, "other_pack"),
        ({"model_digests": {"table_setting": "cd" * 32}}, "other_model"),
        ({"intrinsics_digest": None}, "other_calibration"),
        ({"image_size_px": (640, 480)}, "other_size"),
    ],
)
def test_a_report_on_something_else_does_not_count(
    kiosk: Kiosk, changes: dict[str, object], reason: str
) -> None:
    kiosk.shelf.keep(report(**changes))  # type: ignore[arg-type]
    assert kiosk.reason() == ("not_proven", reason)


def test_the_newest_report_counts(kiosk: Kiosk) -> None:
    kiosk.shelf.keep(report(days_ago=3))
    kiosk.shelf.keep(report(days_ago=1, go=False))
    assert kiosk.reason() == ("not_proven", "no_go")
    kiosk.shelf.keep(report(days_ago=0.5))
    assert kiosk.reason() == ("proven", "passed")


def test_a_verdict_changed_by_hand_is_found_out(kiosk: Kiosk) -> None:
    path = kiosk.shelf.keep(report(go=False))
    path.write_text(path.read_text().replace('"go": false', '"go": true'))
    assert kiosk.reason() == ("not_proven", "altered_report")


def test_a_damaged_report_does_not_hide_a_good_one(kiosk: Kiosk) -> None:
    kiosk.shelf.keep(report())
    (kiosk.shelf.folder / "torn.json").write_text('{"form": ')
    assert kiosk.reason() == ("proven", "passed")


def test_a_camera_without_a_name_is_never_proven(kiosk: Kiosk) -> None:
    kiosk.shelf.keep(report(camera=UNNAMED))
    proof = replace(kiosk.proof, camera=UNNAMED)
    assert proof.standing(PACK, MODELS, FRAME, NOW).reason == "unnamed_camera"


def test_drawn_pictures_are_exempt_by_name(kiosk: Kiosk) -> None:
    found = replace(kiosk.proof, exempt="rendered").standing(PACK, MODELS, FRAME, NOW)
    assert (found.standing, found.reason) == ("exempt", "rendered")


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = report(bar_mm=100)
    write_report(made, tmp_path / "report.json")
    again = read_report(tmp_path / "report.json")
    assert again == made
    assert again.is_whole


def test_every_part_of_a_report_is_in_its_digest() -> None:
    made = report()
    for name in (field.name for field in msgspec.structs.fields(made)):
        if name == "digest":
            continue
        changed = msgspec.structs.replace(made, **{name: "other"})
        assert digest_of(changed) != made.digest


def test_what_is_no_report_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(ReportError, match="prove the camera again"):
        read_report(tmp_path / "x.json")
