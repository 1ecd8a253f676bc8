"""Room: scenarios. What a pack may set about a measure, checked, with the defaults' sources."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from scenarios.errors import ScenarioError


class MeasureParametersError(ScenarioError):
    """A criterion's `parameters` table has a wrong key or value."""


class PieceHeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How high the visible outline of a piece stands above the table, mm.

    `end`, `neck` and `tip` are heights along the piece's axis (a plate has one height); `u` is
    one sigma, for the end and the tip on their own.
    """

    end: float
    neck: float
    tip: float
    u: float


# Nominal heights: rims of dinner plates stand 18-20 mm high, forks and spoons arch to 15 mm at the
# neck and touch the table near the end and under the bowl, knives lie flat. Measured on the
# project's path-traced example covers; u covers other designs.
_PLATE = PieceHeights(end=19.0, neck=19.0, tip=19.0, u=2.5)
_KNIFE = PieceHeights(end=3.5, neck=2.5, tip=1.8, u=1.3)
_FORK = PieceHeights(end=3.5, neck=11.0, tip=8.0, u=2.5)
_SPOON = PieceHeights(end=3.5, neck=10.0, tip=8.0, u=2.5)
_NAPKIN = PieceHeights(end=3.0, neck=3.0, tip=3.0, u=2.0)
_FOOT = PieceHeights(end=1.5, neck=1.5, tip=1.5, u=1.0)


class TableParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of every table_setting measure; a pack overrides what its crockery needs.

    `pieces` must all be on the table; `order` names them from left to right. A piece counts as
    seen from `sure_confidence` up and as absent below `doubtful_confidence`. `edge_height_mm` and
    its u: where the outermost line of the edge lies, below the table top for a rounded edge.
    `axis_u_deg` and `knife_axis_u_deg`: how far the axis of an outline may be off that of design.
    `outline_u_mm`: how far outlines of a piece as a whole may be off, whatever the model says.
    """

    pieces: tuple[str, ...] = ("plate", "fork", "knife", "spoon", "glass", "napkin")
    order: tuple[str, ...] = ("fork", "plate", "knife", "spoon")
    sure_confidence: float = 0.35
    doubtful_confidence: float = 0.2
    plate: PieceHeights = _PLATE
    knife: PieceHeights = _KNIFE
    fork: PieceHeights = _FORK
    spoon: PieceHeights = _SPOON
    napkin: PieceHeights = _NAPKIN
    glass: PieceHeights = _FOOT
    edge_height_mm: float = -0.5
    edge_height_u_mm: float = 1.0
    axis_u_deg: float = 0.15
    knife_axis_u_deg: float = 0.3
    outline_u_mm: float = 0.3
    foot_radius_mm: float = 33.0
    foot_radius_u_mm: float = 4.0

    def heights(self, piece: str) -> PieceHeights:
        """The heights of a piece by its name."""
        found: dict[str, PieceHeights] = {
            "plate": self.plate,
            "knife": self.knife,
            "fork": self.fork,
            "spoon": self.spoon,
            "napkin": self.napkin,
            "glass": self.glass,
        }
        return found[piece]


class PersonParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of the protective-equipment measures.

    A class counts as seen from `sure_confidence` up and as not seen below `doubtful_confidence`;
    between the two a person has to look. The sure one must also lead its opposite by `margin`.
    Between pictures further apart than `longest_pause_s` nobody looked. Up to `mistaken_share` of
    the sure answers may be wrong (models/ppe/card.md). Where the person is seen surely for less
    than `least_seen_share` of the time somebody looked, there is not enough to go by.
    """

    sure_confidence: float = 0.5
    doubtful_confidence: float = 0.25
    margin: float = 0.25
    longest_pause_s: Annotated[float, Meta(gt=0)] = 120.0
    mistaken_share: Annotated[float, Meta(ge=0, le=1)] = 0.15
    least_seen_share: Annotated[float, Meta(ge=0, le=1)] = 0.25


Uncertainty = Annotated[float, Meta(ge=0, le=1e6)]


class MasonryParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What brick_wall and tile_floor measures share; every `u` is one sigma.

    A unit counts as seen from `sure_confidence` up. Units further apart than `largest_joint_mm`
    are not neighbours. `take` = "worst" gives the joint farthest from `joint_mm`, "mean" the mean.
    `side_u_mm`: how far all sides alike may be seen too far out or in, and `alike_share` of what
    one side may be off, which they share as they share their light; `bed_side_u_mm` and
    `head_side_u_mm`: how far those that face up (or down, left, right) may on their own, as light
    falls on them alike; heads, being short, more. `face_u_mm`: how far one
    unit's face stands out of the work plane. `board_offset_u_mm` and `board_tilt_u_deg`: how far
    the board may lie off that plane, and turned against it. `most_slope_u_mm_per_m`: the largest U
    with which a slope is told; four times what it may be off, a number says nothing about it.
    """

    joint_mm: float
    take: Literal["mean", "worst"] = "mean"
    sure_confidence: float = 0.5
    largest_joint_mm: float = 40.0
    side_u_mm: Uncertainty = 0.15
    alike_share: Uncertainty = 0.0
    bed_side_u_mm: Uncertainty = 0.15
    head_side_u_mm: Uncertainty = 0.35
    face_u_mm: Uncertainty = 0.25
    board_offset_u_mm: Uncertainty = 0.5
    board_tilt_u_deg: Uncertainty = 0.1
    most_slope_u_mm_per_m: Uncertainty = 8.0


class BrickParameters(MasonryParameters, frozen=True, forbid_unknown_fields=True):
    """Parameters of the brick_wall measures.

    A wall has at least `courses`. `unit_mm` is a stretcher's length: half of it and a joint is
    the bond. `board_level_u_mm_per_m` is how far off level and plumb the board may stand: a
    builder's level is right within 0.5 mm/m, and every value within that is as likely.
    `course_u_mm` is how far a course may be seen too high or too low as a whole: seen from little
    above, the wall's own top passes for that of its bricks. All were chosen on drawn walls (seeds
    420 000 to 420 149; `side_u_mm` on 470 000 to 470 299 too).
    """

    joint_mm: float = 10.0
    side_u_mm: Uncertainty = 0.15
    bed_side_u_mm: Uncertainty = 0.1
    head_side_u_mm: Uncertainty = 0.215
    course_u_mm: Uncertainty = 0.55
    courses: Annotated[int, Meta(ge=5)] = 5
    unit_mm: float = 215.0
    board_level_u_mm_per_m: Uncertainty = 0.3


class TileParameters(MasonryParameters, frozen=True, forbid_unknown_fields=True):
    """Parameters of the tile_floor measures: the floor has at least `rows` and `columns`.

    `side_u_mm` is larger than for bricks: joints of 2–3 mm look wider than they are (chosen on
    drawn floors, seeds 410 000 to 420 149; `alike_share` on 460 000 to 470 149).
    """

    joint_mm: float = 3.0
    side_u_mm: Uncertainty = 0.19
    alike_share: Uncertainty = 0.55
    rows: Annotated[int, Meta(ge=2)] = 3
    columns: Annotated[int, Meta(ge=2)] = 3


class TypedParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of a number that a person types, in the criterion's unit.

    `tool_u` is one sigma of a reading: half a step of a feeler gauge's leaves (0.05 mm) is as
    likely as any less, and the hand adds as much again. A tool shows `least` to `most`.
    """

    tool_u: Uncertainty = 0.03
    least: float = 0.0
    most: float = 20.0


class NoParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters of a measure that takes none."""


Parameters = TypeVar("Parameters", bound=msgspec.Struct)


def read_parameters(given: Mapping[str, object], into: type[Parameters]) -> Parameters:
    """The parameters of a pack over their defaults.

    Raises MeasureParametersError naming the key and what it must be.
    """
    try:
        return msgspec.convert(dict(given), into)
    except msgspec.ValidationError as problem:
        raise MeasureParametersError(
            f"the criterion's parameters are wrong ({problem}): mend the key, or leave it out to "
            "use the default"
        ) from problem
