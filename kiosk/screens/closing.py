"""Room: kiosk. After the last step: propose the scores and seal the attempt."""

from kiosk.attempt import State
from kiosk.screens.moves import Go, Move
from kiosk.screens.waiting import WaitingScreen


class ClosingScreen(WaitingScreen):
    """From the observations to the sealed attempt."""

    name = "closing"
    doing = "measuring.saving"

    def enter(self) -> Move | None:
        """Begin at once."""
        self.do(self._close, lambda _: Go("result"))
        return None

    def _close(self) -> None:
        session = self.services.session
        if session.state is State.STEP_DONE:
            session.propose()
        if session.state is State.SCORED:
            session.finish()
        if session.state is State.FINISHED:
            session.seal()
