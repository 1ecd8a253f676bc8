"""Room: acredita. A trial from its photos to the report: measured, judged, written, kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from acredita.commands.files import write_whole
from acredita.photograph.shots import PhotographError, Shot
from kiosk.proving.pdf import render_report
from kiosk.proving.proof import ReportShelf
from kiosk.proving.prove import TrialCamera, make_report
from kiosk.proving.report import CameraReport, photo_digests, write_report
from kiosk.proving.trial import PhotoTrial, TrialSetting, measure_photo, refused_trial

REPORT = "report"


@dataclass(frozen=True)
class Site:
    """Where a trial is made and where its results go; `kiosk` is the kiosk that may certify."""

    camera: str
    place: str
    out: Path
    kiosk: Path
    held: Mapping[str, str] = field(default_factory=dict)


def run_trial(
    setting: TrialSetting,
    shots: Iterable[Shot],
    photos: Callable[[], Mapping[str, Path]],
    site: Site,
    tell: Callable[[str], None],
) -> CameraReport:
    """Measure every shot and write the report: JSON and PDF in `out`, and for the kiosk.

    `photos` names the files once all shots were made. Raises PhotographError and the errors of
    models and intrinsics.
    """
    trials: list[PhotoTrial] = []
    sizes: set[tuple[int, int]] = set()
    bars: list[float] = []
    for shot in shots:
        trials.append(_measured(setting, shot))
        if shot.frame is not None:
            sizes.add((shot.frame.image.shape[1], shot.frame.image.shape[0]))
        if shot.row.bar_mm is not None:
            bars.append(shot.row.bar_mm)
        refused = trials[-1].refused
        tell(f"  {len(trials):2}  {shot.row.photo}  {f'refused: {refused}' if refused else ''}")
    if len(sizes) > 1:
        raise PhotographError(
            f"the photos have {len(sizes)} sizes ({', '.join(f'{w}×{h}' for w, h in sorted(sizes))}"
            "): take all as the camera gives them, neither cropped nor turned"
        )
    if not sizes:
        raise PhotographError("not one photo can be read: take them again")
    camera = TrialCamera(site.camera, site.place, sizes.pop(), site.held)
    # The worst bar counts: one page of several may have been printed wrongly.
    bar = max(bars, key=lambda mm: abs(mm - 100.0), default=None)
    report = make_report(setting, camera, trials, photo_digests(photos()), bar)
    write_report(report, site.out / f"{REPORT}.json")
    write_whole(site.out / f"{REPORT}.pdf", render_report(report, setting.pack, setting.language))
    ReportShelf.of_kiosk(site.kiosk).keep(report)
    return report


def _measured(setting: TrialSetting, shot: Shot) -> PhotoTrial:
    if shot.frame is None:
        return refused_trial(setting, shot.row, shot.fault or "other")
    if shot.intrinsics is not None:
        setting = replace(setting, intrinsics=shot.intrinsics)
    return measure_photo(setting, shot.frame, shot.row)
