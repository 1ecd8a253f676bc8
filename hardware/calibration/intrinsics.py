"""Room: hardware. A camera's own numbers (focal length, centre, distortion) from a JSON file."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError

FloatArray = NDArray[np.float64]
ASPECT_TOLERANCE = 0.005  # scaling a picture to whole pixels changes its aspect by less


class IntrinsicsError(HardwareError):
    """An intrinsics file is wrong, or belongs to another camera or picture size."""


class IntrinsicsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON form: `{"width", "height", "K": 3×3, "distortion": [5]}`, OpenCV's convention."""

    width: int
    height: int
    K: list[list[float]]
    distortion: list[float]


@dataclass(frozen=True, eq=False)
class Intrinsics:
    """A calibrated camera: picture size in px, `K` (3,3) in px, `distortion` k1 k2 p1 p2 k3."""

    width: int
    height: int
    K: FloatArray
    distortion: FloatArray

    def for_size(self, width: int, height: int) -> "Intrinsics":
        """The same camera delivering pictures scaled to another size of the same shape.

        Raises IntrinsicsError when the shape differs (turned or cropped pictures).
        """
        if (width, height) == (self.width, self.height):
            return self
        scale_x, scale_y = width / self.width, height / self.height
        if abs(scale_x / scale_y - 1.0) > ASPECT_TOLERANCE:
            raise IntrinsicsError(
                f"the intrinsics are for {self.width}×{self.height} px but the picture is "
                f"{width}×{height} px: use pictures as the calibrated camera gives them, neither "
                "turned nor cropped, or calibrate this size"
            )
        K = self.K.copy()
        K[0, 0], K[1, 1] = K[0, 0] * scale_x, K[1, 1] * scale_y
        # Pixel centres are whole numbers, so the picture's corner is at (-0.5, -0.5).
        K[0, 2], K[1, 2] = (K[0, 2] + 0.5) * scale_x - 0.5, (K[1, 2] + 0.5) * scale_y - 0.5
        return Intrinsics(width, height, K, self.distortion)


def load_intrinsics(path: Path) -> Intrinsics:
    """Read and check an intrinsics file. Raises IntrinsicsError naming the key and the remedy."""
    try:
        content = msgspec.json.decode(path.read_bytes(), type=IntrinsicsFile)
    except OSError as problem:
        raise IntrinsicsError(
            f"{path} cannot be read ({problem.strerror}): check the name given to --intrinsics"
        ) from problem
    except msgspec.DecodeError as problem:
        raise IntrinsicsError(
            f"{path} is not an intrinsics file ({problem}): it must be JSON with width, height, "
            "K (3×3) and distortion (5 numbers k1 k2 p1 p2 k3)"
        ) from problem
    return _checked(content, path)


def _checked(content: IntrinsicsFile, path: Path) -> Intrinsics:
    for key, right, wanted in _rules(content):
        if not right:
            raise IntrinsicsError(f"{path}: {key} must be {wanted}: mend it or calibrate again")
    return Intrinsics(
        content.width,
        content.height,
        np.array(content.K, np.float64),
        np.array(content.distortion, np.float64),
    )


def _rules(content: IntrinsicsFile) -> list[tuple[str, bool, str]]:
    width, height, K = content.width, content.height, content.K
    square = len(K) == 3 and all(len(row) == 3 for row in K)
    rules = [
        ("width and height", 16 <= min(width, height) <= max(width, height) <= 65535, "in pixels"),
        ("K", square and bool(np.isfinite(K).all()), "3 rows of 3 finite numbers"),
    ]
    if square:
        longer = max(width, height)
        rules += [
            ("K", K[2] == [0, 0, 1] and K[1][0] == 0, "[[fx, 0, cx], [0, fy, cy], [0, 0, 1]]"),
            ("K's fx and fy", 0.2 * longer < min(K[0][0], K[1][1]), "focal lengths in pixels"),
            (
                "K's cx and cy",
                0 < K[0][2] < width and 0 < K[1][2] < height,
                "a point inside the picture",
            ),
        ]
    distortion = content.distortion
    finite = len(distortion) == 5 and bool(np.isfinite(distortion).all())
    return [*rules, ("distortion", finite, "5 finite numbers k1 k2 p1 p2 k3")]
