"""Room: kiosk. Before the test: does the camera see, is there light, is the board seen?"""

from collections.abc import Callable

from kiosk.attempt import State
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TITLE
from kiosk.screens.widgets import Check, CheckState, LivePicture, Style, Text
from scenarios import CameraStanding

LIGHT = {"too_dark": "equipment.dark", "overexposed": "remedy.overexposed"}
"""Codes of a look that speak of light, and what to do."""

MANY = 4
"""More lines than this leave the picture less room."""

BOARD_SIGHTS = frozenset({"table_setting"})
"""Sights that measure on the board's plane."""


class EquipmentScreen(Screen):
    """The live picture, and a line for camera, light and board."""

    name = "equipment"
    idle_s: float | None = 240.0

    def enter(self) -> Move | None:
        """Look afresh; work that is done already is not given up for want of a touch."""
        if not self.services.pack.uses_camera:
            return Go("step")
        if self.services.session.state is not State.READY:
            self.idle_s = None
        self.services.lookout.forget()
        self.services.feed.let_go()
        self._asked = False
        self._standings: list[CameraStanding] = []
        self._seen, self._each = self._camera(), self.services.feed.standing
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Leaving here ends the attempt, so ask."""
        return lambda: Over("leave")

    def tick(self) -> Move | None:
        """Follow the camera and the looks."""
        if (self._camera(), self.services.feed.standing) != (self._seen, self._each):
            self._seen, self._each = self._camera(), self.services.feed.standing
            self.refresh()
        if self.services.lookout.tick(self.services.now()):
            self.refresh()
        self._ask_for_the_report()
        return super().tick()

    def compose(self, page: Page) -> None:
        """Picture at one side, checks at the other."""
        page.footer(
            Press("practice", page.say("equipment.practice"), lambda: Go("practice"),
                  style=Style.SECONDARY, picture="star"),
            Press("ready", page.say("equipment.ready"), lambda: Go("step"), enabled=self._ready(),
                  picture="check"),
        )  # fmt: skip
        theme, lines = page.theme, self._lines(page)
        many = len(lines) > MANY
        picture, side = page.halves(1.1 if many else 1.5, 1.0)
        page.add(
            LivePicture(picture, self.services.feed.fitted, page.say("equipment.no_camera"), theme)
        )
        title, lead, checks = down(side, (0.6, 0.6, 4.3) if many else (0.9, 1.1, 3.4), theme.px(10))
        page.add(Text(title, page.say("equipment.title"), theme, sizes=(TITLE, 38, 34, LEAD),
                      bold=True))  # fmt: skip
        page.add(
            Text(lead, page.say("equipment.lead"), theme, ink="muted",
                 sizes=(SMALL, 20) if many else (LEAD, BODY, SMALL, 20))
        )  # fmt: skip
        rows = down(checks, [1] * max(3, len(lines)), theme.px(12))
        for (name, words, state), row in zip(lines, rows, strict=False):
            page.add(Check(row, name, words, state, theme))

    def _ask_for_the_report(self) -> None:
        """Once the camera's picture is there: may it decide, or will a person measure by hand?"""
        seen = None if self._asked else self.services.feed.moment()
        if seen is not None:
            self._asked = True
            pack = self.services.pack
            self._standings = self.services.desk.camera_standings(pack, seen.frames)
            self.refresh()

    @property
    def _needs_board(self) -> bool:
        return self.services.pack.sight in BOARD_SIGHTS

    def _ready(self) -> bool:
        """Whether the test may begin: a missing camera then means that a person looks."""
        if self._seen is not CheckState.GOOD:
            fallbacks = {sensor.kind: sensor.fallback for sensor in self.services.pack.sensors}
            return self._seen is CheckState.REMEDY and fallbacks.get("camera") == "person"
        lookout = self.services.lookout
        return lookout.looked and (lookout.found is None or not self._needs_board)

    def _lines(self, page: Page) -> list[tuple[str, str, CheckState]]:
        good = page.say("equipment.good"), CheckState.GOOD
        waiting = page.say("equipment.waiting"), CheckState.WAITING
        lookout = self.services.lookout
        code = lookout.found if lookout.looked else None
        light = board = waiting
        if self._seen is CheckState.GOOD and lookout.looked:
            light = (page.say(LIGHT[code]), CheckState.REMEDY) if code in LIGHT else good
            board = (self._board_remedy(page, code), CheckState.REMEDY) if code else good
        lines = [*self._cameras(page), (page.say("equipment.light"), *light)]
        if self._needs_board:
            lines.append((page.say("equipment.board"), *board))
        return [*lines, *self._headset(page), *self._permit(page)]

    def _cameras(self, page: Page) -> list[tuple[str, str, CheckState]]:
        """One line for the cameras that stand alike."""
        called: dict[CheckState, list[str]] = {}
        for one in self._each:
            state = CheckState.WAITING if one.opening else CheckState.REMEDY
            called.setdefault(CheckState.GOOD if one.live else state, []).append(one.called)
        words = {
            CheckState.GOOD: page.say("equipment.good"),
            CheckState.WAITING: page.say("equipment.waiting"),
            CheckState.REMEDY: page.say("equipment.no_camera"),
        }
        return [
            (": ".join(filter(None, (page.say("equipment.camera"), ", ".join(names)))),
             words[state], state)
            for state, names in called.items()
        ]  # fmt: skip

    def _headset(self, page: Page) -> list[tuple[str, str, CheckState]]:
        """Where a test can be done with a headset and none answers, it is done on this screen."""
        if all(sensor.kind != "headset" for sensor in self.services.pack.sensors):
            return []
        words = page.say("equipment.no_headset")
        return [(page.say("equipment.headset"), words, CheckState.REMEDY)]

    def _permit(self, page: Page) -> list[tuple[str, str, CheckState]]:
        """The line that says whether the camera was proven here; the test may begin either way.

        Of several, those not proven are left out, and a person measures only where none is.
        """
        if not self._standings:
            return []
        may = [one for one in self._standings if one.standing != "not_proven"]
        good = CheckState.GOOD if len(may) == len(self._standings) else CheckState.REMEDY
        words = page.say(f"standing.{(may or self._standings)[0].standing}")
        if may and good is CheckState.REMEDY:
            words = page.say("standing.only", names=", ".join(one.called or "" for one in may))
        return [(page.say("standing.name"), words, good)]

    def _board_remedy(self, page: Page, code: str) -> str:
        if code in LIGHT or code == "no_board" or not page.texts.has(f"remedy.{code}"):
            return page.say("equipment.no_board")
        return page.say(f"remedy.{code}")

    def _camera(self) -> CheckState:
        """How the camera stands."""
        if self.services.feed.newest() is not None:
            return CheckState.GOOD
        return CheckState.WAITING if self.services.feed.opening else CheckState.REMEDY
