"""Room: kiosk. The test was left: it is not assessed, and can be taken another day."""

from kiosk.screens.moves import Go, Move
from kiosk.screens.notice import NoticeScreen


class StoppedScreen(NoticeScreen):
    """Says so, kindly."""

    name = "stopped"
    icon = "heart"
    title_key = "stopped.title"
    lead_key = "stopped.lead"
    button_key = "stopped.done"
    idle_s = 60.0

    def pressed(self) -> Move | None:
        """Back to the start."""
        return Go("start")
