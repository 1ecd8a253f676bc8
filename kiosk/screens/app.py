"""Room: kiosk. The window and its loop: 60 turns a second, drawing only what changed."""

import os

import pygame
import structlog

from kiosk.heartbeat import Heartbeat
from kiosk.screens.registry import SCREENS
from kiosk.screens.services import Services
from kiosk.screens.stage import Stage

log = structlog.get_logger()

TURNS_A_SECOND = 60


def run(
    services: Services, *, windowed: tuple[int, int] | None = None, locked: bool = False
) -> None:
    """Show the touch application until the window is closed (or Ctrl+Q); never, when `locked`."""
    try:
        window = open_window(windowed)
        stage = Stage(services, SCREENS, window.get_size())
        log.info("kiosk.opened", size=window.get_size())
        _loop(stage, window, locked)
    finally:
        pygame.display.quit()  # fonts stay: what was set in them is kept


def open_window(windowed: tuple[int, int] | None = None) -> pygame.Surface:
    """A window of that size, or the whole screen.

    Under X the picture goes straight into the server's memory: without a graphics card SDL would
    take it through OpenGL in software, eight times as slow to show and slow to open.
    """
    pygame.display.init()
    pygame.font.init()
    if pygame.display.get_driver() == "x11":
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    pygame.display.set_caption("Acredita")
    if windowed is not None:
        return pygame.display.set_mode(windowed, pygame.RESIZABLE)
    pygame.mouse.set_visible(False)
    return pygame.display.set_mode((0, 0), pygame.FULLSCREEN)


def _loop(stage: Stage, window: pygame.Surface, locked: bool) -> None:
    clock = pygame.time.Clock()
    heart, shown = Heartbeat(), False
    heart.ready()
    while True:
        for event in pygame.event.get():
            if closes(event):
                if locked:
                    continue
                return
            if event.type == pygame.WINDOWSIZECHANGED:
                stage.resize(window.get_size())
            else:
                stage.handle(event)
        if stage.tick():
            window.blit(stage.surface, (0, 0))
            pygame.display.flip()
            if not shown:
                shown = True
                log.info("kiosk.shown")
        heart.beat()
        clock.tick(TURNS_A_SECOND)


def closes(event: pygame.event.Event) -> bool:
    """Whether somebody wants the window closed: with the mouse, or Ctrl+Q."""
    if event.type == pygame.KEYDOWN:
        return event.key == pygame.K_q and bool(event.mod & pygame.KMOD_CTRL)
    return bool(event.type == pygame.QUIT)
