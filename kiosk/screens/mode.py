"""Room: kiosk. On the screen or in a headset: the candidate chooses, and both count the same."""

from collections.abc import Callable

import pygame

from hardware.headset.webxr.headset_webxr import WebXRHeadset
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.services import Services
from kiosk.screens.theme import BODY, SMALL, TARGET, WHITE
from kiosk.screens.widgets import Button, Icon, Panel, Style, Text
from protocol.bodies import ModeChosen
from scenarios import Step

WAYS = (
    ("screen", "touch", "headset.by_screen", "headset.by_screen_lead"),
    ("headset", "headset", "headset.by_headset", "headset.by_headset_lead"),
)
"""The ways, with the pictogram and the words of each; the screen first: a full right."""


def on_screen(step: Step) -> str:
    """The screen that plays a step by touch."""
    return "scene" if step.scene is not None else "dialogue"


def way_to_play(services: Services, step: Step) -> str:
    """Where a step that is played leads: to the choice, where a headset is set up and can do it."""
    offered = isinstance(services.devices.headset, WebXRHeadset) and not services.visit.unwell
    if offered and step.id in services.session.pack.vr_by_step:
        return "mode"
    return on_screen(step)


class ModeScreen(Screen):
    """Two cards. Whoever takes the screen loses nothing."""

    name = "mode"

    @property
    def back(self) -> Callable[[], Move | None]:
        """Leaving ends the attempt, so ask."""
        return lambda: Over("leave")

    def compose(self, page: Page) -> None:
        """The question and the cards."""
        page.title(page.say("headset.title"))
        page.lead(page.say("headset.lead"), units=72 if page.theme.portrait else 60)
        split = down if page.theme.portrait else across
        boxes = split(page.body, [1] * len(WAYS), page.theme.px(24))
        for way, box in zip(WAYS, boxes, strict=True):
            self._card(page, box, *way)

    def _card(
        self, page: Page, box: pygame.Rect, way: str, picture: str, label: str, lead: str
    ) -> None:
        theme = page.theme
        page.add(Panel(box, theme))
        inside = box.inflate(-2 * theme.px(24), -2 * theme.px(22))
        button = pygame.Rect(0, 0, inside.width, theme.px(TARGET))
        button.bottomleft = inside.bottomleft
        inside.height -= button.height + theme.px(16)
        sign, words = down(inside, (1.3, 1), theme.px(14))
        page.add(Icon(sign, picture, most=theme.px(190), ground=WHITE))
        page.add(Text(words, page.say(lead), theme, sizes=(BODY, 24, SMALL, 20),
                      ink="muted on white", stand="middle", align="centre"))  # fmt: skip
        act = self._screen if way == "screen" else self._headset
        page.add(Button(button, way, page.say(label), act, theme, style=Style.PRIMARY,
                        ground=WHITE))  # fmt: skip

    def _screen(self) -> None:
        step = self.services.session.step_at_hand
        chosen = ModeChosen(step=step.id, mode="screen")

        def job() -> None:
            from kiosk.vr.record import FOLDER, keep_rescued

            # A try in the headset may have been cut off; it is begun again on the screen.
            keep_rescued(self.services.session, self.services.desk.journal.path.parent / FOLDER)
            self.services.session.log(chosen)

        self.do(job, lambda _: Go(on_screen(step)))

    def _headset(self) -> Move:
        return Go("wearing")
