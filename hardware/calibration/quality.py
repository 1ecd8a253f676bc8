"""Room: hardware. Why a picture cannot be measured: no board, two, dark, blurred, mirrored, …

Each error carries a code that screens translate and a message that says what to do next.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.calibration.board import STANDARD_BOARD
from hardware.errors import HardwareError

GrayImage = NDArray[np.uint8]

# Grey levels of 255. A white sheet in a usable picture is far above the first and the board's
# black far below the second.
DARKEST_WHITE = 55.0
LIGHTEST_BLACK = 165.0
LEAST_CONTRAST = 30.0
# Widest edge between two squares, as a share of a square's side and in pixels at 1600×1200.
# A sharp edge of a picture is 1.5–2.5 px wide; past 6 px an outline is no longer a millimetre.
WIDEST_EDGE_SHARE = 0.25
WIDEST_EDGE_PX = 6.0
# How steep a picture's strongest edges are, per px at 800 px across and beside its own contrast:
# sharp pictures of sites and tables 0.13-0.24, sharp pictures of the board 0.25 and more.
SOFTEST_EDGE = 0.138
SOFTEST_BOARD_EDGE = 0.2
# A shaken picture stays sharp along the movement and is soft across it. How steep the strongest
# edges are in the softest direction: sharp pictures of anything 0.058 and more; of a board that is
# not read for movement at most 0.122, for another reason 0.133 and more.
SOFTEST_DIRECTION = 0.05
SOFTEST_BOARD_DIRECTION = 0.125
# The board shows 18 dark squares of one size, also where the patterns in them cannot be read.
LEAST_SQUARES = 8
# From a corner towards the centre of a square, as a share of the way: the margin of 4.5 mm around a
# marker ends at 0.25.
_INTO_SQUARE = 0.16


class PlaneError(HardwareError):
    """The work plane could not be found; `code` names the reason."""

    code = "no_plane"


class BoardNotFoundError(PlaneError):
    """No board, or too little of it, is in the picture."""

    code = "no_board"


class TwoBoardsError(PlaneError):
    """The same marker appears twice: two boards, or a reflection."""

    code = "two_boards"


class ImageTooDarkError(PlaneError):
    """The picture is too dark to measure."""

    code = "too_dark"


class ImageOverexposedError(PlaneError):
    """The picture is too bright to measure."""

    code = "overexposed"


class ImageBlurredError(PlaneError):
    """The picture is not sharp enough to measure."""

    code = "blurred"


class BoardMirroredError(PlaneError):
    """The picture is mirrored left to right, as selfie cameras do."""

    code = "mirrored"


class BoardScaleError(PlaneError):
    """The board was printed larger or smaller than it should be."""

    code = "wrong_scale"


class BoardUnsureError(PlaneError):
    """The board was found but does not fit a flat sheet seen by this camera."""

    code = "board_unsure"


def too_dark() -> ImageTooDarkError:
    """The error of a dark picture."""
    return ImageTooDarkError("the picture is too dark: switch on more light and take it again")


def overexposed() -> ImageOverexposedError:
    """The error of a bright picture."""
    return ImageOverexposedError(
        "the picture is too bright: keep lamps and sun off the board, lower the exposure, and "
        "take it again"
    )


def blurred() -> ImageBlurredError:
    """The error of a picture out of focus or shaken."""
    return ImageBlurredError(
        "the picture is blurred: wipe the lens, let the camera focus, hold it still, and take "
        "it again"
    )


def exposure_fault(gray: GrayImage) -> PlaneError | None:
    """The error of a grey picture that is too dark or too bright to see anything; None if fine."""
    low, high = np.percentile(gray, (2, 99))
    if high < DARKEST_WHITE:
        return too_dark()
    if low > LIGHTEST_BLACK or np.mean(gray > 250) > 0.5:
        return overexposed()
    return None


def explain_missing_board(
    gray: GrayImage, corners: int, mirrored: bool, squares: int
) -> PlaneError:
    """The likeliest reason why no board was found in a grey picture.

    `corners` of it were found all the same; `mirrored` says that it is found whole when the
    picture is flipped; `squares` of one size stand in the picture, read or not.
    """
    fault = exposure_fault(gray)
    if fault is not None:
        return fault
    if mirrored:
        return BoardMirroredError(
            "the picture is mirrored: switch off the camera's mirror or selfie mode and take it "
            "again"
        )
    if _softness(gray) < (SOFTEST_EDGE if corners == 0 else SOFTEST_BOARD_EDGE):
        return blurred()
    if _softest_direction(gray) < (
        SOFTEST_BOARD_DIRECTION if squares >= LEAST_SQUARES else SOFTEST_DIRECTION
    ):
        return blurred()
    if corners:
        return BoardNotFoundError(
            f"only {corners} of the board's {STANDARD_BOARD.inner_corners} corners can be seen: "
            "uncover the board and keep it whole in the picture"
        )
    return BoardNotFoundError(
        "the board is not in the picture: lay the printed board flat on the table, whole and "
        "uncovered, and take it again"
    )


def check_board_image(
    gray: GrayImage, corners_px: NDArray[np.float64], black_to_white: NDArray[np.float64]
) -> None:
    """Raise when the board, though found, is too dark, too bright or too soft to measure with.

    `corners_px` (N,2) are chessboard corners and `black_to_white` (N,2) the vector in px from
    each to the centre of a neighbouring square.
    """
    levels = _levels(gray, corners_px, black_to_white)
    white, black = np.median(levels.max(axis=1)), np.median(levels.min(axis=1))
    if white < DARKEST_WHITE:
        raise too_dark()
    if black > LIGHTEST_BLACK:
        raise overexposed()
    if white - black < LEAST_CONTRAST:
        raise too_dark() if white < 128 else overexposed()
    side = float(np.median(np.linalg.norm(black_to_white, axis=1))) * np.sqrt(2.0)
    scale = max(1.0, max(gray.shape) / 1600.0)
    if _edge_width(gray, corners_px, black_to_white) > min(
        WIDEST_EDGE_SHARE * side, WIDEST_EDGE_PX * scale
    ):
        raise blurred()


def _softness(gray: GrayImage) -> float:
    """How steep the picture's strongest edges are beside its own contrast, per px at 800 px."""
    across, down, contrast = _slopes(gray)
    slope = np.hypot(across, down)
    strongest = slope[slope >= np.percentile(slope, 99)]
    return float(np.median(strongest) / contrast)


def _softest_direction(gray: GrayImage) -> float:
    """The same in the direction in which the strongest edges are least steep."""
    across, down, contrast = _slopes(gray)
    angles = np.arange(8) * np.pi / 8
    steepest = [
        np.percentile(np.abs(across * np.cos(angle) + down * np.sin(angle)), 99.5)
        for angle in angles
    ]
    return float(min(steepest) / contrast)


def _slopes(gray: GrayImage) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    """Grey levels per px of the picture at 800 px, across and down, and its contrast."""
    scale = 800.0 / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # A light smoothing keeps sensor noise and JPEG blocks from passing for edges.
    smooth = cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.float32)
    low, high = np.percentile(smooth, (1, 99))
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0).astype(np.float32) / np.float32(8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1).astype(np.float32) / np.float32(8)
    return across, down, max(float(high - low), 8.0)


def _levels(
    gray: GrayImage, corners_px: NDArray[np.float64], steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Grey levels (N,4) a little way into the four squares around each corner, before markers."""
    across = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
    places = np.stack(
        [corners_px + _INTO_SQUARE * d for d in (steps, across, -steps, -across)], axis=1
    )
    return _sample(gray, places)


def _edge_width(
    gray: GrayImage, corners_px: NDArray[np.float64], steps: NDArray[np.float64]
) -> float:
    """Median width in px of the edges that run between squares: contrast over steepest slope."""
    side = np.linalg.norm(steps, axis=1, keepdims=True)
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2.0)
    along = steps @ turn.T / side
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    reach = np.arange(-1.0, 1.0001, 0.05)[None, :, None] * (_INTO_SQUARE * side[:, None, :])
    profile = _sample(gray, (corners_px + 0.35 * side * along)[:, None] + reach * across[:, None])
    spacing = 0.05 * _INTO_SQUARE * side[:, 0]
    slope = np.abs(profile[:, 3:] - profile[:, :-3]).max(axis=1) / (3 * spacing)
    return float(np.median(np.ptp(profile, axis=1) / np.maximum(slope, 1e-6)))


def _sample(gray: GrayImage, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bilinear grey levels at pixel places (..., 2)."""
    maps = places.astype(np.float32)
    levels = cv2.remap(
        gray.astype(np.float32),
        maps[..., 0],
        maps[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(levels, np.float64)
