"""Room: kiosk. After saying no: all is well."""

from kiosk.screens.moves import Go
from kiosk.screens.notice import NoticeScreen


class RefusedScreen(NoticeScreen):
    """No picture was taken; there is another way."""

    name = "refused"
    icon = "heart"
    title_key = "refused.title"
    lead_key = "refused.lead"
    button_key = "refused.done"
    idle_s = 60.0

    def pressed(self) -> Go:
        """Back to the start."""
        return Go("start")
