"""Room: kiosk. Takes the pictures of a finished piece of work and looks at them."""

from hardware.cameras import Moment
from kiosk.films import SHOTS
from kiosk.rig import missed_of
from kiosk.screens.moves import Go, Move
from kiosk.screens.resting import Resting
from kiosk.screens.waiting import WaitingScreen
from kiosk.sight import Sight
from scenarios import FrameRefused, FrameTaken

SETTLE_S = 0.8
"""After the touch, before the first picture: hands leave the picture and nothing shakes."""

SHOT_PAUSE_S = 0.25
IN_STEP_WITHIN_S = 0.5
"""So long cameras are given to show the same moment; then those that do are enough."""

PATIENCE_S = 4.0
"""Without a single picture for this long, there is no camera."""


class MeasuringScreen(WaitingScreen):
    """A few pictures once all lies still, then the sight; what it finds goes to the journal."""

    name = "measuring"

    def enter(self) -> Move | None:
        """Wait a moment, then take the pictures."""
        self._since = self.services.now()
        self._next = self._since + SETTLE_S
        self._moments: list[Moment] = []
        self._looking = False
        self._resting = Resting(self.services, self._next)
        return None

    def tick(self) -> Move | None:
        """Take a picture when it is time, and look when there are enough."""
        if not self._looking:
            self._take(self.services.now())
        return super().tick()

    def _take(self, now: float) -> None:
        seen = self.services.feed.moment() if now >= self._next else None
        frame = seen.frames[0] if seen is not None else None
        if frame is not None and not self._moments and not self._resting.at_rest(frame, now):
            self._since = now  # a camera that gives pictures is not waited for, its table is
        elif seen is not None and self._is_new(seen) and not self._waits_for_others(seen, now):
            self._moments.append(seen)
            self._next = now + SHOT_PAUSE_S
        late = now - self._since > PATIENCE_S
        if len(self._moments) >= SHOTS or late:
            self._looking = True
            self.visit.frames = tuple(f for moment in self._moments for f in moment.frames)
            self.visit.missed = missed_of(self._moments, self.services.session.step.id)
            self.do(self._look, self._seen)

    def _is_new(self, seen: Moment) -> bool:
        """Whether no picture of it was taken before."""
        known = {(f.taken_by, f.number) for moment in self._moments for f in moment.frames}
        return not any((f.taken_by, f.number) in known for f in seen.frames)

    def _waits_for_others(self, seen: Moment, now: float) -> bool:
        """Whether another camera's picture, which is of another moment, may yet come into step."""
        return bool(seen.stale) and now - self._next < IN_STEP_WITHIN_S

    def _look(self) -> Sight:
        return self.services.session.look(self.visit.frames)

    def _seen(self, sight: Sight) -> Move | None:
        self.visit.sight = sight
        refused = not self.services.session.with_ai and self.visit.frames
        if not refused and all(
            isinstance(seen, FrameRefused | FrameTaken) for seen in sight.observations
        ):
            return Go("remeasure")
        self.doing = "measuring.saving"
        self.do(
            lambda: self.services.session.record(self.visit.frames, sight, self.visit.missed),
            lambda _: Go("photo"),
        )
        return None
