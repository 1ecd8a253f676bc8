"""Room: kiosk. Takes the pictures of a finished piece of work and looks at them."""

from hardware import Frame
from kiosk.films import SHOTS
from kiosk.screens.moves import Go, Move
from kiosk.screens.resting import Resting
from kiosk.screens.waiting import WaitingScreen
from kiosk.sight import Sight
from scenarios import FrameRefused, FrameTaken

SETTLE_S = 0.8
"""After the touch, before the first picture: hands leave the picture and nothing shakes."""

SHOT_PAUSE_S = 0.25
PATIENCE_S = 4.0
"""Without a single picture for this long, there is no camera."""


class MeasuringScreen(WaitingScreen):
    """A few pictures once all lies still, then the sight; what it finds goes to the journal."""

    name = "measuring"

    def enter(self) -> Move | None:
        """Wait a moment, then take the pictures."""
        self._since = self.services.now()
        self._next = self._since + SETTLE_S
        self._frames: list[Frame] = []
        self._looking = False
        self._resting = Resting(self.services, self._next)
        return None

    def tick(self) -> Move | None:
        """Take a picture when it is time, and look when there are enough."""
        if not self._looking:
            self._take(self.services.now())
        return super().tick()

    def _take(self, now: float) -> None:
        frame = self.services.feed.newest() if now >= self._next else None
        taken = self._frames[-1].number if self._frames else -1
        if frame is not None and not self._frames and not self._resting.at_rest(frame, now):
            self._since = now  # a camera that gives pictures is not waited for, its table is
        elif frame is not None and frame.number != taken:
            self._frames.append(frame)
            self._next = now + SHOT_PAUSE_S
        late = now - self._since > PATIENCE_S
        if len(self._frames) >= SHOTS or late:
            self._looking = True
            self.visit.frames = tuple(self._frames)
            self.do(self._look, self._seen)

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
            lambda: self.services.session.record(self.visit.frames, sight),
            lambda _: Go("photo"),
        )
        return None
