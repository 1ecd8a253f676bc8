"""Room: kiosk. A conversation to lead: hear or read what is said, choose what to answer."""

from collections.abc import Callable

import pygame

from kiosk.screens.page import Page, Press, down
from kiosk.screens.play import PlayScreen
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL
from kiosk.screens.widgets import Button, Panel, Picture, Style, Text
from scenarios.plays import Node, Reply


class DialogueScreen(PlayScreen):
    """The guest with their words, and the answers; one is chosen, then said."""

    name = "dialogue"

    def opened(self) -> None:
        """The first words."""
        self._picked: str | None = None
        self._speak()

    def compose_play(self, page: Page) -> None:
        """Guest and words at one side, answers at the other."""
        run, theme = self.playing.dialogue, page.theme
        presses = self.common_presses(page)
        if run.over:
            presses.append(
                Press("done", page.say("play.talk_over"), self.finish, picture="check",
                      style=Style.CALL, weight=1.6)
            )  # fmt: skip
        else:
            presses.append(
                Press("say", page.say("play.say"), self._say, picture="check", style=Style.CALL,
                      enabled=self._picked is not None, weight=1.6)
            )  # fmt: skip
        page.footer(*presses)
        left, right = page.halves(1.0, 1.15)
        if theme.portrait:
            left, right = down(page.body, (1.25, 1), theme.px(24))
        self._compose_guest(page, left, run.node)
        if run.over:
            page.add(Text(right, page.say("play.talk_over_lead"), theme, sizes=(LEAD, BODY),
                          stand="middle", align="centre", ink="muted"))  # fmt: skip
            return
        choices = run.setup.choices(run.node)
        boxes = down(right, [1] * max(3, len(choices)), theme.px(14))
        for reply, box in zip(choices, boxes, strict=False):
            self._compose_reply(page, box, run.node, reply)

    def _compose_guest(self, page: Page, box: pygame.Rect, node: Node) -> None:
        theme, run = page.theme, self.playing.dialogue
        pack = self.services.session.pack
        shown, said = down(box, (2.3, 1) if theme.portrait else (1.75, 1), theme.px(12))
        page.add(Picture(shown, load_picture(pack.picture(run.setup.guest.picture(node.mood)))))
        page.add(Panel(said, theme))
        inside = said.inflate(-2 * theme.px(22), -2 * theme.px(10))
        guest = node.voice == "guest"
        name = run.setup.guest.name if guest else page.say("play.narrator")
        who, words = down(inside, (1, 3.2), theme.px(2))
        page.add(Text(who, name, theme, sizes=(SMALL, LEAST), bold=True, ink="muted on white",
                      aloud=False))  # fmt: skip
        page.add(Text(words, self._line(node), theme, sizes=(LEAD, BODY, 24, SMALL, LEAST),
                      ink="body on white"))  # fmt: skip

    def _compose_reply(self, page: Page, box: pygame.Rect, node: Node, reply: Reply) -> None:
        label = self.playing.dialogue.setup.fill(self.words(node.label(reply)))
        picked = reply.id == self._picked
        page.add(
            Button(box, f"reply {reply.id}", label, self._pick(reply), page.theme, size=BODY,
                   style=Style.PRIMARY if picked else Style.SECONDARY)
        )  # fmt: skip

    def _pick(self, reply: Reply) -> Callable[[], None]:
        def act() -> None:
            self._picked = reply.id

        return act

    def _say(self) -> None:
        node, picked = self.playing.dialogue.node, self._picked
        if picked is not None:
            self._picked = None
            self.services.voice.hush()
            self.act("say", node.id, (picked,), then=self._speak)

    def _speak(self) -> None:
        """Read aloud what is said now; the words stand on the screen as well."""
        voice = self.services.voice
        if voice.available:
            voice.say(self._line(self.playing.dialogue.node), self.visit.language)

    def _line(self, node: Node) -> str:
        return self.playing.dialogue.setup.fill(self.words(node.says))
