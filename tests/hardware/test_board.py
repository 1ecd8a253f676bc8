"""The printed board: exact size, readable, with a bar to check the print."""

import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware import write_board
from hardware.calibration.board import charuco_board, corner_positions_mm

DPI = 300


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.uint8]:
    """The board's page as a printer of 300 dpi would draw it, grey."""
    folder = tmp_path_factory.mktemp("board")
    write_board(folder / "board.pdf")
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", "board.pdf", "page"],
        cwd=folder,
        check=True,
    )
    page = cv2.imread(str(folder / "page.png"), cv2.IMREAD_GRAYSCALE)
    assert page is not None
    return np.asarray(page, np.uint8)


def test_page_is_a4_portrait(printed: NDArray[np.uint8]) -> None:
    height, width = printed.shape
    assert abs(width / DPI * 25.4 - 210) < 0.2
    assert abs(height / DPI * 25.4 - 297) < 0.2


def test_corners_are_36_mm_apart(printed: NDArray[np.uint8]) -> None:
    corners, ids, _, _ = cv2.aruco.CharucoDetector(charuco_board()).detectBoard(printed)
    assert ids is not None
    assert len(ids) == 24
    mm = corners.reshape(-1, 2) / DPI * 25.4
    wanted = corner_positions_mm(ids)[:, :2]
    fit = np.linalg.lstsq(np.column_stack([wanted, np.ones(24)]), mm, rcond=None)[0]
    # A page raster is rounded to whole pixels: 0.04 % of its width.
    assert np.allclose(fit[:2], np.eye(2), atol=6e-4)


def test_check_bar_is_100_mm(printed: NDArray[np.uint8]) -> None:
    bar_row = printed[round((297 - 17.6) / 25.4 * DPI)]
    dark = np.flatnonzero(bar_row[: round(156.5 / 25.4 * DPI)] < 128)
    assert abs((dark[-1] - dark[0] + 1) / DPI * 25.4 - 100) < 0.15


def test_instructions_stand_in_three_languages(tmp_path: Path) -> None:
    write_board(tmp_path / "board.pdf")
    text = subprocess.run(
        ["pdftotext", "board.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert all(word in text for word in ("Imprima al 100 %", "Print at 100 %", "Imprimez à 100 %"))


def test_same_board_gives_the_same_bytes(tmp_path: Path) -> None:
    write_board(tmp_path / "a.pdf")
    write_board(tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
