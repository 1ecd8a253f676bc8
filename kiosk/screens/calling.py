"""Room: kiosk. The card that calls a person: by light, by sound, and large on the screen."""

from hardware import HardwareError
from hardware.audio import Speaker, tone
from hardware.lights import Signal
from kiosk.attempt import State
from kiosk.screens.moves import Close, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, ORANGE_DEEP, SMALL
from kiosk.screens.widgets import Icon, Text


class CallCard(Screen):
    """Somebody is being called. The clock stands still, and the log says so."""

    name = "call"
    card = True
    height = 600.0
    idle_s = 1800.0

    def enter(self) -> Move | None:
        """Call: the light, the sound, and what the log says of it."""
        self.services.signal(Signal.CALL)
        if self.services.devices.speaker is not None:
            self.services.work.submit(_ring, self.services.devices.speaker)
        session = self.visit.session
        if session is not None and not session.over and session.state is not State.NEW:
            self.do(session.call_person, lambda _: None)
        return None

    def leave(self) -> None:
        """Somebody came, or is not needed any more."""
        self.services.signal(Signal.BUSY if self.visit.session else Signal.FREE)

    def compose(self, page: Page) -> None:
        """A raised hand, and what happens now."""
        theme = page.theme
        page.footer(Press("back", page.say("call.back"), Close, picture="arrow left"))
        sign, title, lead = down(page.body, (1.6, 0.7, 1), theme.px(10))
        page.add(Icon(sign, "hand", disc=ORANGE_DEEP, most=theme.px(190)))
        page.add(Text(title, page.say("call.title"), theme, sizes=(44, 38, LEAD), bold=True,
                      align="centre", stand="middle"))  # fmt: skip
        page.add(Text(lead, page.say("call.lead"), theme, sizes=(LEAD, BODY, SMALL), ink="muted",
                      align="centre"))  # fmt: skip


def _ring(speaker: Speaker) -> None:
    """Two tones, as at a reception; a speaker that is away stops no test."""
    try:
        for frequency_hz in (880.0, 660.0):
            speaker.play(tone(frequency_hz, 0.35))
    except HardwareError:
        return  # the light and the screen call as well
