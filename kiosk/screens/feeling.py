"""Room: kiosk. How somebody feels, before and after the headset: three questions, four answers."""

from collections.abc import Callable

import msgspec
import pygame

from kiosk.screens.mode import on_screen
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.step import after_step
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL
from kiosk.screens.widgets import Button, Style, Text
from kiosk.vr.messages import Answers, Sickness
from kiosk.vr.rules import UNWELL
from protocol.bodies import ModeChosen, SicknessAnswered

QUESTIONS = ("nausea", "eyes", "dizzy")
DEGREES = 4


class FeelingScreen(Screen):
    """Asked before, so that who is unwell takes the screen; asked after, so that they rest."""

    name = "feeling"
    idle_s = 300.0

    def enter(self) -> Move | None:
        """Nothing is answered yet."""
        self._answers: dict[str, int] = {}
        self._advice = False
        return None

    @property
    def back(self) -> Callable[[], Move | None] | None:
        """Before: the points to read; after there is no way back."""
        return (lambda: Go("wearing")) if self._before else None

    def compose(self, page: Page) -> None:
        """The questions, or what is advised."""
        when = "before" if self._before else "after"
        if self._advice:
            self._compose_advice(page, when)
            return
        page.title(page.say(f"headset.feeling_{when}"))
        page.lead(page.say("headset.feeling_lead"), units=54)
        page.footer(
            Press("next", page.say("app.next"), self._next, picture="arrow right",
                  style=Style.CALL, enabled=len(self._answers) == len(QUESTIONS))
        )  # fmt: skip
        for question, box in zip(
            QUESTIONS, down(page.body, [1] * len(QUESTIONS), page.theme.px(14)), strict=True
        ):
            self._compose_question(page, question, box)

    def _compose_question(self, page: Page, question: str, box: pygame.Rect) -> None:
        theme = page.theme
        split = down if theme.portrait else across
        words, answers = split(box, (1, 2.4) if not theme.portrait else (1, 1.4), theme.px(16))
        page.add(Text(words, page.say(f"headset.ask_{question}"), theme, sizes=(BODY, 24, SMALL),
                      bold=True, stand="middle"))  # fmt: skip
        for degree, place in enumerate(across(answers, [1] * DEGREES, theme.px(10))):
            place.height = min(place.height, theme.px(120))
            place.centery = answers.centery
            taken = self._answers.get(question) == degree
            page.add(
                Button(place, f"{question} {degree}", page.say(f"headset.degree_{degree}"),
                       self._answer(question, degree), theme, size=SMALL,
                       style=Style.PRIMARY if taken else Style.SECONDARY)
            )  # fmt: skip

    def _compose_advice(self, page: Page, when: str) -> None:
        theme = page.theme
        if when == "before":
            page.footer(
                Press("leave", page.say("headset.another_day"), lambda: Over("leave"),
                      style=Style.SECONDARY),
                Press("screen", page.say("headset.by_screen"), self._by_screen, picture="touch",
                      style=Style.CALL),
            )  # fmt: skip
        else:
            page.footer(Press("next", page.say("app.next"), self._on, picture="arrow right",
                              style=Style.CALL))  # fmt: skip
        title, lead = down(page.body, (1, 1.4), theme.px(12))
        page.add(Text(title, page.say(f"headset.unwell_{when}"), theme, sizes=(40, 34, LEAD),
                      bold=True, stand="bottom", align="centre"))  # fmt: skip
        page.add(Text(lead, page.say(f"headset.unwell_{when}_lead"), theme,
                      sizes=(LEAD, BODY, SMALL, LEAST), ink="muted", align="centre"))  # fmt: skip

    @property
    def _before(self) -> bool:
        return self.visit.feeling_when == "before"

    def _answer(self, question: str, degree: int) -> Callable[[], None]:
        def act() -> None:
            self._answers[question] = degree

        return act

    def _next(self) -> None:
        self.do(self._keep, lambda _: self._answered())

    def _keep(self) -> None:
        answers = Answers(**self._answers)
        play = self.visit.worn
        if self._before or play is None:
            step = self.services.session.step_at_hand.id
            said = SicknessAnswered(step=step, when="before", **msgspec.structs.asdict(answers))
            self.services.session.log(said)
        else:
            play.answer(Sickness("after", answers))

    def _answered(self) -> Move | None:
        if max(self._answers.values()) >= UNWELL:
            self.visit.unwell = True
            self._advice = True
            return None
        return Go("headset") if self._before else self._on()

    def _by_screen(self) -> None:
        step = self.services.session.step_at_hand
        chosen = ModeChosen(step=step.id, mode="screen")
        self.do(lambda: self.services.session.log(chosen), lambda _: Go(on_screen(step)))

    def _on(self) -> Move:
        self.visit.worn = None
        return after_step(self.services)
