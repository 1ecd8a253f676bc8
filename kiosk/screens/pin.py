"""Room: kiosk. The card that asks the person in charge for the PIN: after a long press, or to close
a test that somebody left unfinished.
"""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Close, Go, Move
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.resuming import close_unfinished
from kiosk.screens.screen import Screen
from kiosk.screens.widgets import Button, Style, Text
from kiosk.staff_pin import MOST_DIGITS

KEYS = ("123", "456", "789", "0")


class PinCard(Screen):
    """Dots for the digits, and large keys."""

    name = "pin"
    card = True
    height = 740.0
    idle_s = None
    CLOSES_S = 60.0

    def enter(self) -> Move | None:
        """Begin with nothing typed."""
        self._typed = ""
        self._told: str | None = None
        self._until = self.services.now() + self.CLOSES_S
        return None

    def tick(self) -> Move | None:
        """A card nobody answers goes away: the candidate was only holding the screen."""
        if self.services.now() > self._until and not self.busy:
            return Close()
        return super().tick()

    def compose(self, page: Page) -> None:
        """Title, dots, keys."""
        theme = page.theme
        page.title(page.say("pin.title"), units=60)
        page.footer(
            Press("back", page.say("app.back"), Close, style=Style.SECONDARY, picture="arrow left"),
            Press("enter", page.say("pin.enter"), self._enter, picture="check",
                  enabled=self.services.desk.staff_door.has_pin),
        )  # fmt: skip
        dots = page.take_top(48, gap=8)
        key = self._told or ("pin.lead" if self.services.desk.staff_door.has_pin else "pin.none")
        told = "● " * len(self._typed) if self._typed else page.say(key)
        page.add(Text(dots, told.strip(), theme, sizes=(30, 24, 20, 19), align="centre",
                      ink="near on sand" if self._told else "muted", aloud=False))  # fmt: skip
        gap = theme.px(8)
        for digits, line in zip(KEYS, down(page.body, [1] * len(KEYS), gap), strict=True):
            boxes = across(line, [1] * 3, gap)
            if digits == "0":
                delete = Press("delete", page.say("code.delete"), self._delete,
                               style=Style.SECONDARY)  # fmt: skip
                page.add(delete.button(boxes[0], theme))
                boxes = boxes[1:]
            for digit, box in zip(digits, boxes, strict=False):
                page.add(Button(box, f"key {digit}", digit, self._typing(digit), theme,
                                style=Style.SECONDARY, size=40))  # fmt: skip

    def aloud(self, page: Page) -> str:
        """The question only."""
        return page.say("pin.title")

    def key(self, event: pygame.event.Event) -> Move | None:
        """Type on a keyboard."""
        if event.unicode.isdigit() and event.unicode.isascii():
            self._type(event.unicode)
        elif event.key == pygame.K_BACKSPACE:
            self._delete()
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self._enter()
        return None

    def _typing(self, digit: str) -> Callable[[], None]:
        return lambda: self._type(digit)

    def _type(self, digit: str) -> None:
        self._typed = (self._typed + digit)[:MOST_DIGITS]
        self._told = None
        self.refresh()

    def _delete(self) -> None:
        self._typed = self._typed[:-1]
        self.refresh()

    def _enter(self) -> None:
        """Hashing takes a moment, so it is done beside the screen."""
        door, typed = self.services.desk.staff_door, self._typed
        self.do(lambda: door.opens(typed), self._answered)

    def _answered(self, opened: bool) -> Move | None:
        self._typed = ""
        if opened and self.visit.ending:
            close_unfinished(self)
            return None
        if opened:
            return Go("staff")
        self._told = "pin.shut" if self.services.desk.staff_door.shut_s > 0 else "pin.wrong"
        self.refresh()
        return None
