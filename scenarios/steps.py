"""Room: scenarios. Walking through the steps of a pack, and the time each one took. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from scenarios.camera_standing import CameraMissed, CameraStanding
from scenarios.errors import StepError
from scenarios.format import Step
from scenarios.measures import MeasureResult, undetermined
from scenarios.observations import Observation
from scenarios.plays.acts import Acted, PlayBegun

# A step begins and ends with a touch of the screen. A touch follows its intention by 0.2 to 0.3 s
# and both touches count, which stays below half a second with k = 2.
CLOCK_U_S = 0.5
STEP_SECONDS = "step_seconds"


class StepTimed(msgspec.Struct, frozen=True, tag_field="kind", tag="step.timed"):
    """The kiosk's clock reported how long a step took, in seconds; `try_number` counts from 1."""

    step: str
    seconds: float
    try_number: int = 1


AnyObservation = Observation | StepTimed | CameraStanding | CameraMissed | PlayBegun | Acted


def step_seconds(observations: Sequence[AnyObservation], step: str) -> MeasureResult:
    """Measure how long the last try of a step took, in s; the measure named `step_seconds`."""
    times = [seen for seen in observations if isinstance(seen, StepTimed)]
    times = [seen for seen in times if seen.step == step]
    if not times:
        return undetermined("s", "no_time")
    last = max(seen.try_number for seen in times)
    seconds = {seen.seconds for seen in times if seen.try_number == last}
    if len(seconds) > 1:
        return undetermined("s", "contradicting_times", seconds=sorted(seconds))
    return MeasureResult(
        value=float(seconds.pop()),
        U=CLOCK_U_S,
        unit="s",
        indeterminate=False,
        reason=None,
        detail={"try_number": last},
    )


@dataclass(frozen=True)
class Walk:
    """Where a candidate stands in the steps of a test. Every move returns a new walk."""

    steps: tuple[Step, ...]
    position: int = 0
    try_number: int = 1

    @property
    def step(self) -> Step | None:
        """The step to be done now, or None when all are done."""
        return self.steps[self.position] if self.position < len(self.steps) else None

    @property
    def retries_left(self) -> int:
        """How many times this step may still be done again."""
        return max(0, self.step.retries + 1 - self.try_number) if self.step else 0

    def seconds_left(self, elapsed_s: float) -> float | None:
        """Return the seconds left in this step, never below 0; None without a time limit."""
        if self.step is None or self.step.time_limit_s is None:
            return None
        return max(0.0, self.step.time_limit_s - elapsed_s)

    def again(self) -> "Walk":
        """Do this step once more. Raises StepError when no retry is left."""
        if self.retries_left == 0:
            raise StepError("This step has no retry left. Go on to the next one.")
        return replace(self, try_number=self.try_number + 1)

    def on(self) -> "Walk":
        """Go on to the next step. Raises StepError when all are done."""
        if self.step is None:
            raise StepError("All steps are done. Finish the attempt.")
        return Walk(self.steps, self.position + 1)
