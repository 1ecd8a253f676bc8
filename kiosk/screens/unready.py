"""Room: kiosk. What a kiosk shows that cannot start: what is missing, and what to do about it.

No visit, no camera, no journal: only words, in every language at once.
"""

import pygame

from kiosk.screens.page import Page, across, down
from kiosk.screens.theme import BODY, LEAD, LEAST, ORANGE_DEEP, SMALL, TITLE, Theme
from kiosk.screens.widgets import Icon, Panel, Text
from kiosk.texts import LANGUAGES, load_catalogue

CURSOR = "_"
ROW_CHARS = 44
"""A pairing string has no spaces: so many of its characters stand in a line."""


def unpaired_page(theme: Theme, typed: str = "", told: str = "") -> Page:
    """A kiosk that no server knows yet: what was typed so far, and what became of the last try."""
    page = Page(theme, load_catalogue(next(iter(LANGUAGES))))
    body = _sign(page, "keys")
    words, field, answer = down(body, (3.2, 1.3, 0.7), theme.px(14))
    for code, box in zip(LANGUAGES, down(words, [1] * len(LANGUAGES), theme.px(14)), strict=True):
        say = load_catalogue(code).say
        _words(page, box, say("unready.unpaired"), say("unready.pair"))
    _shown(page, field, _rows(typed[-200:] + CURSOR), (LEAD, BODY, SMALL, LEAST, 16))
    page.add(Text(answer, told[:240], theme, sizes=(SMALL, LEAST, 16), ink="near on sand"))
    return page


def trouble_page(theme: Theme, detail: str) -> Page:
    """A kiosk that does not start; `detail` is for the person in charge."""
    page = Page(theme, load_catalogue(next(iter(LANGUAGES))))
    body = _sign(page, "warning")
    words, why = down(body, (2.4, 1), theme.px(16))
    for code, box in zip(LANGUAGES, down(words, [1] * len(LANGUAGES), theme.px(14)), strict=True):
        say = load_catalogue(code).say
        _words(page, box, say("unready.title"), say("unready.call"))
    _shown(page, why, detail[:400], (BODY, SMALL, LEAST, 16))
    return page


def _rows(typed: str) -> str:
    starts = range(0, len(typed), ROW_CHARS)
    return "\n".join(typed[at : at + ROW_CHARS] for at in starts)


def _sign(page: Page, icon: str) -> pygame.Rect:
    """The large sign; the room that is left beside or under it."""
    theme, whole = page.theme, page.theme.zone.inflate(-page.theme.px(88), -page.theme.px(88))
    cut = down if theme.portrait else across
    sign, rest = cut(whole, (1, 3.4) if theme.portrait else (1, 3.6), theme.px(36))
    page.add(Icon(sign, icon, disc=ORANGE_DEEP, most=theme.px(220)))
    return rest


def _words(page: Page, box: pygame.Rect, title: str, words: str) -> None:
    heading, rest = down(box, (1, 1.3), page.theme.px(2))
    page.add(Text(heading, title, page.theme, sizes=(TITLE, 38, LEAD, BODY), bold=True,
                  stand="bottom"))  # fmt: skip
    page.add(Text(rest, words, page.theme, sizes=(BODY, SMALL, LEAST), ink="muted"))


def _shown(page: Page, box: pygame.Rect, words: str, sizes: tuple[float, ...]) -> None:
    page.add(Panel(box, page.theme))
    inside = box.inflate(-2 * page.theme.px(22), -2 * page.theme.px(12))
    page.add(Text(inside, words, page.theme, sizes=sizes, ink="body on white", stand="middle"))
