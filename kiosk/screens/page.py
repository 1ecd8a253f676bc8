"""Room: kiosk. The sheet a screen is composed on: header, body, footer, and boxes inside them."""

from collections.abc import Callable, Sequence

import pygame

from kiosk.screens.theme import LEAD, LEAST, SMALL, TARGET, TITLE, Theme
from kiosk.screens.widgets import Button, Style, Text, Widget
from kiosk.texts import Catalogue

MARGIN = 36
FOOT = 24
GAP = 20
HEADER = 116


class Page:
    """Collects the widgets of one screen; boxes are handed out from top to bottom."""

    def __init__(self, theme: Theme, texts: Catalogue) -> None:
        self.theme = theme
        self.texts = texts
        self.widgets: list[Widget] = []
        self.beside_title = 0
        """Pixels at the right of the title that belong to something else."""
        zone, px = theme.zone, theme.px
        self.body = pygame.Rect(
            px(MARGIN),
            zone.top + px(HEADER + GAP),
            zone.width - 2 * px(MARGIN),
            zone.height - px(HEADER + GAP + FOOT),
        )

    def say(self, key: str, **values: object) -> str:
        """A text of the page's language."""
        return self.texts.say(key, **values)

    def add(self, widget: Widget) -> None:
        """Put a widget on the page; later ones lie above earlier ones."""
        self.widgets.append(widget)

    def take_top(self, units: float, *, gap: float = GAP) -> pygame.Rect:
        """Cut a strip from the top of the body."""
        height = self.theme.px(units)
        strip = pygame.Rect(self.body.left, self.body.top, self.body.width, height)
        taken = height + self.theme.px(gap)
        self.body.top += taken
        self.body.height -= taken
        return strip

    def take_bottom(self, units: float, *, gap: float = GAP) -> pygame.Rect:
        """Cut a strip from the bottom of the body."""
        height = self.theme.px(units)
        strip = pygame.Rect(self.body.left, self.body.bottom - height, self.body.width, height)
        self.body.height -= height + self.theme.px(gap)
        return strip

    def title(self, text: str, *, units: float = 66) -> None:
        """The screen's title at the top of the body."""
        box = self.take_top(units, gap=4)
        box.width -= self.beside_title
        self.add(Text(box, text, self.theme, sizes=(TITLE, 40, 34, LEAD), bold=True))

    def lead(self, text: str, *, units: float = 78) -> None:
        """A sentence or two under the title."""
        box = self.take_top(units)
        self.add(Text(box, text, self.theme, sizes=(LEAD, 26, SMALL, LEAST), ink="muted"))

    def footer(self, *buttons: "Press") -> None:
        """The row of choices at the bottom: the way back at the left, the way on at the right.

        In portrait, of more than two the last has a row of its own.
        """
        if self.theme.portrait and len(buttons) > 2:
            self.add(buttons[-1].button(self.take_bottom(TARGET, gap=14), self.theme))
            buttons = buttons[:-1]
        row = self.take_bottom(TARGET)
        weights = [press.weight for press in buttons]
        for press, box in zip(buttons, across(row, weights, self.theme.px(GAP)), strict=True):
            self.add(press.button(box, self.theme))

    def halves(self, left: float = 1.0, right: float = 1.0) -> tuple[pygame.Rect, pygame.Rect]:
        """The body in two: side by side, or one above the other in portrait."""
        split = down if self.theme.portrait else across
        first, second = split(self.body, (left, right), self.theme.px(GAP * 1.5))
        return first, second


class Press:
    """A button before it has a place."""

    def __init__(
        self,
        name: str,
        label: str,
        act: Callable[[], object],
        *,
        style: Style = Style.PRIMARY,
        picture: str | None = None,
        enabled: bool = True,
        weight: float = 1.0,
        hint: str | None = None,
    ) -> None:
        self.name = name
        self.label = label
        self.act = act
        self.style = style
        self.picture = picture
        self.enabled = enabled
        self.weight = weight
        self.hint = hint

    def button(self, rect: pygame.Rect, theme: Theme) -> Button:
        """The button in its place."""
        return Button(
            rect,
            self.name,
            self.label,
            self.act,
            theme,
            style=self.style,
            picture=self.picture,
            enabled=self.enabled,
            hint=self.hint,
        )


def across(rect: pygame.Rect, weights: Sequence[float], gap: int) -> list[pygame.Rect]:
    """`rect` cut into columns of these relative widths."""
    room = rect.width - gap * (len(weights) - 1)
    boxes, left = [], rect.left
    for weight in weights:
        width = round(room * weight / sum(weights))
        boxes.append(pygame.Rect(left, rect.top, width, rect.height))
        left += width + gap
    return boxes


def down(rect: pygame.Rect, weights: Sequence[float], gap: int) -> list[pygame.Rect]:
    """`rect` cut into rows of these relative heights."""
    room = rect.height - gap * (len(weights) - 1)
    boxes, top = [], rect.top
    for weight in weights:
        height = round(room * weight / sum(weights))
        boxes.append(pygame.Rect(rect.left, top, rect.width, height))
        top += height + gap
    return boxes
