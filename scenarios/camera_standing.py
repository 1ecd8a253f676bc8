"""Room: scenarios. What is known of a test's cameras: proven on site or not, there or missed."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from scenarios.observations import FrameRefused, FrameTaken

NOT_PROVEN = "camera_not_proven"
"""The reason of an AI score that a camera without a passing report may not decide."""


class CameraStanding(msgspec.Struct, frozen=True, tag_field="kind", tag="camera.standing"):
    """Whether a passing report on this camera was at hand when its pictures were looked at.

    `reason` says more: "passed"; of a camera not proven "no_report", "no_go", "expired",
    "altered_report", "other_pack", "other_model", "other_calibration", "other_size" or
    "unnamed_camera"; of an exempt one "rendered"
    (drawn by a program) or "demonstration". `report` is the digest of the report that was used.
    `called` is its name among several cameras, the one its frames carry; None where there is one.
    """

    camera: str
    standing: Literal["proven", "not_proven", "exempt"]
    reason: str
    report: str | None = None
    called: str | None = None


class CameraMissed(msgspec.Struct, frozen=True, tag_field="kind", tag="camera.missed"):
    """One of several cameras gave no picture that counts; those of the others are as they are.

    `camera` is its name among them. `reason`: "lost" (it sends nothing) or "out_of_step" (its
    pictures were of another moment).
    """

    camera: str
    step: str
    reason: Literal["lost", "out_of_step"]


def camera_withheld(observations: Sequence[object]) -> bool:
    """Whether some of the observations that count come from a camera that was not proven.

    Of several cameras those not proven withhold nothing as long as none of their frames counts.
    Observations without a word on the camera, as those of older attempts, withhold nothing.
    """
    unproven = [
        seen
        for seen in observations
        if isinstance(seen, CameraStanding) and seen.standing == "not_proven"
    ]
    refused = {seen.frame for seen in observations if isinstance(seen, FrameRefused)}
    counted = {
        seen.camera
        for seen in observations
        if isinstance(seen, FrameTaken) and seen.frame not in refused
    }
    return any(one.called is None or {one.called, None} & counted for one in unproven)
