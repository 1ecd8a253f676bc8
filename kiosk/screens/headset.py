"""Room: kiosk. Waits for the headset: the square to scan, the address, and why it warns."""

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from hardware.headset.webxr.configuration_webxr import WebXRConfiguration
from hardware.headset.webxr.headset_webxr import WebXRHeadset
from kiosk.screens.mode import on_screen
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.services import Services
from kiosk.screens.slip_picture import qr_picture
from kiosk.screens.theme import BODY, LEAST, SMALL, WHITE
from kiosk.screens.voice import PROGRAM
from kiosk.screens.widgets import Panel, Picture, Point, Spinner, Style, Text

if TYPE_CHECKING:  # a kiosk without a headset loads none of it
    from kiosk.vr.host import Host
    from kiosk.vr.play import HeadsetPlay

POINTS = ("headset", "qr", "lock", "check")
"""Pictograms of the lines `headset.pairing.1` and on."""


class HeadsetScreen(Screen):
    """The page's server starts with this screen, and goes on until the kiosk is closed."""

    name = "headset"
    idle_s = 600.0

    def enter(self) -> Move | None:
        """Open the page and make a code, unless there is one already."""
        self._play: HeadsetPlay | None = None
        self.do(self._open, self._opened)
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Leaving ends the attempt, so ask."""
        return lambda: Over("leave")

    def tick(self) -> Move | None:
        """On to what staff see, as soon as a headset is here."""
        play = self._play
        if play is not None and not self.busy and play.glance.here:
            return Go("worn")
        return super().tick()

    def compose(self, page: Page) -> None:
        """The square at one side, what to do at the other."""
        page.title(page.say("headset.pair_title"))
        page.footer(
            Press("screen", page.say("headset.rather_screen"), self._by_screen,
                  style=Style.SECONDARY, picture="touch", enabled=self._play is not None),
            Press("help", page.say("app.call"), lambda: Over("call"), style=Style.SECONDARY,
                  picture="hand"),
        )  # fmt: skip
        host = self.services.headset_host
        if self._play is None or host is None:
            page.add(Spinner(page.body, self.services.now))
            return
        shown, told = page.halves(1, 1.25)
        self._compose_code(page, shown, host, self._play)
        lines = page.texts.lines("headset.pairing")
        boxes = down(told, [1] * len(lines), page.theme.px(10))
        values = {"address": host.address, "sign": host.certificate.short}
        for picture, line, box in zip(POINTS, lines, boxes, strict=True):
            page.add(Point(box, picture, line.format(**values), page.theme,
                           sizes=(24, SMALL, 20, LEAST)))  # fmt: skip

    def _compose_code(
        self, page: Page, box: pygame.Rect, host: "Host", play: "HeadsetPlay"
    ) -> None:
        theme = page.theme
        page.add(Panel(box, theme))
        square, words = down(box.inflate(-2 * theme.px(16), -2 * theme.px(14)), (6, 1), theme.px(8))
        side = min(square.size)
        page.add(Picture(square, qr_picture(host.url(play), side), ground=WHITE))
        page.add(Text(words, host.address, theme, sizes=(BODY, SMALL, LEAST, 17), align="centre",
                      stand="middle", ink="body on white", aloud=False))  # fmt: skip

    def _open(self) -> "HeadsetPlay":
        from kiosk.vr.play import HeadsetPlay
        from kiosk.vr.record import FOLDER

        services, visit = self.services, self.visit
        host = services.headset_host or _host(services)
        services.headset_host = host
        if visit.worn is None:
            folder = services.desk.journal.path.parent / FOLDER
            visit.worn = HeadsetPlay(services.session, folder, seated=visit.seated, felt=True)
        elif visit.worn.over == "stopped" or visit.worn.begun:
            visit.worn.renew()
        host.play = visit.worn
        return visit.worn

    def _opened(self, play: "HeadsetPlay") -> None:
        self._play = play

    def _by_screen(self) -> None:
        step = self.services.session.step_at_hand
        self.do(self.services.let_go, lambda _: Go(on_screen(step)))


def _host(services: Services) -> "Host":
    """The page's server, begun. Raises VrError when the port cannot be had."""
    from kiosk.vr.host import Host
    from kiosk.vr.record import FOLDER

    headset = services.devices.headset
    told = headset.configuration if isinstance(headset, WebXRHeadset) else WebXRConfiguration()
    host = Host(
        services.desk.journal.path.parent / FOLDER, services.work, port=told.port, host=told.host,
        program=shutil.which(PROGRAM) if services.voice.available else None,
    )  # fmt: skip
    host.start()
    return host
