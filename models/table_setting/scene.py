"""Models room, table setting: a whole laid table as a measuring instrument needs it.

Pixels follow OpenCV's convention: the centre of the top left pixel is (0, 0).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from models.detections import Detections, FloatArray
from models.inference import Model, load_model
from models.sheet import ModelSheet
from models.table_setting.crops import CUTLERY, Place, Points
from models.table_setting.edge import find_edge
from models.table_setting.opinion import both_opinions, weighed
from models.table_setting.outliner import Outliner, Traced, open_outliner
from models.table_setting.pieces import decode_sure
from models.table_setting.rectangle import extent, least_rectangle
from models.table_setting.rim import Ellipse, fit_ellipse, rim_near
from models.table_setting.sigma import COARSE_SIGMA, of_ends, of_feet, of_outline

NAME = "table_setting"
ELSEWHERE = 0.2
"""An outline whose middle is farther from its piece's than this share of the length is not its."""
WHOLE = 0.75
"""An outline of cutlery shorter than this share of the length it was found with is of a part: of
the blade alone, say, where the handle is of the table's colour."""
PLATE_LEAST = 0.8
"""No useful camera sees a plate flatter than this."""
SLICES = 24
"""Into so many slices a fork or spoon is cut to find its midline."""


@dataclass(frozen=True, eq=False)
class TableScene:
    """What a picture of a laid table shows.

    `detections`: pieces at or above the sheet's `options.doubtful`, with outlines ("plate" an
    ellipse; "glass" its silhouette with the foot's circle) and points ("tip" and "end" of cutlery;
    of a glass "foot" and on its rim "foot_left", "foot_right", "foot_top", "foot_bottom").
    `front_edge_px` (2, 2): the front edge where it enters and leaves the picture, or None.
    `sigma_px` (N,): standard deviation of an outline point; `ends_sigma_px` (N,): one more of
    where cutlery ends, along it; `edge_sigma_px` of the edge's ends.
    `opinions` (N, 2 + classes): what finder and outliner said, of which each confidence was made.
    """

    detections: Detections
    front_edge_px: FloatArray | None
    sigma_px: FloatArray
    ends_sigma_px: FloatArray
    edge_sigma_px: float
    opinions: Points


@lru_cache(maxsize=1)
def _instrument() -> tuple[Model, Outliner]:
    model = load_model(NAME)
    return model, open_outliner(model.folder, model.sheet)


def find_scene(image: NDArray[np.uint8]) -> TableScene:
    """Find the pieces of a laid table, their outlines and the table's front edge, in a BGR picture.

    Raises ImageUnusableError, and what load_model raises.
    """
    model, outliner = _instrument()
    outputs, placement = model.run(image)
    found = decode_sure(outputs, placement, _doubtful_too(model.sheet))
    answers, stands = _outlined(image, found, outliner)
    opinions = both_opinions(found, [0.0 if one is None else one.sureness for one in answers])
    found = weighed(found, opinions, model.sheet)
    traced = [
        None if trace is None or _elsewhere(found, k, trace) else trace
        for k, trace in enumerate(answers)
    ]
    refined, fitted = _refined(image, found, traced, stands)
    coarse = COARSE_SIGMA / placement.scale
    sigma = [
        coarse if trace is None else of_outline(found.name(k), trace)
        for k, trace in enumerate(stands.get(k, trace) for k, trace in enumerate(traced))
    ]
    for k, value in fitted.items():
        sigma[k] = value
    sigma = [float(np.hypot(s, of_feet(found, refined, k))) for k, s in enumerate(sigma)]
    ends = [of_ends(found, refined, k) for k in range(len(found))]
    outlines = [np.asarray(o, np.float64) for o in refined.outlines_px or ()]
    edge = find_edge(image, outputs["masks"][0, -1], placement, outlines)
    line = None if edge is None else edge.line_px.astype(np.float32)
    return TableScene(
        refined,
        line,
        np.array(sigma, np.float32),
        np.array(ends, np.float32),
        0.0 if edge is None else edge.sigma_px,
        opinions,
    )


def _outlined(
    image: NDArray[np.uint8], found: Detections, outliner: Outliner
) -> tuple[list[Traced | None], dict[int, Traced | None]]:
    """The outline of each detection, and of each glass (by its number) the circle it stands on;
    looked for twice, the second time about what the first look found."""
    feet = _feet(found)
    places = [*_places(found), *feet.values()]
    rough = outliner.trace(image, places)
    places = [_closer(p, t) for p, t in zip(places, rough, strict=True)]
    answers = outliner.trace(image, places)
    return answers[: len(found)], dict(zip(feet, answers[len(found) :], strict=True))


def _doubtful_too(sheet: ModelSheet) -> ModelSheet:
    """The sheet under which a doubtful piece is reported as well: whoever scores must tell "there
    is perhaps a glass" from "there is none", which costs a candidate a point.
    """
    least = sheet.options.get("doubtful")
    if least is None:
        return sheet
    return msgspec.structs.replace(sheet, thresholds=dict.fromkeys(sheet.classes, least))


def _elsewhere(found: Detections, k: int, trace: Traced) -> bool:
    """Whether an outline is of something else, so far does it lie from where a piece was found;
    or of a part of it. Cutlery's outline is surer than its place, but not than its length.
    """
    if found.corners_px is None or found.outlines_px is None:
        return False
    _, long, _, _ = _rectangle(np.asarray(found.corners_px[k], np.float64))
    if found.name(k) in CUTLERY:
        return _rectangle(trace.outline)[1] < WHOLE * long
    away = extent(trace.outline)[0] - extent(np.asarray(found.outlines_px[k], np.float64))[0]
    return float(np.linalg.norm(away)) > ELSEWHERE * long


def _places(found: Detections) -> list[Place]:
    """Where to outline each detection: its rectangle."""
    if found.corners_px is None or found.points_px is None:
        return []
    places = []
    for k in range(len(found)):
        name = found.name(k)
        points = {key: np.asarray(at, np.float64) for key, at in found.points_px[k].items()}
        centre, long, wide, angle = _rectangle(np.asarray(found.corners_px[k], np.float64))
        if name in CUTLERY:
            forward = points["tip"] - points["end"]
            angle = float(np.arctan2(forward[1], forward[0]))
        elif name == "plate":
            wide = max(wide, PLATE_LEAST * long)
        places.append(Place(name, centre, long, wide, angle))
    return places


def _feet(found: Detections) -> dict[int, Place]:
    """Where to outline the foot of each glass: a guess of its circle."""
    if found.corners_px is None or found.points_px is None:
        return {}
    feet = {}
    for k in range(len(found)):
        if found.name(k) == "glass":
            _, _, wide, _ = _rectangle(np.asarray(found.corners_px[k], np.float64))
            foot = np.asarray(found.points_px[k]["foot"], np.float64)
            feet[k] = Place("foot", foot, 0.85 * wide, 0.85 * wide, 0.0)
    return feet


def _closer(place: Place, trace: Traced | None) -> Place:
    """The place that a first outline gives: a second look then starts from the middle."""
    if trace is None or place.name == "glass":
        return place
    around = trace.outline if place.name in CUTLERY else least_rectangle(trace.outline)
    centre, long, wide, angle = _rectangle(around)
    least = WHOLE if place.name in CUTLERY else 0.6
    if not least < long / place.long < 1.6:
        return place
    if np.cos(angle - place.angle) < 0:
        angle += np.pi
    if place.name in ("plate", "foot"):
        angle = place.angle
    return Place(place.name, centre, long, wide, angle)


def _rectangle(corners: Points) -> tuple[Points, float, float, float]:
    (x, y), (w, h), degrees = cv2.minAreaRect(corners.astype(np.float32))
    angle = float(np.radians(degrees))
    if w < h:
        w, h, angle = h, w, angle + np.pi / 2
    return np.array([x, y], np.float64), float(w), float(h), angle


def _refined(
    image: NDArray[np.uint8],
    found: Detections,
    traced: list[Traced | None],
    feet: dict[int, Traced | None],
) -> tuple[Detections, dict[int, float]]:
    """The detections with traced outlines and the points that follow from them; and where an
    outline was fitted to the full picture, its standard deviation in px."""
    if found.outlines_px is None or found.points_px is None or found.corners_px is None:
        return found, {}
    outlines, points = list(found.outlines_px), list(found.points_px)
    fitted: dict[int, float] = {}
    for k, foot in feet.items():
        if foot is not None:
            ellipse = fit_ellipse(foot.outline)
            points[k] = {"foot": _as_float(ellipse.centre), **_foot_rim(ellipse)}
    for k, trace in enumerate(traced):
        if trace is None:
            continue
        name = found.name(k)
        if name in CUTLERY:
            outlines[k] = _simple(trace.outline)
            points[k] = _ends(trace.outline, points[k], even=name != "knife")
        elif name == "glass":
            outlines[k] = _hull(trace.outline)
        elif name == "plate":
            near = _found_ellipse(np.asarray(found.corners_px[k], np.float64))
            ellipse, sigma = rim_near(image, trace.outline, trace.px_per_crop_px, near)
            outlines[k] = _as_float(ellipse.ring()[0])
            if sigma is not None:
                fitted[k] = sigma
        else:
            outlines[k] = _simple(trace.outline)
    return replace(found, outlines_px=tuple(outlines), points_px=tuple(points)), fitted


def _found_ellipse(corners: Points) -> Ellipse:
    """The ellipse in the rectangle (4, 2) that the finder saw a plate in."""
    centre, long, wide, angle = _rectangle(corners)
    return Ellipse(centre, np.array([long, max(wide, PLATE_LEAST * long)]) / 2, angle)


def _foot_rim(ellipse: Ellipse) -> dict[str, FloatArray]:
    """Four points of the foot's circle, by which a measure knows its radius."""
    ring = ellipse.ring(180)[0]
    extreme = {
        "foot_left": ring[:, 0].argmin(),
        "foot_right": ring[:, 0].argmax(),
        "foot_top": ring[:, 1].argmin(),
        "foot_bottom": ring[:, 1].argmax(),
    }
    return {name: _as_float(ring[k]) for name, k in extreme.items()}


def _simple(outline: Points) -> FloatArray:
    """The outline smoothed over a few points, with fewer points."""
    ring = np.stack([np.roll(outline, k, axis=0) for k in range(-3, 4)]).mean(0)
    return np.asarray(
        cv2.approxPolyDP(ring.astype(np.float32), 0.2, True).reshape(-1, 2), np.float32
    )


def _hull(points: Points) -> FloatArray:
    return np.asarray(cv2.convexHull(points.astype(np.float32)).reshape(-1, 2), np.float32)


def _as_float(points: NDArray[np.floating]) -> FloatArray:
    return np.asarray(points, np.float32)


def _ends(outline: Points, coarse: dict[str, FloatArray], *, even: bool) -> dict[str, FloatArray]:
    """Tip and end of cutlery: the outline's farthest points along its axis.

    An `even` piece, a fork or spoon, has them on its midline: a fork's farthest point is the tip of
    whichever tine the camera sees a hair farther.
    """
    axis = np.asarray(coarse["tip"] - coarse["end"], np.float64)
    axis /= max(float(np.linalg.norm(axis)), 1e-9)
    along = outline @ axis
    if not even:
        return {
            "tip": _as_float(outline[along >= along.max() - 0.75].mean(0)),
            "end": _as_float(outline[along <= along.min() + 0.75].mean(0)),
        }
    middle, axis = _midline(outline, axis)
    along = (outline - middle) @ axis
    return {
        "tip": _as_float(middle + along.max() * axis),
        "end": _as_float(middle + along.min() * axis),
    }


def _midline(outline: Points, axis: Points) -> tuple[Points, Points]:
    """A point of a piece's midline and its direction, by the middles of slices across the axis."""
    across = np.array([-axis[1], axis[0]])
    along, side = outline @ axis, outline @ across
    slices = np.linspace(along.min(), along.max(), SLICES + 1)
    numbers = np.clip(np.searchsorted(slices, along, side="right") - 1, 0, SLICES - 1)
    used = [k for k in range(SLICES) if (numbers == k).sum() > 1]
    if len(used) < SLICES // 2:
        return np.asarray(outline.mean(0), np.float64), axis
    middles = np.array([(side[numbers == k].max() + side[numbers == k].min()) / 2 for k in used])
    centres = (slices[:-1] + slices[1:])[used] / 2
    slope, start = np.polyfit(centres, middles, 1)
    for _ in range(2):
        off = np.abs(middles - slope * centres - start)
        kept = off <= max(2.5 * float(np.median(off)), 1e-6)
        slope, start = np.polyfit(centres[kept], middles[kept], 1)
    turned = (axis + slope * across) / np.hypot(1.0, slope)
    return np.asarray(start * across, np.float64), np.asarray(turned, np.float64)
