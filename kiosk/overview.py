"""Room: kiosk. What an attempt has come to so far, step by step: for a look before it is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.session import Session
from protocol import Event
from scenarios.format import Step


@dataclass(frozen=True)
class StepDone:
    """One step as it was done last: `seconds` where time was taken, and what was kept of it."""

    step: Step
    seconds: float | None
    photos: int
    clips: int


def overview(session: Session) -> list[StepDone]:
    """The steps that are done, in the pack's order."""
    done = {event.body["step"] for event in session.events if event.kind == "step.finished"}
    return [_of(step, session.events) for step in session.pack.steps if step.id in done]


def _of(step: Step, events: Sequence[Event]) -> StepDone:
    """What happened since the step was begun last; an earlier try does not count."""
    seconds, roles = None, list[str]()
    for event in events:
        if event.body.get("step") != step.id:
            continue
        if event.kind == "step.started":
            roles.clear()
        elif event.kind == "evidence.captured":
            roles.append(str(event.body["role"]))
        elif event.kind == "step.finished":
            seconds = float(str(event.body["seconds"]))
    return StepDone(step, seconds, roles.count("photo"), roles.count("clip"))
