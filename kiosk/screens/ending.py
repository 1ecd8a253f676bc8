"""Room: kiosk. The card that asks who wants an unfinished test closed: not just anybody may."""

from kiosk.screens.moves import Close, Go, Move, Over
from kiosk.screens.page import Page, Press
from kiosk.screens.screen import Screen
from kiosk.screens.theme import TARGET
from kiosk.screens.widgets import Style


class EndingCard(Screen):
    """Whoever began it types the code; the person in charge types the PIN; others go back."""

    name = "ending"
    card = True
    height = 620.0
    idle_s = 60.0

    def compose(self, page: Page) -> None:
        """What closing means, and who may."""
        page.title(page.say("ending.title"))
        page.lead(page.say("ending.lead"), units=100)
        for press in (
            Press("back", page.say("app.back"), Close, picture="arrow left"),
            Press("mine", page.say("ending.mine"), self._by_code, style=Style.SECONDARY,
                  picture="keys"),
            Press("staff", page.say("ending.staff"), self._by_pin, style=Style.SECONDARY,
                  picture="lock"),
        ):  # fmt: skip
            page.add(press.button(page.take_top(TARGET), page.theme))

    def _by_code(self) -> Move:
        self.visit.ending, self.visit.code = True, ""
        return Go("code")

    def _by_pin(self) -> Move:
        self.visit.ending = True
        return Over("pin")
