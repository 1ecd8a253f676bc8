"""Room: kiosk. The candidate holds their slip before the camera; its QR code says who they are."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TITLE
from kiosk.screens.widgets import Icon, LivePicture, Style, Text
from protocol.candidate_code import ALPHABET, read_candidate_code

HELP_AFTER_S = 12.0
"""Without a readable code for so long, what to do about a torn slip is said."""


class ScanScreen(Screen):
    """The live picture; a code that is read leads on by itself."""

    name = "scan"

    def enter(self) -> Move | None:
        """Forget what the camera saw before."""
        self.services.slips.forget()
        if self.services.devices.scanner is not None:
            self.services.devices.scanner.connect()
        self._help_at = self.services.now() + HELP_AFTER_S
        self._told = "scan.lead"
        return None

    def leave(self) -> None:
        """A scan on any other screen is nobody's."""
        if self.services.devices.scanner is not None:
            self.services.devices.scanner.disconnect()

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the ways of saying who one is."""
        return lambda: Go("checkin")

    def tick(self) -> Move | None:
        """A code of ours leads on; another QR code is not ours; none at all needs help."""
        services = self.services
        scanner = services.devices.scanner
        scanned = scanner.poll() if scanner is not None else None
        if scanned is not None:
            return self._read(scanned)
        if services.slips.tick(services.now()) and services.slips.found is not None:
            return self._read(services.slips.found)
        if services.now() > self._help_at and self._told == "scan.lead":
            self._say("scan.torn")
        return super().tick()

    def key(self, event: pygame.event.Event) -> Move | None:
        """A reader that types like a keyboard, or a person who does."""
        sign = event.unicode.upper()
        if not sign or sign not in ALPHABET:
            return None
        self.visit.code = sign
        return Go("code")

    def compose(self, page: Page) -> None:
        """Words at one side, the picture at the other, typing below."""
        theme = page.theme
        page.footer(
            Press("code", page.say("scan.type"), lambda: Go("code"), style=Style.SECONDARY,
                  picture="keys")
        )  # fmt: skip
        words, picture = page.halves(1.0, 1.5)
        sign, title, lead = down(words, (1.3, 0.8, 1.5), theme.px(10))
        page.add(Icon(sign, "qr", most=theme.px(150)))
        page.add(Text(title, page.say("scan.title"), theme, sizes=(TITLE, 38, 34), bold=True,
                      stand="middle"))  # fmt: skip
        page.add(
            Text(lead, page.say(self._told), theme, sizes=(LEAD, BODY, SMALL, 20),
                 ink="muted" if self._told == "scan.lead" else "near on sand")
        )  # fmt: skip
        no_camera = page.say("scan.no_camera")
        page.add(LivePicture(picture, self.services.feed.fitted, no_camera, theme))

    def _read(self, text: str) -> Move | None:
        """A code of ours leads on; any other text is not ours."""
        code = read_candidate_code(text)
        if code is None:
            self._say("scan.not_ours")
            return None
        self.visit.code = code
        return Go("whose")

    def _say(self, key: str) -> None:
        if self._told != key:
            self._told = key
            self.refresh()
