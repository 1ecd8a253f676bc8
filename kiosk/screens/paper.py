"""Room: kiosk. The slip to take home: on paper where there is a printer, else for one's phone."""

import numpy as np
import pygame

from hardware import HardwareError
from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.slip_picture import draw_slip
from kiosk.screens.theme import BODY, LEAD, SMALL, TITLE, WHITE
from kiosk.screens.widgets import Panel, Picture, Style, Text

SHOWN_PX = 576


class PaperScreen(Screen):
    """The slip as it is printed, and the button that prints it."""

    name = "paper"
    idle_s = 120.0

    def enter(self) -> Move | None:
        """Draw the slip; it is printed when it is asked for."""
        self._slip = self.services.desk.slip_of(self.services.session)
        self._told: str | None = None
        self._picture = draw_slip(self._slip, SHOWN_PX)
        return None

    def compose(self, page: Page) -> None:
        """What it is for at one side, the slip at the other."""
        theme, printer = page.theme, self.services.devices.slip_printer
        done = Press("on", page.say("paper.done"), lambda: Go("thanks"), picture="check")
        if printer is None:
            page.footer(done)
        else:
            page.footer(
                Press("print", page.say("paper.print"), self._print, style=Style.SECONDARY,
                      picture="printer"),
                done,
            )  # fmt: skip
        words, paper = page.halves(1.15, 1.0)
        title, lead, told = down(words, (1, 1.4, 1), theme.px(12))
        page.add(Text(title, page.say("paper.title"), theme, sizes=(TITLE, 38), bold=True,
                      stand="bottom"))  # fmt: skip
        said = "paper.lead" if printer is not None else "paper.phone"
        page.add(Text(lead, page.say(said), theme, sizes=(LEAD, BODY, SMALL), ink="muted"))
        if self._told is not None:
            page.add(
                Text(
                    told,
                    page.say(self._told),
                    theme,
                    sizes=(BODY, SMALL),
                    bold=True,
                    ink="good on sand" if self._told == "paper.printed" else "near on sand",
                )
            )
        page.add(Panel(paper, theme))
        edge = theme.px(14)
        page.add(Picture(paper.inflate(-2 * edge, -2 * edge), _surface(self._picture),
                         ground=WHITE))  # fmt: skip

    def aloud(self, page: Page) -> str:
        """The words, and what stands on the slip."""
        return f"{super().aloud(page)}. {self._slip.text()}"

    def _print(self) -> None:
        printer = self.services.devices.slip_printer
        if printer is not None:
            picture = draw_slip(self._slip, printer.width_px)
            self.do(lambda: printer.print_slip(picture), lambda _: self._say("paper.printed"))

    def failed(self, error: BaseException) -> Move | None:
        """A printer that does not print is no end of the world: the code is enough."""
        if not isinstance(error, HardwareError):
            return super().failed(error)
        self._say("paper.not_printed")
        return None

    def _say(self, key: str) -> None:
        self._told = key
        self.refresh()


def _surface(picture: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> pygame.Surface:
    grey = np.repeat(picture.T[:, :, None], 3, axis=2)
    return pygame.surfarray.make_surface(grey)
