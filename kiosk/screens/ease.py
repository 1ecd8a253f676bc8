"""Room: kiosk. The card that makes the kiosk easier: to see, to reach, to follow by ear."""

from collections.abc import Callable

from kiosk.screens.moves import Close
from kiosk.screens.page import Page, Press
from kiosk.screens.screen import Screen
from kiosk.screens.theme import TARGET
from kiosk.screens.widgets import Style

CHOICES = (
    ("contrast", "contrast", "ease.contrast_on", "ease.contrast_off"),
    ("low", "lower", "ease.low_on", "ease.low_off"),
    ("aloud", "speaker", "ease.aloud_on", "ease.aloud_off"),
)
"""Fields of the visit, with the pictogram and the words to switch each on and off."""


class EaseCard(Screen):
    """Switches, each with its words; what is chosen holds until the person leaves."""

    name = "ease"
    card = True
    height = 620.0
    idle_s = 60.0

    def compose(self, page: Page) -> None:
        """One button a choice, and the way back."""
        page.title(page.say("ease.title"), units=92)
        page.footer(Press("back", page.say("ease.done"), Close, picture="check"))
        for field, picture, on, off in CHOICES:
            if field == "aloud" and not self.services.voice.available:
                continue
            chosen = bool(getattr(self.visit, field))
            press = Press(field, page.say(off if chosen else on), self._switch(field),
                          style=Style.PRIMARY if chosen else Style.SECONDARY,
                          picture=picture)  # fmt: skip
            page.add(press.button(page.take_top(TARGET, gap=14), page.theme))

    def _switch(self, field: str) -> Callable[[], None]:
        def act() -> None:
            setattr(self.visit, field, not getattr(self.visit, field))
            if field == "aloud" and not self.visit.aloud:
                self.services.voice.hush()

        return act
