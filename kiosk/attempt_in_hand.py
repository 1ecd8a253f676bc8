"""Room: kiosk. An attempt in hand: what its log says, where it stands, and how one more is written.

What a session does with it is in `session.py`; here is what it knows and its only way to write.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import structlog

from kiosk.attempt import ENDED, SessionError, State, last_tries, standing_after
from kiosk.attempt_log import AttemptLog
from kiosk.journal import Journal
from kiosk.texts import load_catalogue
from protocol import BODIES, Event, SealKey
from protocol.bodies import AttemptStarted, Body, ObservationMade
from scenarios import AIScore, AnyObservation, Pack, Walk
from scenarios.format import Step

log = structlog.get_logger()

KINDS: Mapping[type[Body], str] = {body: kind for kind, body in BODIES.items()}

BATCH_BYTES = 128 * 1024
"""Observations an event carries at most; well below the wire's largest event."""


class AttemptInHand:
    """One candidate's attempt at one scenario, as it is written in the journal."""

    def __init__(self, pack: Pack, journal: Journal, attempt: str, seal_key: SealKey) -> None:
        self.pack = pack
        self.attempt = attempt
        self._log = AttemptLog(journal, attempt, seal_key)
        self._reserve = journal.reserve
        self._standing = standing_after(pack.steps, self._log.events)
        if journal.seal_of(attempt) is not None:
            self._standing = self._standing.after("seal", {})

    @property
    def state(self) -> State:
        """How far the attempt has come."""
        return self._standing.state

    @property
    def walk(self) -> Walk:
        """The steps, and where the candidate is in them."""
        return self._standing.walk

    @property
    def step(self) -> Step:
        """The step being done, or just done. Raises SessionError when there is none."""
        if self._standing.step is None:
            raise SessionError("This scenario has no such step; check the pack.")
        return self._standing.step

    @property
    def step_at_hand(self) -> Step:
        """The step being done, or after one is done the next: the one that a screen shows.

        Raises SessionError when there is none.
        """
        following = self.walk.on().step if self.state is State.STEP_DONE else None
        return following or self.step

    @property
    def last_step(self) -> bool:
        """Whether the step is the pack's last."""
        return self._standing.last_step

    @property
    def has_step_to_do(self) -> bool:
        """Whether `begin_step` is what comes next."""
        between = self.state is State.STEP_DONE and not self.last_step
        return between or self.state in (State.READY, State.WORKING)

    @property
    def over(self) -> bool:
        """Whether nothing more can happen."""
        return self.state in ENDED

    @property
    def events(self) -> list[Event]:
        """What was written, oldest first."""
        return self._log.events

    @property
    def started(self) -> AttemptStarted:
        """The attempt's first event. Raises SessionError before `start`."""
        events = self._log.events
        if not events:
            raise SessionError("The attempt has not started: call start() first.")
        return msgspec.convert(events[0].body, AttemptStarted)

    @property
    def with_ai(self) -> bool:
        """Whether the candidate lets a program look at the pictures."""
        return self._standing.with_ai

    @property
    def scores(self) -> list[AIScore]:
        """The AI scores proposed; empty before."""
        proposed = [event.body for event in self._log.events if event.kind == "score.proposed"]
        return msgspec.convert(proposed[-1]["scores"], list[AIScore]) if proposed else []

    def seen(self) -> list[AnyObservation]:
        """The observations that count so far: those of the last try of each step."""
        return msgspec.convert(last_tries(self._log.events), list[AnyObservation])

    # --- writing --------------------------------------------------------------------------------

    @property
    def _language(self) -> str:
        return self.started.language

    def _text(self, name: str) -> str:
        """Digest of a text as the candidate read it."""
        return load_catalogue(self._language).digest(name)

    def _write(self, body: Body) -> None:
        """Check, write durably, and only then move on."""
        kind = KINDS[type(body)]
        after = self._standing.after(kind, msgspec.to_builtins(body))
        self._log.write(kind, body)
        self._standing = after
        if self.over:
            self._reserve.release()
        log.debug("session.wrote", attempt=self.attempt, kind=kind, state=after.state)

    def _observe(self, observations: Sequence[AnyObservation]) -> None:
        for batch in batches(observations):
            self._write(ObservationMade(step=self.step.id, observations=batch))


def batches(observations: Sequence[AnyObservation]) -> Iterator[list[dict[str, object]]]:
    """Observations as events carry them, in batches small enough for one event each."""
    batch: list[dict[str, object]] = []
    size = 0
    for observation in observations:
        written: dict[str, object] = msgspec.to_builtins(observation)
        bytes_ = len(msgspec.json.encode(written))
        if batch and size + bytes_ > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(written)
        size += bytes_
    if batch:
        yield batch
