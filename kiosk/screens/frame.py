"""Room: kiosk. What all screens have around them: the header with its buttons, the card's sheet."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from kiosk.screens.moves import Over
from kiosk.screens.page import GAP, HEADER, MARGIN, Page
from kiosk.screens.services import Services
from kiosk.screens.theme import BODY, INKS, LEAST, ORANGE, SMALL, TARGET, TEAL, TEAL_SOFT, Colour
from kiosk.screens.widgets import Band, Button, Spinner, Style, Text

if TYPE_CHECKING:
    from kiosk.screens.screen import Screen

CARD_WIDTH = 860
BACK, LISTEN = 200, 220
"""Widths in units of the buttons with words in the header."""


def compose_header(page: Page, screen: "Screen", services: Services) -> None:
    """The teal band: the way back at the left, where one is; help, ease and voice at the right."""
    theme, px = page.theme, page.theme.px
    zone = theme.zone
    if zone.top:
        page.add(Band(pygame.Rect(0, 0, zone.width, zone.top), TEAL_SOFT, TEAL, px(5)))
    band = pygame.Rect(0, zone.top, zone.width, px(HEADER))
    page.add(Band(band, TEAL, ORANGE, px(5)))
    row = pygame.Rect(px(10), band.top + px((HEADER - 5 - TARGET) / 2), 0, px(TARGET))
    left = px(MARGIN)
    if screen.back is not None:
        box = pygame.Rect(row.left, row.top, px(BACK), row.height)
        page.add(_button(page, box, "back", "app.back", screen.back, "arrow left"))
        left = box.right + px(GAP)
    right = zone.width - px(10)
    for box_of in (_listen, _ease, _call):
        box = pygame.Rect(right, row.top, 0, row.height)
        button = box_of(page, screen, services, box)
        if button is not None:
            page.add(button)
            right = button.rect.left - px(4)
    if screen.slow:
        side = px(64)
        box = pygame.Rect(right - side, band.top + (px(HEADER) - side) // 2, side, side)
        page.add(Spinner(box, services.now, ground=TEAL))
        right = box.left
    name = pygame.Rect(left, band.top, right - left - px(GAP), px(HEADER - 5))
    page.add(
        Text(name, screen.heading or page.say("app.name"), theme,
             sizes=(34, BODY, SMALL, LEAST, 17), ink="header", bold=True, stand="middle",
             aloud=False)
    )  # fmt: skip


def compose_card(page: Page, screen: "Screen", services: Services) -> None:
    """A card in the middle of the window; the page's body becomes its inside.

    Reading aloud lies beside its title: what is under a card cannot be touched.
    """
    theme, px = page.theme, page.theme.px
    width = min(px(CARD_WIDTH), theme.zone.width - 2 * px(MARGIN))
    sheet = pygame.Rect(0, 0, width, px(screen.height))
    sheet.center = theme.zone.center
    page.add(Band(sheet, INKS["body"].ground, ORANGE, 0, radius=px(24)))
    page.body = sheet.inflate(-2 * px(MARGIN + 8), -2 * px(MARGIN))
    if services.voice.available:
        side = px(TARGET)
        box = pygame.Rect(sheet.right - side - px(8), sheet.top + px(8), side, side)
        page.beside_title = side - px(MARGIN)
        speaking = services.voice.speaking
        page.add(
            _button(page, box, "listen", "app.silence" if speaking else "app.listen",
                    _reading(page, screen, services), "silence" if speaking else "speaker",
                    shown=False, style=Style.SECONDARY, ground=INKS["body"].ground)
        )  # fmt: skip
    screen.compose(page)


def _listen(page: Page, screen: "Screen", services: Services, box: pygame.Rect) -> Button | None:
    """The button that reads the screen aloud, or stops."""
    if not services.voice.available:
        return None
    speaking, wide = services.voice.speaking, not page.theme.portrait
    width = page.theme.px(LISTEN if wide else TARGET)
    return _button(
        page,
        pygame.Rect(box.left - width, box.top, width, box.height),
        "listen",
        "app.silence" if speaking else "app.listen",
        _reading(page, screen, services),
        "silence" if speaking else "speaker",
        shown=wide,
    )


def _ease(page: Page, screen: "Screen", services: Services, box: pygame.Rect) -> Button | None:
    """The button that makes the screen easier to see, to reach, to follow."""
    width = page.theme.px(TARGET)
    box = pygame.Rect(box.left - width, box.top, width, box.height)
    return _button(page, box, "ease", "app.ease", lambda: Over("ease"), "ease", shown=False)


def _call(page: Page, screen: "Screen", services: Services, box: pygame.Rect) -> Button | None:
    """The button that calls a person."""
    width = page.theme.px(TARGET)
    box = pygame.Rect(box.left - width, box.top, width, box.height)
    return _button(page, box, "call", "app.call", lambda: Over("call"), "hand", shown=False)


def _reading(page: Page, screen: "Screen", services: Services) -> Callable[[], None]:
    """Reads the screen aloud, or stops."""
    voice, language = services.voice, services.visit.language

    def act() -> None:
        if voice.speaking:
            voice.hush()
        else:
            voice.say(screen.aloud(page), language)

    return act


def _button(
    page: Page,
    box: pygame.Rect,
    name: str,
    key: str,
    act: Callable[[], object],
    picture: str,
    *,
    shown: bool = True,
    style: Style = Style.HEADER,
    ground: Colour = TEAL,
) -> Button:
    return Button(box, name, page.say(key), act, page.theme, style=style, picture=picture,
                  size=BODY, ground=ground, shown=shown)  # fmt: skip
