"""Room: kiosk. Trying out the screen and the camera before the test: nothing is kept or scored."""

from collections.abc import Callable

import pygame

from hardware import Frame
from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, ORANGE, ORANGE_SOFT, SMALL, TARGET
from kiosk.screens.widgets import Band, Button, LivePicture, Picture, Style, Text
from kiosk.screens.widgets.picture import surface_of

STARS = ((0.12, 0.2), (0.72, 0.12), (0.42, 0.62))
"""Where the star lies, one after the other, as shares of the room it has."""


class PracticeScreen(Screen):
    """First touch three stars, then take a picture and look at it; as often as one likes.

    It has no session and no shelf: what it shows lives on this screen alone.
    """

    name = "practice"
    idle_s = 240.0

    def enter(self) -> Move | None:
        """Begin with the first star."""
        self._touched = 0
        self._frame: Frame | None = None
        return None

    def leave(self) -> None:
        """The picture goes with the screen."""
        self._frame = None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the camera's check."""
        return lambda: Go("equipment")

    @property
    def _uses_camera(self) -> bool:
        return any(sensor.kind == "camera" for sensor in self.services.pack.sensors)

    def compose(self, page: Page) -> None:
        """What to try, and that it does not count."""
        strip = page.take_top(54, gap=12)
        page.add(Band(strip, ORANGE_SOFT, ORANGE, 0))
        page.add(
            Text(strip, page.say("practice.banner"), page.theme, sizes=(BODY, SMALL, 20, 18),
                 bold=True, align="centre", stand="middle", ink="practice")
        )  # fmt: skip
        page.title(page.say(self._title))
        page.lead(page.say(self._lead), units=76 if page.theme.portrait else 44)
        if self._touched < len(STARS):
            page.footer(self._out(page))
            self._compose_star(page)
        elif not self._uses_camera:
            page.footer(self._again(page), self._out(page))
        elif self._frame is None:
            take = Press(
                "take", page.say("step.photo"), self._take, picture="camera", style=Style.CALL
            )
            page.footer(self._out(page), take)
            no_camera = page.say("equipment.no_camera")
            live = LivePicture(page.body, self.services.feed.fitted, no_camera, page.theme)
            page.add(live)
        else:
            page.footer(self._again(page), self._out(page))
            page.add(Picture(page.body, surface_of(self._frame.image)))

    @property
    def _title(self) -> str:
        if self._touched < len(STARS):
            return "practice.star"
        if not self._uses_camera or self._frame is not None:
            return "practice.well"
        return "practice.photo"

    @property
    def _lead(self) -> str:
        if self._touched < len(STARS):
            return "practice.star_lead"
        if not self._uses_camera:
            return "practice.touch_done"
        return "practice.photo_lead" if self._frame is None else "practice.photo_done"

    def _compose_star(self, page: Page) -> None:
        side = page.theme.px(TARGET * 1.5)
        at = STARS[self._touched]
        room = page.body
        star = pygame.Rect(
            room.left + round((room.width - side) * at[0]),
            room.top + round(max(0, room.height - side) * at[1]),
            side,
            min(side, room.height),
        )
        page.add(
            Button(star, "star", page.say("practice.star"), self._touch, page.theme,
                   style=Style.CALL, picture="star", shown=False)
        )  # fmt: skip

    def _out(self, page: Page) -> Press:
        return Press(
            "ready",
            page.say("practice.done"),
            lambda: Go("equipment"),
            picture="check",
            style=Style.SECONDARY if self._touched < len(STARS) else Style.PRIMARY,
        )

    def _again(self, page: Page) -> Press:
        return Press(
            "again",
            page.say("practice.again"),
            self._begin_again,
            picture="repeat",
            style=Style.SECONDARY,
        )

    def _touch(self) -> None:
        self._touched += 1

    def _take(self) -> None:
        self._frame = self.services.feed.newest()

    def _begin_again(self) -> None:
        self._touched, self._frame = 0, None
