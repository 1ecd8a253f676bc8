"""Room: kiosk. Where an attempt stands: a pure fold over its events, live and after a crash."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.errors import KioskError
from protocol import Event, read_body
from protocol.bodies import ObservationMade, StepStarted
from scenarios.format import Step
from scenarios.steps import Walk


class State(StrEnum):
    """How far an attempt has come."""

    NEW = "new"
    STARTED = "started"
    CONSENTED = "consented"
    READY = "ready"
    WORKING = "working"
    STEP_DONE = "step done"
    SCORED = "scored"
    FINISHED = "finished"
    SEALED = "sealed"
    REFUSED = "refused"
    VOIDED = "voided"


ENDED = frozenset({State.SEALED, State.REFUSED, State.VOIDED})
"""States in which nothing more is written."""

_OPEN = frozenset(State) - ENDED - {State.NEW}

ALLOWED: Mapping[str, frozenset[State]] = {
    "attempt.started": frozenset({State.NEW}),
    "consent.given": frozenset({State.STARTED}),
    "consent.refused": frozenset({State.STARTED}),
    "ai.acknowledged": frozenset({State.CONSENTED}),
    "ai.refused": frozenset({State.CONSENTED}),
    "step.started": frozenset({State.READY, State.WORKING, State.STEP_DONE}),
    "step.finished": frozenset({State.WORKING}),
    "time.extended": frozenset({State.WORKING}),
    "help.called": _OPEN,
    "mode.chosen": frozenset({State.READY, State.WORKING, State.STEP_DONE}),
    "sickness.answered": _OPEN,
    "headset.noted": _OPEN,
    "observation.made": frozenset({State.WORKING}),
    "evidence.captured": frozenset({State.WORKING}),
    "score.proposed": frozenset({State.STEP_DONE}),
    "attempt.finished": frozenset({State.SCORED}),
    "attempt.voided": _OPEN,
    "seal": frozenset({State.FINISHED}),
}
"""In which states each kind of event may be written; the seal, which is no event, is named too."""

_NEXT: Mapping[str, State] = {
    "attempt.started": State.STARTED,
    "consent.given": State.CONSENTED,
    "consent.refused": State.REFUSED,
    "ai.acknowledged": State.READY,
    "ai.refused": State.READY,
    "step.started": State.WORKING,
    "step.finished": State.STEP_DONE,
    "score.proposed": State.SCORED,
    "attempt.finished": State.FINISHED,
    "attempt.voided": State.VOIDED,
    "seal": State.SEALED,
}


class SessionError(KioskError):
    """A session was asked for what its attempt does not allow now; the message says what is."""


@dataclass(frozen=True)
class Standing:
    """Where an attempt stands. Every event gives a new standing."""

    walk: Walk
    state: State = State.NEW
    with_ai: bool = True
    """Whether a program may look at the pictures: the candidate may refuse it."""
    extensions: tuple[float, ...] = ()
    """Seconds by which the time limit of the step being done was put off."""

    @property
    def step(self) -> Step | None:
        """The step being done, or just done; None when there is none."""
        return self.walk.step

    @property
    def last_step(self) -> bool:
        """Whether the step is the pack's last."""
        return self.walk.position == len(self.walk.steps) - 1

    def require(self, kind: str) -> None:
        """Raise SessionError unless an event of this kind may be written now."""
        if self.state in ALLOWED[kind]:
            return
        now = sorted(kind for kind, states in ALLOWED.items() if self.state in states)
        allowed = f"allowed now: {', '.join(now)}" if now else "it is over: start another attempt"
        raise SessionError(f"{kind} cannot follow when the attempt is {self.state}; {allowed}.")

    def after(self, kind: str, body: Mapping[str, object]) -> "Standing":
        """The standing once an event of this kind is written; SessionError when it may not be."""
        self.require(kind)
        following = replace(self, state=_NEXT.get(kind, self.state))
        match kind:
            case "step.started":
                return replace(following, walk=self._walk_to(str(body["step"])), extensions=())
            case "time.extended":
                put_off = float(str(body["seconds"]))
                return replace(following, extensions=(*self.extensions, put_off))
            case "ai.refused":
                return replace(following, with_ai=False)
        return following

    def _walk_to(self, step: str) -> Walk:
        """A step begins: again after a crash, as another try, or as the next one."""
        current = self.walk.step
        if current is None:
            raise SessionError("All steps are done; propose the scores.")
        if step == current.id:
            # Finished and begun again is a try; begun twice without an end was cut off, no try.
            return self.walk.again() if self.state is State.STEP_DONE else self.walk
        following = self.walk.on()
        if self.state is not State.STEP_DONE or following.step is None or following.step.id != step:
            raise SessionError(f"Step {step} does not follow {current.id}; do {current.id} first.")
        return following


def standing_after(steps: Sequence[Step], events: Iterable[Event]) -> Standing:
    """Where an attempt stands after these events. Raises SessionError when they cannot follow."""
    standing = Standing(Walk(tuple(steps)))
    for event in events:
        standing = standing.after(event.kind, event.body)
    return standing


def last_tries(events: Iterable[Event]) -> list[dict[str, object]]:
    """The observations that count: those of the last try of each step, in order, as written."""
    seen: dict[str, list[dict[str, object]]] = {}
    for event in events:
        body = read_body(event.kind, event.body)
        if isinstance(body, StepStarted):
            seen[body.step] = []
        elif isinstance(body, ObservationMade):
            seen[body.step].extend(body.observations)
    return [observation for observations in seen.values() for observation in observations]
