"""Room: scenarios. Measures of a laid cover: distances between vertical projections, and angles.

Edge distances go from a piece's nearest point to the table's front edge, gaps from outline to
outline, the glass's from the knife's tip to its foot; angles from the perpendicular to the edge.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.geometry import FloatArray, PlaneSamples, normal_draws
from scenarios.measures.footprints import (
    edge_on_table,
    foot_of_glass,
    footprint,
    point_on_table,
)
from scenarios.measures.frames import FrameScene, FrameValue, UnmeasurableError, over_frames
from scenarios.measures.measure import Measure, MeasureResult
from scenarios.measures.outlines import axis_angles, gap_between, gap_to_line, midline_angles
from scenarios.measures.parameters import TableParameters, read_parameters
from scenarios.observations import EdgeSeen, Observation, PieceSeen

CUTLERY = ("knife", "fork", "spoon")
HANDLE = (0.05, 0.4)  # the part of a knife's length that is handle in any design
_SAME_PLACE = 0.5  # share of a box by which two sightings overlap when they are one thing


def edge_distance(piece: str) -> Measure:
    """The measure from a piece's nearest point to the table's front edge, mm."""

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, TableParameters)

        def in_frame(scene: FrameScene, planes: PlaneSamples) -> FrameValue:
            outline = _outline(planes, the_piece(scene, piece, parameters), parameters)
            line = edge_on_table(planes, the_edge(scene), parameters)
            gap = gap_to_line(outline, line, _inward(scene, planes, line, parameters))
            return FrameValue(gap.samples, [gap.start, gap.stop])

        return over_frames(observations, "mm", in_frame)

    return measure


def gap_of(first: str, second: str) -> Measure:
    """The measure of the gap between the nearest outlines of two pieces, mm."""

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, TableParameters)

        def in_frame(scene: FrameScene, planes: PlaneSamples) -> FrameValue:
            a, b = (
                _outline(planes, the_piece(scene, name, parameters), parameters)
                for name in (first, second)
            )
            gap = gap_between(a, b)
            return FrameValue(gap.samples, [gap.start, gap.stop])

        return over_frames(observations, "mm", in_frame)

    return measure


def glass_knife_tip(
    observations: Sequence[Observation], given: Mapping[str, object]
) -> MeasureResult:
    """From the knife's tip to the nearest point of the glass's foot, mm."""
    parameters = read_parameters(given, TableParameters)

    def in_frame(scene: FrameScene, planes: PlaneSamples) -> FrameValue:
        knife, glass = (the_piece(scene, name, parameters) for name in ("knife", "glass"))
        if "tip" not in knife.points_px or "foot" not in glass.points_px:
            raise UnmeasurableError("missing_point")
        tip = point_on_table(planes, knife, "tip", parameters)
        foot = foot_of_glass(planes, glass, parameters)
        away = foot.centre - tip
        apart = np.linalg.norm(away, axis=1)
        nearest = foot.centre[0] - away[0] / max(apart[0], 1e-9) * foot.radius[0]
        notes: dict[str, object] = {
            "foot_radius_mm": round(float(foot.radius[0]), 1),
            "foot_seen": foot.seen,
        }
        return FrameValue(apart - foot.radius, [tip[0], nearest], notes)

    return over_frames(observations, "mm", in_frame)


def cutlery_angle(
    observations: Sequence[Observation], given: Mapping[str, object]
) -> MeasureResult:
    """The worst deviation of knife, fork and spoon from perpendicular to the edge, degrees."""
    parameters = read_parameters(given, TableParameters)
    wanted = [name for name in CUTLERY if name in parameters.pieces]

    def in_frame(scene: FrameScene, planes: PlaneSamples) -> FrameValue:
        line = edge_on_table(planes, the_edge(scene), parameters)
        leans = [_lean(scene, planes, line, name, parameters) for name in wanted]
        worst = int(np.argmax([abs(lean[0]) for lean in leans]))
        notes: dict[str, object] = {"worst": wanted[worst]} | {
            f"{name}_deg": round(float(lean[0]), 2)
            for name, lean in zip(wanted, leans, strict=True)
        }
        return FrameValue(np.abs(np.stack(leans)).max(axis=0), [], notes)

    return over_frames(observations, "deg", in_frame)


def the_piece(scene: FrameScene, name: str, parameters: TableParameters) -> PieceSeen:
    """The one piece of that name in a frame. Raises UnmeasurableError when none or several."""
    seen = sorted(
        (piece for piece in scene.pieces if piece.name == name), key=lambda p: -p.confidence
    )
    seen = [p for p in seen if p.confidence >= parameters.doubtful_confidence]
    if not seen:
        raise UnmeasurableError(f"missing_{name}")
    if seen[0].confidence < parameters.sure_confidence:
        raise UnmeasurableError(f"unsure_{name}")
    if any(
        other.confidence >= parameters.sure_confidence and not _same_thing(seen[0], other)
        for other in seen[1:]
    ):
        raise UnmeasurableError(f"several_{name}")
    return seen[0]


def the_edge(scene: FrameScene) -> EdgeSeen:
    """The table's front edge in a frame. Raises UnmeasurableError when it was not seen."""
    if scene.edge is None:
        raise UnmeasurableError("no_edge")
    return scene.edge


def _outline(planes: PlaneSamples, piece: PieceSeen, parameters: TableParameters) -> FloatArray:
    return footprint(planes, piece, parameters).outline


def _inward(
    scene: FrameScene, planes: PlaneSamples, line: FloatArray, parameters: TableParameters
) -> FloatArray:
    """A direction (2,) mm from the edge towards the pieces."""
    centres = [footprint(planes.nominal(), piece, parameters).centre for piece in scene.pieces]
    return np.asarray(np.median(centres, axis=0) - line[0].mean(axis=0), np.float64)


def _lean(
    scene: FrameScene,
    planes: PlaneSamples,
    line: FloatArray,
    name: str,
    parameters: TableParameters,
) -> FloatArray:
    """Signed degrees (S,) from the perpendicular to the edge; + when the tip leans left."""
    place = footprint(planes, the_piece(scene, name, parameters), parameters)
    along = line[:, 1] - line[:, 0]
    edge = np.arctan2(along[:, 1], along[:, 0])
    # A blade leans to one side of a knife's axis, its handle does not.
    axis = (
        midline_angles(place.outline, place.shares, HANDLE)
        if name == "knife" and place.shares.any()
        else axis_angles(place.outline)
    )
    off = axis - edge - np.pi / 2
    off = (off + np.pi / 2) % np.pi - np.pi / 2
    axis_u = parameters.knife_axis_u_deg if name == "knife" else parameters.axis_u_deg
    design = normal_draws(f"axis {name}", planes.count - 1, 1)[:, 0] * axis_u
    # Seen from above, board x to y turns clockwise (its z points down), so a tip that leans left
    # has turned the negative way.
    return np.asarray(-np.degrees(off) + design, np.float64)


def _same_thing(a: PieceSeen, b: PieceSeen) -> bool:
    """Whether two sightings of a name overlap so much that they are one piece seen twice."""
    boxes = [np.array(piece.outline_px) for piece in (a, b)]
    low = np.maximum(*(box.min(axis=0) for box in boxes))
    high = np.minimum(*(box.max(axis=0) for box in boxes))
    shared = float(np.prod(np.clip(high - low, 0.0, None)))
    smaller = min(float(np.prod(np.ptp(box, axis=0))) for box in boxes)
    return shared > _SAME_PLACE * smaller
