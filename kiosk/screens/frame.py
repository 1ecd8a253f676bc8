"""Room: kiosk. What all screens have around them: the header with its buttons, the card's sheet."""

from typing import TYPE_CHECKING

import pygame

from kiosk.screens.page import GAP, HEADER, MARGIN, Page
from kiosk.screens.services import Services
from kiosk.screens.theme import BODY, INKS, ORANGE, SMALL, TARGET, TEAL
from kiosk.screens.widgets import Band, Button, Spinner, Style, Text

if TYPE_CHECKING:
    from kiosk.screens.screen import Screen

CARD_WIDTH = 860


def compose_header(page: Page, screen: "Screen", services: Services) -> None:
    """The teal band: the way back at the left, where one is, and reading aloud at the right."""
    theme, px = page.theme, page.theme.px
    width = theme.size[0]
    band = pygame.Rect(0, 0, width, px(HEADER))
    page.add(Band(band, TEAL, ORANGE, px(5)))
    top, height = px((HEADER - 5 - TARGET) / 2), px(TARGET)
    left = px(MARGIN)
    if screen.back is not None:
        box = pygame.Rect(px(10), top, px(210), height)
        page.add(
            Button(
                box,
                "back",
                page.say("app.back"),
                screen.back,
                theme,
                style=Style.HEADER,
                picture="arrow left",
                size=BODY,
                ground=TEAL,
            )
        )
        left = box.right + px(GAP)
    right = width - px(10)
    if services.voice.available:
        box = pygame.Rect(right - px(240), top, px(240), height)
        page.add(_listen(page, screen, services, box))
        right = box.left - px(GAP)
    if screen.slow:
        side = px(64)
        box = pygame.Rect(right - side, (px(HEADER) - side) // 2, side, side)
        page.add(Spinner(box, services.now, ground=TEAL))
        right = box.left - px(GAP)
    name = pygame.Rect(left, 0, right - left, px(HEADER - 5))
    heading = screen.heading or page.say("app.name")
    page.add(
        Text(
            name,
            heading,
            theme,
            sizes=(34, BODY, SMALL),
            ink="header",
            bold=True,
            stand="middle",
            aloud=False,
        )
    )


def compose_card(page: Page, screen: "Screen", services: Services) -> None:
    """A card in the middle of the window; the page's body becomes its inside."""
    theme, px = page.theme, page.theme.px
    width = min(px(CARD_WIDTH), theme.size[0] - 2 * px(MARGIN))
    sheet = pygame.Rect(0, 0, width, px(screen.height))
    sheet.center = (theme.size[0] // 2, theme.size[1] // 2)
    page.add(Band(sheet, INKS["body"].ground, ORANGE, 0, radius=px(24)))
    page.body = sheet.inflate(-2 * px(MARGIN + 8), -2 * px(MARGIN))
    screen.compose(page)


def _listen(page: Page, screen: "Screen", services: Services, box: pygame.Rect) -> Button:
    """The button that reads the screen aloud, or stops."""
    voice, texts = services.voice, services.visit.texts
    speaking = voice.speaking

    def act() -> None:
        if speaking:
            voice.hush()
        else:
            voice.say(screen.aloud(page), texts.language)

    label = page.say("app.silence" if speaking else "app.listen")
    picture = "silence" if speaking else "speaker"
    return Button(
        box,
        "listen",
        label,
        act,
        page.theme,
        style=Style.HEADER,
        picture=picture,
        size=BODY,
        ground=TEAL,
    )
