"""Room: hardware. The standard board: its numbers, its detector, and the sheet to print."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

mm = 72 / 25.4  # points


@dataclass(frozen=True)
class BoardSpec:
    """A ChArUco board: squares across and down, and their sizes in millimetres."""

    columns: int = 5
    rows: int = 7
    square_mm: float = 36.0
    marker_mm: float = 27.0
    dictionary: int = cv2.aruco.DICT_5X5_250

    @property
    def inner_corners(self) -> int:
        """How many chessboard corners the whole board shows."""
        return (self.columns - 1) * (self.rows - 1)


STANDARD_BOARD = BoardSpec()
SHEET_MM = (210.0, 297.0)  # A4 portrait
BAR_MM = 100.0
_MARKER_BITS = 7  # 5×5 bits and a black border of one bit on each side

_INSTRUCTIONS = (
    "ES · Imprima al 100 % («tamaño real»), no «ajustar a la página». Mida la barra: debe tener "
    "100 mm.",
    "EN · Print at 100 % (“actual size”), not “fit to page”. Measure the bar: it must be 100 mm.",
    "FR · Imprimez à 100 % (« taille réelle »), pas « ajuster ». Mesurez la barre : 100 mm "
    "exactement.",
)


@lru_cache(maxsize=4)
def charuco_board(spec: BoardSpec = STANDARD_BOARD) -> cv2.aruco.CharucoBoard:
    """OpenCV's board object: origin at the first square's corner, z pointing into the sheet."""
    dictionary = cv2.aruco.getPredefinedDictionary(spec.dictionary)
    return cv2.aruco.CharucoBoard(
        (spec.columns, spec.rows), spec.square_mm, spec.marker_mm, dictionary
    )


def corner_positions_mm(ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """Board millimetres (N, 3) of the inner corners with these ids (N,)."""
    corners = np.asarray(charuco_board().getChessboardCorners(), np.float64).reshape(-1, 3)
    return corners[np.asarray(ids, np.int64).reshape(-1)]


def count_squares(gray: NDArray[np.uint8]) -> int:
    """How many dark squares of about one size stand in a grey picture, readable or not."""
    dictionary = cv2.aruco.getPredefinedDictionary(STANDARD_BOARD.dictionary)
    unread = cv2.aruco.ArucoDetector(dictionary).detectMarkers(gray)[2]
    quads = np.asarray(unread, np.float64).reshape(-1, 4, 2)
    sides = np.linalg.norm(np.roll(quads, 1, axis=1) - quads, axis=2)
    shortest, longest = sides.min(axis=1), sides.max(axis=1)
    sizes = sides.mean(axis=1)[(shortest > 0.5 * longest) & (shortest > 0.008 * max(gray.shape))]
    alike = np.abs(np.log(sizes[:, None] / sizes[None, :])) < np.log(1.35)
    return int(alike.sum(axis=1).max(initial=0))


def write_board(path: Path) -> None:
    """Write the standard board as a one-page A4 PDF at exact size, replacing `path`.

    Vector squares and markers, so that no printer resolution rounds them; a 100 mm bar to check
    the print; how to print it in Spanish, English and French.
    """
    from reportlab.pdfgen.canvas import Canvas  # a kiosk that opens prints no board

    buffer = BytesIO()
    page = Canvas(buffer, pagesize=(SHEET_MM[0] * mm, SHEET_MM[1] * mm), invariant=True)
    page.setTitle("Acredita · ChArUco 5×7 · 36/27 mm · DICT_5X5_250")
    # Tells viewers to offer no scaling in their print dialogue.
    page.setViewerPreference("PrintScaling", "None")
    _draw_squares(page)
    _draw_bar(page)
    page.showPage()
    page.save()
    path.write_bytes(buffer.getvalue())


def _draw_squares(page: "Canvas") -> None:
    spec = STANDARD_BOARD
    left = (SHEET_MM[0] - spec.columns * spec.square_mm) / 2
    top = (SHEET_MM[1] + spec.rows * spec.square_mm) / 2
    ids = iter(np.asarray(charuco_board().getIds()).reshape(-1))
    page.setFillGray(0)
    for row in range(spec.rows):
        for column in range(spec.columns):
            x, y = left + column * spec.square_mm, top - (row + 1) * spec.square_mm
            if (row + column) % 2 == 0:
                _rectangle(page, x, y, spec.square_mm, spec.square_mm)
            else:
                margin = (spec.square_mm - spec.marker_mm) / 2
                _draw_marker(page, int(next(ids)), x + margin, y + margin)


def _draw_marker(page: "Canvas", marker: int, x: float, y: float) -> None:
    """One marker with its lower left corner at x, y (mm), as runs of black bits."""
    dictionary = cv2.aruco.getPredefinedDictionary(STANDARD_BOARD.dictionary)
    bits = cv2.aruco.generateImageMarker(dictionary, marker, _MARKER_BITS) == 0
    cell = STANDARD_BOARD.marker_mm / _MARKER_BITS
    path = page.beginPath()
    for row, line in enumerate(bits):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]])))
        for start, stop in edges.reshape(-1, 2):
            path.rect(
                (x + start * cell) * mm,
                (y + (_MARKER_BITS - 1 - row) * cell) * mm,
                (stop - start) * cell * mm,
                cell * mm,
            )
    page.drawPath(path, stroke=0, fill=1)


def _draw_bar(page: "Canvas") -> None:
    """The check bar with ticks at its ends, and the instructions under it."""
    left, bottom = (SHEET_MM[0] - BAR_MM) / 2, 17.0
    _rectangle(page, left, bottom, BAR_MM, 1.2)
    for end in (left, left + BAR_MM - 0.3):
        _rectangle(page, end, bottom - 1.0, 0.3, 3.2)
    page.setFont("Helvetica", 8)
    page.drawString((left + BAR_MM + 2) * mm, bottom * mm, "100 mm")
    page.setFont("Helvetica", 7.2)
    for number, line in enumerate(_INSTRUCTIONS):
        page.drawCentredString(SHEET_MM[0] / 2 * mm, (13.2 - 3.2 * number) * mm, line)


def _rectangle(page: "Canvas", x: float, y: float, width: float, height: float) -> None:
    page.rect(x * mm, y * mm, width * mm, height * mm, stroke=0, fill=1)
