"""A photographed board whose pose is known: what calibration is judged by."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware.calibration.board import STANDARD_BOARD, charuco_board

PX_PER_MM = 8
SHEET_MARGIN_MM = 15


@dataclass(frozen=True)
class Photograph:
    """A picture of the board with the camera (K) and pose (board to camera) that made it."""

    image: NDArray[np.uint8]
    K: NDArray[np.float64]
    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]


def photograph(
    *,
    tilt_deg: float = 12.0,
    turn_deg: float = 20.0,
    distance_mm: float = 900.0,
    focal_px: float = 1500.0,
    size: tuple[int, int] = (1280, 960),
    noise: float = 1.5,
) -> Photograph:
    """Photograph the board, lying left of the middle on a grey table."""
    K = np.array([[focal_px, 0, (size[0] - 1) / 2], [0, focal_px, (size[1] - 1) / 2], [0, 0, 1.0]])
    tilt = cv2.Rodrigues(np.radians([tilt_deg, 0.0, 0.0]))[0]
    rotation = tilt @ cv2.Rodrigues(np.radians([0.0, 0.0, turn_deg]))[0]
    middle = rotation @ np.array([90.0, 126.0, 0.0])
    translation = np.array([-60.0, 10.0, distance_mm]) - middle
    columns, rows = STANDARD_BOARD.columns * 36, STANDARD_BOARD.rows * 36
    margin = SHEET_MARGIN_MM * PX_PER_MM
    flat = charuco_board().generateImage(
        (columns * PX_PER_MM + 2 * margin, rows * PX_PER_MM + 2 * margin), marginSize=margin
    )
    # Pixel centres of the flat picture lie half a pixel inside its squares' corners.
    to_mm = np.array(
        [[1 / PX_PER_MM, 0, -SHEET_MARGIN_MM + 0.5 / PX_PER_MM],
         [0, 1 / PX_PER_MM, -SHEET_MARGIN_MM + 0.5 / PX_PER_MM], [0, 0, 1]]
    )  # fmt: skip
    homography = K @ np.column_stack([rotation[:, :2], translation]) @ to_mm
    # Drawn at twice the size and shrunk, as a lens averages over a pixel.
    twice = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1.0]])
    large = cv2.warpPerspective(
        (flat * 0.8 + 20).astype(np.uint8),
        twice @ homography,
        (2 * size[0], 2 * size[1]),
        flags=cv2.INTER_AREA,
        borderValue=90,
    )
    small = cv2.resize(large, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    small += np.random.default_rng(7).normal(0, noise, small.shape)
    image = cv2.cvtColor(np.clip(small, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    return Photograph(np.asarray(image, np.uint8), K, rotation, translation)


@pytest.fixture(scope="session")
def take() -> Callable[..., Photograph]:
    """The photographer."""
    return photograph


@pytest.fixture(scope="session")
def photo() -> Photograph:
    """One ordinary photograph of the board."""
    return photograph()
