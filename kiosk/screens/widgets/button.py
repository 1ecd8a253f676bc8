"""Room: kiosk. A button: something touched, or chosen by keyboard."""

from collections.abc import Callable
from enum import Enum

import pygame

from kiosk.screens.icons import icon
from kiosk.screens.shapes import rounded
from kiosk.screens.theme import (
    BODY,
    INKS,
    LEAD,
    LEAST,
    LINE,
    ORANGE,
    SAND,
    SMALL,
    Colour,
    Theme,
    shade,
)
from kiosk.screens.typeset import Setting, typeset
from kiosk.screens.widgets.text import draw_lines
from kiosk.screens.widgets.widget import Still


class Style(Enum):
    """How much a button calls for attention; the value names its ink."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    CALL = "call"
    HEADER = "header"


class Button(Still):
    """A touch target with a label, an icon or both. `name` tells it from others on its screen."""

    def __init__(
        self,
        rect: pygame.Rect,
        name: str,
        label: str,
        act: Callable[[], object],
        theme: Theme,
        *,
        style: Style = Style.PRIMARY,
        picture: str | None = None,
        enabled: bool = True,
        shown: bool = True,
        hint: str | None = None,
        size: float = LEAD,
        ground: Colour = SAND,
    ) -> None:
        super().__init__(rect, ground)
        self.name = name
        self.label = label
        self.act = act
        self.enabled = enabled
        self.pressed = False
        self.focused = False
        self._theme = theme
        self._style = style
        self._picture = picture
        self._icon_only = picture is not None and not shown
        self._icon_px = theme.px(44 if self._icon_only else 72 if hint else 38) if picture else 0
        self._hint = hint
        self._set(size)

    def holds(self, place: tuple[int, int]) -> bool:
        """Whether a touch there means it."""
        return self.rect.collidepoint(place)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw it as it is: pressed, focused, disabled."""
        ink = INKS[self._ink()]
        px = self._theme.px
        border = LINE if self._style is Style.SECONDARY else None
        radius = px(18)
        surface.blit(rounded(self.rect.size, radius, ink.ground, border, px(2)), self.rect)
        if self.focused:
            pygame.draw.rect(surface, shade(ORANGE), self.rect, px(5), border_radius=radius)
        content = self._content()
        if self._picture:
            drawn = icon(self._picture, self._icon_px, ink.text)
            at = drawn.get_rect(midleft=content.midleft)
            surface.blit(drawn, at)
        if not self._icon_only:
            label = self._label_rect(content)
            draw_lines(surface, label, self.setting, ink.text, "left", "middle")
            if self.hint_setting:
                under = label.move(0, (self.setting.height_px + self.hint_setting.height_px) // 2)
                draw_lines(surface, under, self.hint_setting, ink.text, "left", "middle")

    def fault(self) -> str | None:
        """Say when the label is larger than the button."""
        if self._icon_only:
            return None
        parts = [self.setting, *([self.hint_setting] if self.hint_setting else [])]
        height = sum(part.height_px for part in parts)
        if all(part.fits for part in parts) and height <= self._room[1]:
            return None
        return f"button {self.label!r} does not fit into {self.rect}"

    def spoken(self) -> str | None:
        """The label; those of the header are on every screen and not said."""
        return None if self._style is Style.HEADER else self.label

    def _set(self, size: float) -> None:
        px = self._theme.px
        gap = px(16) if self._picture and not self._icon_only else 0
        width = self.rect.width - 2 * px(20) - self._icon_px - gap
        self._gap = gap
        self._room = (width, self.rect.height - 2 * px(8))
        sizes = [size, *(smaller for smaller in (LEAD, BODY, SMALL, LEAST) if smaller < size)]
        self.setting: Setting = typeset(
            "" if self._icon_only else self.label, self._room, self._theme, sizes, bold=True
        )
        self.hint_setting: Setting | None = (
            typeset(self._hint, self._room, self._theme, (24, SMALL, LEAST), bold=True)
            if self._hint
            else None
        )

    def _ink(self) -> str:
        if not self.enabled:
            return "disabled"
        if self.pressed:
            pressed = "primary" if self._style is Style.HEADER else self._style.value
            return f"{pressed} pressed"
        return self._style.value

    def _content(self) -> pygame.Rect:
        """Icon and label together, in the middle of the button."""
        words = 0 if self._icon_only else self.setting.width_px
        if self.hint_setting:
            words = max(words, self.hint_setting.width_px)
        box = pygame.Rect(0, 0, self._icon_px + self._gap + words, self.rect.height)
        box.center = self.rect.center
        return box

    def _label_rect(self, content: pygame.Rect) -> pygame.Rect:
        left = content.left + self._icon_px + self._gap
        label = pygame.Rect(left, content.top, content.right - left, content.height)
        if self.hint_setting:
            label.move_ip(0, -self.hint_setting.height_px // 2)
        return label
