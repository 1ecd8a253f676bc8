"""Models room, table renderer: the standard ChArUco board as a sheet lying on the table."""

import cv2
import numpy as np

from models.table_setting.renderer.camera import Doubles
from models.table_setting.renderer.relief import Relief

SQUARES = (5, 7)
SQUARE_MM, MARKER_MM = 36.0, 27.0
SHEET_MM = (210.0, 297.0)
DICTIONARY = "DICT_5X5_250"
THICKNESS_MM = 0.12
_STEP = 0.25


def make_board_sheet() -> Relief:
    """The A4 sheet; its own frame has u right and v up from the board's top left corner."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    board = cv2.aruco.CharucoBoard(SQUARES, SQUARE_MM, MARKER_MM, dictionary)
    wide, tall = (int(n * SQUARE_MM / _STEP) for n in SQUARES)
    pattern = board.generateImage((wide, tall), marginSize=0)
    margin = ((SHEET_MM[0] - wide * _STEP) / 2, (SHEET_MM[1] - tall * _STEP) / 2)
    sheet = np.full((int(SHEET_MM[1] / _STEP), int(SHEET_MM[0] / _STEP)), 255, np.uint8)
    row, column = int(margin[1] / _STEP), int(margin[0] / _STEP)
    sheet[row : row + tall, column : column + wide] = pattern
    ink = np.float32(0.02) + sheet[..., None] / np.float32(255) * np.ones(
        3, np.float32
    ) * np.float32(0.8)
    pad = 8
    albedo = np.pad(ink, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    alpha = np.pad(np.ones(sheet.shape, np.float32), pad)
    # Pixel (row, column) covers a square of paper; its centre is half a step inside.
    left = -margin[0] - pad * _STEP + _STEP / 2
    top = margin[1] + pad * _STEP - _STEP / 2
    x0, y0 = -margin[0], margin[1]
    outline = np.array([[x0, y0], [x0 + SHEET_MM[0], y0], [x0 + SHEET_MM[0], y0 - SHEET_MM[1]],
                        [x0, y0 - SHEET_MM[1]]])  # fmt: skip
    flat = np.full(alpha.shape, THICKNESS_MM, np.float32)
    return Relief(flat, np.asarray(alpha, np.float32), np.asarray(albedo, np.float32),
                  np.zeros_like(flat), left, top, outline, np.full(4, THICKNESS_MM), gloss=0.1,
                  rough=1.0, step=_STEP)  # fmt: skip


def board_to_table(x: float, y: float, yaw: float) -> tuple[Doubles, Doubles]:
    """Rotation and origin that take board points (y down, z into the table) to the table frame."""
    c, s = np.cos(yaw), np.sin(yaw)
    rotation = np.array([[c, s, 0.0], [s, -c, 0.0], [0.0, 0.0, -1.0]])
    return rotation, np.array([x, y, THICKNESS_MM])
