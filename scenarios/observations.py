"""Room: scenarios. What a model or a device reported at a time; pixel geometry, pure data.

Pixels follow OpenCV (the centre of the top-left pixel is (0, 0)), in the picture as captured,
not undistorted. Whoever has an attempt's observations can recompute every measure from them.
"""

import msgspec


class PlaneSeen(msgspec.Struct, frozen=True, tag_field="kind", tag="plane.seen"):
    """The standard board was found: where the work plane lies in front of the camera.

    `rotation_vector` and `translation_mm` take board millimetres to camera millimetres (OpenCV's
    convention); `covariance` is their 6×6 covariance (rad, mm; one sigma squared).
    `focal_u_px` is the focal length's standard uncertainty: 0 when intrinsics were given.
    `scale_u` is the relative standard uncertainty of the board's print scale.
    """

    frame: str
    camera_matrix: list[list[float]]
    distortion: list[float]
    rotation_vector: list[float]
    translation_mm: list[float]
    covariance: list[list[float]]
    focal_u_px: float
    image_size_px: list[int]
    corners: int
    rms_px: float
    scale_u: float


class PieceSeen(msgspec.Struct, frozen=True, tag_field="kind", tag="piece.seen"):
    """One piece of a cover: its visible outline and named points, in pixels.

    `name` is one of plate, fork, knife, spoon, glass, napkin; `points_px` holds "tip" and "end"
    for cutlery and "foot" for a glass; `sigma_px` is one sigma of an outline point, and
    `ends_sigma_px` one more of cutlery's tip and end, along it.
    """

    frame: str
    name: str
    confidence: float
    outline_px: list[list[float]]
    points_px: dict[str, list[float]]
    sigma_px: float
    ends_sigma_px: float = 0.0


class EdgeSeen(msgspec.Struct, frozen=True, tag_field="kind", tag="edge.seen"):
    """The table's front edge as a line through two pixel points, with one sigma of each."""

    frame: str
    line_px: list[list[float]]
    sigma_px: float


class UnitSeen(msgspec.Struct, frozen=True, tag_field="kind", tag="unit.seen"):
    """One brick or tile on the work plane: its corners and how surely its sides are seen.

    `corners_px` are four pixel points, top-left, top-right, bottom-right, bottom-left as the unit
    lies on the work plane with the board upright. `sides_sigma_px` is one sigma of the position
    of the top, right, bottom and left side, across the side; 0 says that the side is not known
    (hidden, or cut by the picture's edge). `whole` is false when some of the unit is not seen.
    """

    frame: str
    confidence: float
    corners_px: list[list[float]]
    sides_sigma_px: list[float]
    whole: bool


class PersonSeen(msgspec.Struct, frozen=True, tag_field="kind", tag="person.seen"):
    """The person nearest the middle of the picture, and the protective equipment on them.

    `box` is x, y, width, height in pixels. Each confidence (0-1) is that of the best matching
    detection of its class; None when that class was not seen on this person.
    """

    frame: str
    box: list[float]
    helmet: float | None
    no_helmet: float | None
    vest: float | None
    no_vest: float | None


class FrameTaken(msgspec.Struct, frozen=True, tag_field="kind", tag="frame.taken"):
    """A frame was taken: which sight looked at it, in which step, and when.

    `seconds` count from any moment of the test, the same for all its frames: only differences
    mean something. None where nobody knows, as of a photograph. `camera` is the name of the camera
    that took it, where a test has several.
    """

    frame: str
    sight: str
    step: str | None = None
    seconds: float | None = None
    camera: str | None = None


class FrameRefused(msgspec.Struct, frozen=True, tag_field="kind", tag="frame.refused"):
    """A frame that could not be measured: a reason code and what the person should do next."""

    frame: str
    reason: str
    remedy: str


class NumberTyped(msgspec.Struct, frozen=True, tag_field="kind", tag="number.typed"):
    """A number that a person measured with a hand tool and typed, with one sigma of the tool.

    `measure` names what it is of; `frame` says where or by whom it was taken.
    """

    frame: str
    measure: str
    value: float
    sigma: float


Observation = (
    PlaneSeen
    | PieceSeen
    | EdgeSeen
    | UnitSeen
    | PersonSeen
    | FrameTaken
    | FrameRefused
    | NumberTyped
)
