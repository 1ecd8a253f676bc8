"""Room: scenarios. Whether the camera of a test was proven on site, and what follows for scores."""

from collections.abc import Sequence
from typing import Literal

import msgspec

NOT_PROVEN = "camera_not_proven"
"""The reason of an AI score that a camera without a passing report may not decide."""


class CameraStanding(msgspec.Struct, frozen=True, tag_field="kind", tag="camera.standing"):
    """Whether a passing report on this camera was at hand when its pictures were looked at.

    `reason` says more: "passed"; of a camera not proven "no_report", "no_go", "expired",
    "altered_report", "other_pack", "other_model", "other_calibration", "other_size" or
    "unnamed_camera"; of an exempt one "rendered"
    (drawn by a program) or "demonstration". `report` is the digest of the report that was used.
    """

    camera: str
    standing: Literal["proven", "not_proven", "exempt"]
    reason: str
    report: str | None = None


def camera_withheld(observations: Sequence[object]) -> bool:
    """Whether some of the observations come from a camera that was not proven.

    Observations without a word on the camera, as those of older attempts, withhold nothing.
    """
    return any(
        isinstance(seen, CameraStanding) and seen.standing == "not_proven" for seen in observations
    )
