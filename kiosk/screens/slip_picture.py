"""Room: kiosk. Draws a slip in black on white, as wide as the printer's roll."""

import numpy as np
import pygame

from hardware.printers.printer import Slip as SlipPicture
from kiosk.screens.theme import load_font
from kiosk.screens.typeset import wrap
from kiosk.slip import Slip

SIZES = {"name": 0.085, "strong": 0.066, "code": 0.125, "body": 0.05, "small": 0.043}
"""Font sizes as shares of the roll's width: on 72 mm of paper 3.1 mm and more."""

BOLD = frozenset({"name", "strong", "code"})
MARGIN = 0.04
QR_SHARE = 0.52
QUIET_MODULES = 4
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def draw_slip(slip: Slip, width_px: int) -> SlipPicture:
    """The slip as a printer takes it: greyscale (height, `width_px`), 0 is ink."""
    pieces = [_piece(style, words, width_px) for style, words in slip.lines()]
    gap = round(width_px * 0.016)
    height = sum(piece.get_height() + gap for piece in pieces) + 4 * gap
    paper = pygame.Surface((width_px, height), depth=32)
    paper.fill(WHITE)
    top = 2 * gap
    for piece in pieces:
        paper.blit(piece, ((width_px - piece.get_width()) // 2, top))
        top += piece.get_height() + gap
    red = pygame.surfarray.array3d(paper)[:, :, 0]
    return np.ascontiguousarray(red.T)


def _piece(style: str, words: str, width_px: int) -> pygame.Surface:
    if style == "qr":
        return qr_picture(words, round(width_px * QR_SHARE))
    if style == "rule":
        rule = pygame.Surface((round(width_px * (1 - 2 * MARGIN)), max(2, width_px // 200)))
        return rule
    font = load_font(round(width_px * SIZES[style]), bold=style in BOLD)
    room = round(width_px * (1 - 2 * MARGIN))
    lines = [font.render(line, True, BLACK, WHITE) for line in wrap(words, font, room)]
    piece = pygame.Surface((room, sum(line.get_height() for line in lines)), depth=32)
    piece.fill(WHITE)
    top = 0
    for line in lines:
        piece.blit(line, ((room - line.get_width()) // 2, top))
        top += line.get_height()
    return piece


def qr_picture(text: str, most_px: int) -> pygame.Surface:
    """A QR code of whole dots a module: what printers and old phones can still tell apart."""
    import qrcode

    code = qrcode.QRCode(border=QUIET_MODULES, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    modules = np.array(code.get_matrix())
    pixels = max(2, most_px // len(modules))
    dots = np.where(np.kron(modules, np.ones((pixels, pixels))) > 0, 0, 255).astype(np.uint8)
    return pygame.surfarray.make_surface(np.repeat(dots.T[:, :, None], 3, axis=2))
