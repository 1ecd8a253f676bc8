"""Room: scenarios. Which pieces of a cover are there, and whether they lie in order."""

from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.geometry import FloatArray, sample_plane
from scenarios.measures.footprints import edge_on_table, footprint, point_on_table
from scenarios.measures.frames import FrameScene, UnmeasurableError, accepted, commonest
from scenarios.measures.measure import Measure, MeasureResult, undetermined
from scenarios.measures.parameters import TableParameters, read_parameters
from scenarios.measures.table_setting import the_edge, the_piece
from scenarios.observations import Observation

_MAJORITY = 2 / 3
_SIDE_MARGIN_MM = 3.0  # centres closer than this are neither left nor right of each other


def piece_present(piece: str) -> Measure:
    """The measure 1 when the piece is on the table, 0 when it is not; unsure needs a person."""

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, TableParameters)
        try:
            confidences = _confidences(accepted(observations), piece)
        except UnmeasurableError as problem:
            return undetermined("pieces", str(problem))
        verdict = _is_there(confidences, parameters)
        if verdict is None:
            return undetermined("pieces", f"unsure_{piece}", confidences=confidences)
        return MeasureResult(
            float(verdict), 0.0, "pieces", False, None, {"confidences": confidences}
        )

    return measure


def pieces_present(
    observations: Sequence[Observation], given: Mapping[str, object]
) -> MeasureResult:
    """How many of the pack's pieces are on the table; indeterminate when one is unsure."""
    parameters = read_parameters(given, TableParameters)
    try:
        good = accepted(observations)
    except UnmeasurableError as problem:
        return undetermined("pieces", str(problem))
    there = {name: _is_there(_confidences(good, name), parameters) for name in parameters.pieces}
    unsure = [name for name, verdict in there.items() if verdict is None]
    detail: dict[str, object] = {
        "seen": [name for name, verdict in there.items() if verdict],
        "missing": [name for name, verdict in there.items() if verdict is False],
        "unsure": unsure,
    }
    if unsure:
        return undetermined("pieces", f"unsure_{unsure[0]}", **detail)
    count = float(sum(bool(verdict) for verdict in there.values()))
    return MeasureResult(count, 0.0, "pieces", False, None, detail)


def pieces_in_order(
    observations: Sequence[Observation], given: Mapping[str, object]
) -> MeasureResult:
    """How many of the pack's pieces are there and in their place.

    In place: those of `order` from left to right, the glass beyond the knife's tip, the napkin
    anywhere. Pieces too close to call make it indeterminate.
    """
    parameters = read_parameters(given, TableParameters)
    counts: list[tuple[int, list[str]]] = []
    reasons: list[str] = []
    try:
        for scene in accepted(observations):
            try:
                out = _out_of_place(scene, parameters)
                counts.append((len(parameters.pieces) - len(out), out))
            except UnmeasurableError as problem:
                reasons.append(str(problem))
    except UnmeasurableError as problem:
        return undetermined("pieces", str(problem))
    if len(counts) <= len(reasons):
        return undetermined("pieces", commonest(reasons))
    if len({count for count, _ in counts}) > 1:
        return undetermined("pieces", "frames_disagree", counts=[count for count, _ in counts])
    return MeasureResult(
        float(counts[0][0]), 0.0, "pieces", False, None, {"out_of_place": counts[0][1]}
    )


def _confidences(good: Sequence[FrameScene], piece: str) -> list[float]:
    """The best confidence for a piece in each frame, 0 where it was not seen."""
    return [
        round(max((p.confidence for p in scene.pieces if p.name == piece), default=0.0), 3)
        for scene in good
    ]


def _is_there(confidences: Sequence[float], parameters: TableParameters) -> bool | None:
    sure = sum(c >= parameters.sure_confidence for c in confidences) / len(confidences)
    absent = sum(c < parameters.doubtful_confidence for c in confidences) / len(confidences)
    if sure >= _MAJORITY:
        return True
    return False if absent >= _MAJORITY else None


def _out_of_place(scene: FrameScene, parameters: TableParameters) -> list[str]:
    """The names of pieces that are missing or out of place in a frame."""
    places = _places(scene, parameters)
    out = [name for name in parameters.pieces if name not in places]
    row = [name for name in parameters.order if name in places]
    misplaced = _misplaced([places[name][0] for name in row])
    out += [row[i] for i in misplaced]
    if "glass" in places and "knife_tip" in places:
        beyond = places["glass"][1] - places["knife_tip"][1]
        if abs(beyond) < _SIDE_MARGIN_MM:
            raise UnmeasurableError("too_close_to_call")
        out += ["glass"] if beyond < 0 else []
    return out


def _misplaced(along: Sequence[float]) -> list[int]:
    """Indices that leave the longest rising run of positions when taken out."""
    for i, a in enumerate(along):
        if any(abs(a - b) < _SIDE_MARGIN_MM for b in along[i + 1 :]):
            raise UnmeasurableError("too_close_to_call")
    best: list[list[int]] = []
    for i, a in enumerate(along):
        before = [run for run in best if along[run[-1]] < a]
        best.append([*max(before, key=len, default=[]), i])
    kept = max(best, key=len, default=[])
    return [i for i in range(len(along)) if i not in kept]


def _places(scene: FrameScene, parameters: TableParameters) -> dict[str, FloatArray]:
    """Where each piece lies, mm: to the right along the edge, and away from it."""
    if scene.plane is None:
        raise UnmeasurableError("no_board")
    planes = sample_plane(scene.plane, draws=2).nominal()
    line = edge_on_table(planes, the_edge(scene), parameters)[0]
    centres: dict[str, FloatArray] = {}
    for name in parameters.pieces:
        try:
            piece = the_piece(scene, name, parameters)
        except UnmeasurableError as problem:
            if str(problem).startswith("missing_"):
                continue
            raise
        if name == "glass" and "foot" in piece.points_px:
            centres[name] = point_on_table(planes, piece, "foot", parameters)[0]
        else:
            centres[name] = footprint(planes, piece, parameters).centre
        if name == "knife" and "tip" in piece.points_px:
            centres["knife_tip"] = point_on_table(planes, piece, "tip", parameters)[0]
    if not centres:
        raise UnmeasurableError("no_pieces")
    return _from_edge(centres, line)


def _from_edge(centres: dict[str, FloatArray], line: FloatArray) -> dict[str, FloatArray]:
    inward = np.median(list(centres.values()), axis=0) - line.mean(axis=0)
    along = (line[1] - line[0]) / np.linalg.norm(line[1] - line[0])
    normal = np.array([-along[1], along[0]])
    normal *= np.sign(normal @ inward)
    # Board x right and y down as seen from above: right of inward is (-y, x).
    right = np.array([-normal[1], normal[0]])
    return {
        name: np.array([(place - line[0]) @ right, (place - line[0]) @ normal])
        for name, place in centres.items()
    }
