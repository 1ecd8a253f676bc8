"""Room: kiosk. The candidate's code, typed on large keys or a keyboard."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.resuming import close_unfinished, where_to_go_on
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TARGET, TITLE
from kiosk.screens.widgets import Button, Panel, Style, Text
from kiosk.session import Session
from protocol.candidate_code import ALPHABET, KIOSK_SIGNS, SIGNS, read_candidate_code, written_code

KEY_GAP = 8


class CodeScreen(Screen):
    """What was typed, the keys, and how to go on."""

    name = "code"

    def enter(self) -> Move | None:
        """What was typed before may be mended."""
        self._typed = self.visit.code.replace("-", "")
        self._told: str | None = None
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the ways of saying who one is."""
        return lambda: Go("checkin" if self.visit.session is None else "resume")

    def compose(self, page: Page) -> None:
        """Question, field and way on above the keys."""
        theme = page.theme
        columns = 6 if theme.portrait else 8
        title = page.take_top(60, gap=0)
        page.add(Text(title, page.say("code.title"), theme, sizes=(TITLE, 40, 34), bold=True))
        told = page.say(
            self._told or "code.lead", signs=SIGNS, more=KIOSK_SIGNS, code=written_code(self._typed)
        )
        lead = page.take_top(76 if theme.portrait else 40, gap=10)
        page.add(
            Text(lead, told, theme, sizes=(LEAD, BODY, SMALL, 20),
                 ink="near on sand" if self._told else "muted")
        )  # fmt: skip
        if theme.portrait:
            self._field(page, page.take_top(120, gap=24))
            bottom = page.take_bottom(TARGET + 10)
        else:
            row = page.take_top(TARGET, gap=16)
            field, bottom = across(row, (1.35, 1), theme.px(20))
            self._field(page, field)
        delete, on = across(bottom, (1, 1.3), theme.px(20))
        self._keys(page, columns)
        page.add(
            Press("delete", page.say("code.delete"), self._delete, style=Style.SECONDARY,
                  enabled=bool(self._typed)).button(delete, theme)
        )  # fmt: skip
        page.add(
            Press("next", page.say("app.next"), self._on, picture="arrow right").button(on, theme)
        )

    def key(self, event: pygame.event.Event) -> Move | None:
        """Type on a keyboard."""
        typed = event.unicode.upper()
        if event.key == pygame.K_BACKSPACE:
            self._delete()
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            return self._on()
        elif typed and typed in ALPHABET:
            self._type(typed)
        return None

    def _field(self, page: Page, box: pygame.Rect) -> None:
        """A panel with a place for each sign."""
        theme = page.theme
        page.add(Panel(box, theme))
        inside = box.inflate(-theme.px(36), -theme.px(12))
        signs = written_code(self._typed.ljust(self._most_shown, "_"))
        places = across(inside, [0.5 if sign == "-" else 1 for sign in signs], theme.px(8))
        for sign, place in zip(signs, places, strict=True):
            page.add(
                Text(place, sign, theme, sizes=(56, 44), bold=True, align="centre", stand="middle",
                     ink="muted on white" if sign in "_-" else "body on white", aloud=False)
            )  # fmt: skip

    def _keys(self, page: Page, columns: int) -> None:
        theme, gap = page.theme, page.theme.px(KEY_GAP)
        rows = [ALPHABET[i : i + columns] for i in range(0, len(ALPHABET), columns)]
        for signs, line in zip(rows, down(page.body, [1] * len(rows), gap), strict=True):
            for sign, place in zip(signs, across(line, [1] * columns, gap), strict=False):
                page.add(
                    Button(place, f"key {sign}", sign, self._typing(sign), theme,
                           style=Style.SECONDARY, size=40)
                )  # fmt: skip

    def aloud(self, page: Page) -> str:
        """The question only: nobody wants to hear thirty keys."""
        return f"{page.say('code.title')}. {page.say('code.lead')}"

    @property
    def _most_shown(self) -> int:
        """Places for signs: more only once they are needed."""
        return SIGNS if len(self._typed) <= SIGNS else KIOSK_SIGNS

    def _typing(self, sign: str) -> Callable[[], None]:
        return lambda: self._type(sign)

    def _type(self, sign: str) -> None:
        self._told = None
        self._typed = (self._typed + sign)[:KIOSK_SIGNS]
        self.refresh()

    def _delete(self) -> None:
        self._told = None
        self._typed = self._typed[:-1]
        self.refresh()

    def _on(self) -> Move | None:
        code = read_candidate_code(self._typed)
        if code is None:
            self._say("code.short")
            return None
        if self.visit.session is not None:
            return self._go_on_as(self.visit.session, code)
        if self._told is None and not self.services.desk.expects(code):
            self._say("code.unknown")  # but the person may know better than a list
            return None
        self.visit.code = code
        return Go(
            "whose" if self.services.desk.taken_today(self.services.pack, code) else "consent"
        )

    def _go_on_as(self, session: Session, code: str) -> Move | None:
        """A test that was cut off goes on, or is closed, only for whoever began it."""
        if session.started.candidate != code:
            self._say("resume.another")
            return None
        self.visit.code = code
        if self.visit.ending:
            close_unfinished(self)
            return None
        return where_to_go_on(session)

    def _say(self, key: str) -> None:
        self._told = key
        self.refresh()
