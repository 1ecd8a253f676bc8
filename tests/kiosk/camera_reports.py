"""Reports on a camera as a passing trial would have left them."""

from datetime import UTC, datetime, timedelta

import numpy as np

from hardware import Intrinsics
from kiosk.proving import CameraReport
from kiosk.proving.report import calibration_digest, lifetime, signed
from scenarios import load_pack

PACK = load_pack("tourism/table_setting")
MODELS = {"table_setting": "ab" * 32}
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CAMERA = "usb 046d:0825 5A3C C270"
KNOWN = Intrinsics(64, 48, np.array([[60.0, 0, 31.5], [0, 60, 23.5], [0, 0, 1]]), np.zeros(5))


def report(*, days_ago: float = 1.0, **changes: object) -> CameraReport:
    """A passing report made some days before NOW, with some of its content changed."""
    made, expires = lifetime(NOW - timedelta(days=days_ago))
    content: dict[str, object] = {
        "scenario": PACK.id,
        "version": PACK.version,
        "pack_digest": PACK.digest,
        "model_digests": MODELS,
        "camera": CAMERA,
        "place": "room 2",
        "image_size_px": (64, 48),
        "intrinsics_digest": calibration_digest(KNOWN),
        "held": {},
        "made_at": made,
        "expires_at": expires,
        "bar_mm": 100.0,
        "photos": {},
        "trials": (),
        "measures": {},
        "go": True,
        "faults": (),
    }
    return signed(CameraReport(**(content | changes)))  # type: ignore[arg-type]
