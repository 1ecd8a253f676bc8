"""Room: kiosk. A simple drawing of what somebody in a headset sees, and how they stand.

The view's picture as on the screen, a frame around what was last looked at or touched, and from
above the head with its direction and the hands. It tells nothing of right and wrong.
"""

import math
from typing import TYPE_CHECKING

import pygame

from kiosk.plays import view_picture
from kiosk.screens.start import load_picture
from kiosk.screens.theme import DARK, ORANGE, SAND, TEAL, WHITE, Theme, shade
from kiosk.screens.widgets.picture import inside
from kiosk.screens.widgets.widget import Still
from kiosk.session import Session
from scenarios.plays import Scene

if TYPE_CHECKING:  # a kiosk without a headset loads none of it
    from kiosk.vr.glance import Glance
    from kiosk.vr.play import HeadsetPlay

EACH_MS = 200
"""A drawing is made anew so often at most: staff look on, they do not measure."""

METRES = 1.2
"""From the middle of the plan to its edge."""


class Glimpse(Still):
    """Drawn again while things move."""

    def __init__(
        self, rect: pygame.Rect, session: Session, play: "HeadsetPlay", theme: Theme
    ) -> None:
        super().__init__(rect, SAND)
        self._session = session
        self._play = play
        self._theme = theme
        self._drawn = -EACH_MS
        self._shown: tuple[object, ...] = ()
        self._view: tuple[object, pygame.Surface] | None = None

    def changed(self) -> bool:
        """Whether there is something new, and it is time for it."""
        glance = self._play.glance
        now = (glance.acts, glance.poses, glance.view, glance.looked_at)
        return now != self._shown and pygame.time.get_ticks() - self._drawn >= EACH_MS

    def draw(self, surface: pygame.Surface) -> None:
        """The view, what is looked at, and the plan in a corner."""
        glance = self._play.glance
        self._shown = (glance.acts, glance.poses, glance.view, glance.looked_at)
        self._drawn = pygame.time.get_ticks()
        view = self._view_now(glance)
        place = inside(view.get_size(), self.rect)
        surface.blit(pygame.transform.smoothscale(view, place.size), place)
        self._frame(surface, place, view.get_width(), glance)
        self._plan(surface, place, glance)

    def _view_now(self, glance: "Glance") -> pygame.Surface:
        key = (glance.view, glance.offsets, glance.picture)
        if self._view is None or self._view[0] != key:
            self._view = (key, self._picture(glance))
        return self._view[1]

    def _picture(self, glance: "Glance") -> pygame.Surface:
        pack = self._session.pack
        play = pack.plays_by_step.get(self._session.step.id)
        if glance.setup is not None and isinstance(play, Scene):
            shown = view_picture(
                pack, glance.setup, glance.view or play.views[0].id, dict(glance.offsets)
            )
            return pygame.image.frombuffer(shown.tobytes(), shown.size, "RGB").copy()
        if glance.picture:
            return load_picture(pack.picture(glance.picture))
        return load_picture(pack.picture(self._session.step.picture))

    def _frame(
        self, surface: pygame.Surface, place: pygame.Rect, width: int, glance: "Glance"
    ) -> None:
        scene = glance.setup.scene if glance.setup is not None else None
        thing = next((o for o in scene.things if o.id == glance.looked_at), None) if scene else None
        if thing is None or thing.view != (glance.view or thing.view):
            return
        scale = place.width / width
        left, top, right, bottom = (round(side * scale) for side in thing.place)
        box = pygame.Rect(place.left + left, place.top + top, right - left, bottom - top)
        pygame.draw.rect(surface, shade(ORANGE), box, self._theme.px(5), self._theme.px(8))

    def _plan(self, surface: pygame.Surface, place: pygame.Rect, glance: "Glance") -> None:
        """Head and hands from above, in the headset's own room: what is in front is up."""
        side = self._theme.px(150)
        plan = pygame.Rect(0, 0, side, side)
        plan.bottomright = (place.right - self._theme.px(12), place.bottom - self._theme.px(12))
        pygame.draw.circle(surface, shade(WHITE), plan.center, side // 2)
        pygame.draw.circle(surface, shade(DARK), plan.center, side // 2, self._theme.px(2))
        frame = glance.frame
        if frame is None or frame.head is None:
            return
        x, _, z, qx, qy, qz, qw = frame.head

        def at(px: float, pz: float) -> tuple[int, int]:
            far = side / 2 / METRES
            return (
                plan.centerx + round(max(-METRES, min(METRES, px - x)) * far),
                plan.centery + round(max(-METRES, min(METRES, pz - z)) * far),
            )

        yaw = math.atan2(2 * (qw * qy + qx * qz), 1 - 2 * (qx * qx + qy * qy))
        nose = at(x - 0.55 * math.sin(yaw), z - 0.55 * math.cos(yaw))
        pygame.draw.line(surface, shade(TEAL), plan.center, nose, self._theme.px(4))
        pygame.draw.circle(surface, shade(TEAL), plan.center, self._theme.px(16))
        held = (frame.left_hand, frame.right_hand, frame.left_controller, frame.right_controller)
        for hand in held:
            if hand is not None:
                pygame.draw.circle(surface, shade(ORANGE), at(hand[0], hand[2]), self._theme.px(8))
