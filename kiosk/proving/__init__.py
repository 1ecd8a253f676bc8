"""Room: kiosk. Whether a camera may certify here: photos against a ruler, a report, go or no-go."""

from kiosk.proving.figures import MeasureFigures, figures_of
from kiosk.proving.proof import CameraProof, ReportShelf
from kiosk.proving.report import CameraReport, read_report, write_report
from kiosk.proving.trial import PhotoTrial, TrialSetting, measure_photo
from kiosk.proving.truth import TruthError, TruthRow, read_truth, write_truth

__all__ = [
    "CameraProof",
    "CameraReport",
    "MeasureFigures",
    "PhotoTrial",
    "ReportShelf",
    "TrialSetting",
    "TruthError",
    "TruthRow",
    "figures_of",
    "measure_photo",
    "read_report",
    "read_truth",
    "write_report",
    "write_truth",
]
