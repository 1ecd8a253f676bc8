"""Room: kiosk. Sight: frames to observations and annotated pictures."""

from kiosk.sight.registry import SIGHTS, model_digests, see
from kiosk.sight.seeing import (
    AnnotatedPicture,
    Calibration,
    NothingSeenError,
    Sight,
    SightError,
    SightKind,
)

__all__ = [
    "SIGHTS",
    "AnnotatedPicture",
    "Calibration",
    "NothingSeenError",
    "Sight",
    "SightError",
    "SightKind",
    "model_digests",
    "see",
]
