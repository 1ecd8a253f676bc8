"""Room: scenarios. Pieces of a cover as vertical projections on the table, in many samples."""

from dataclasses import dataclass

import numpy as np

from scenarios.geometry import FloatArray, PlaneSamples, normal_draws
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.outlines import densify, outward_normals, polygon_centre
from scenarios.measures.parameters import PieceHeights, TableParameters
from scenarios.observations import EdgeSeen, PieceSeen

NECK_AT = 0.62  # share of a fork's or spoon's length from its end to its neck
_STEP_PX = 6.0
_CUTLERY = ("knife", "fork", "spoon")
# Longest extents: dessert to service plates, coffee spoons to steak knives, with room for error.
_LENGTHS_MM = {
    "plate": (140.0, 380.0),
    "knife": (140.0, 300.0),
    "fork": (110.0, 280.0),
    "spoon": (90.0, 280.0),
}
_ROUND = 0.08  # spread of a round plate's radius, as a share of it, that errors explain
_FOOT_RADII_MM = (20.0, 52.0)  # what a glass's foot can be
_ARC = np.radians(65.0)
_EVEN = 0.1  # spread of a foot's radius, as a share of it, that noise explains
_LEAN_MM = 60.0  # nearer to the nadir a glass hides its own foot


@dataclass(frozen=True, eq=False)
class Foot:
    """A glass's foot: its centre (S,2) and radius (S,), mm."""

    centre: FloatArray
    radius: FloatArray
    seen: bool


@dataclass(frozen=True, eq=False)
class Footprint:
    """A piece's outline (S,N,2) mm, projected straight down onto the table.

    `shares` (N,) is how far along cutlery's axis a point lies, 0 at the end and 1 at the tip.
    """

    outline: FloatArray
    shares: FloatArray

    @property
    def centre(self) -> FloatArray:
        """The nominal centre of area (2,)."""
        return np.asarray(polygon_centre(self.outline[:1])[0], np.float64)


def footprint(planes: PlaneSamples, piece: PieceSeen, parameters: TableParameters) -> Footprint:
    """Where a piece lies on the table."""
    outline = densify(np.array(piece.outline_px, np.float64), _STEP_PX)
    draws = normal_draws(piece.name, planes.count - 1, 7)
    shares = _shares_along(piece, outline)
    sigma = np.hypot(piece.sigma_px, parameters.outline_u_mm / _mm_per_px(planes, outline))
    pixels = _shaken(outline, shares, float(sigma), draws[:, :5])
    pixels = pixels + _ends_moved(planes, piece, shares)
    heights = _heights(parameters.heights(piece.name), shares, draws[:, 5:7])
    place = Footprint(planes.to_table(pixels, heights), shares)
    _check_plausible(place, piece.name)
    return place


def point_on_table(
    planes: PlaneSamples, piece: PieceSeen, point: str, parameters: TableParameters
) -> FloatArray:
    """A named point (S,2) mm of a piece: "tip" or "end" of cutlery, "foot" of a glass."""
    draws = normal_draws(f"{piece.name} {point}", planes.count - 1, 3)
    pixels = np.array(piece.points_px[point], np.float64) + piece.sigma_px * draws[:, None, :2]
    if point in ("end", "tip"):
        pixels = pixels + _ends_moved(planes, piece, np.array([float(point == "tip")]))
    heights = parameters.heights(piece.name)
    level = heights.end if point == "end" else heights.tip
    return planes.to_table(pixels, level + heights.u * draws[:, 2:])[:, 0]


def edge_on_table(planes: PlaneSamples, edge: EdgeSeen, parameters: TableParameters) -> FloatArray:
    """The table's front edge as lines (S,2,2) mm."""
    draws = normal_draws("edge", planes.count - 1, 5)
    noise = edge.sigma_px * draws[:, :4].reshape(-1, 2, 2)
    level = parameters.edge_height_mm + parameters.edge_height_u_mm * draws[:, 4:]
    return planes.to_table(np.array(edge.line_px, np.float64) + noise, level)


def foot_of_glass(planes: PlaneSamples, glass: PieceSeen, parameters: TableParameters) -> Foot:
    """The circle of a glass's foot.

    Its radius comes from rim points where the model reports them ("foot_…"), else from the part of
    the outline that is the foot's own, else it is the pack's nominal one.
    """
    centre = point_on_table(planes, glass, "foot", parameters)
    radius = _radius_from_rim(planes, glass, centre, parameters)
    if radius is None:
        radius = _radius_from_outline(planes, glass, centre, parameters)
    if radius is not None and _FOOT_RADII_MM[0] < radius[0] < _FOOT_RADII_MM[1]:
        return Foot(centre, radius, True)
    draws = normal_draws("foot radius", planes.count - 1, 1)[:, 0]
    return Foot(centre, parameters.foot_radius_mm + parameters.foot_radius_u_mm * draws, False)


def _radius_from_rim(
    planes: PlaneSamples, glass: PieceSeen, centre: FloatArray, parameters: TableParameters
) -> FloatArray | None:
    """Radius (S,) mm from named points on the rim, wrong together by the outline's sigma."""
    rim = [place for name, place in sorted(glass.points_px.items()) if name.startswith("foot_")]
    if len(rim) < 2:
        return None
    places = planes.to_table(np.array(rim, np.float64), parameters.glass.tip)
    radius = np.linalg.norm(places - centre[:1, None], axis=2).mean(axis=1)
    swelling = normal_draws("foot rim", planes.count - 1, 1)[:, 0]
    sigma = glass.sigma_px * _mm_per_px(planes, np.array(rim, np.float64))
    return np.asarray(radius + np.hypot(sigma, parameters.outline_u_mm) * swelling, np.float64)


def _radius_from_outline(
    planes: PlaneSamples, glass: PieceSeen, centre: FloatArray, parameters: TableParameters
) -> FloatArray | None:
    """Radius (S,) mm read on the side of the camera's nadir.

    What stands up leans away from the nadir, so on that side a stemmed glass's outline is that of
    the foot itself. Where it is not of even radius, something else covers the foot.
    """
    outline = footprint(planes, glass, parameters).outline
    towards_nadir = planes.nadir_mm()[:2] - centre[0]
    away = outline[0] - centre[0]
    turn = np.arctan2(away[:, 1], away[:, 0]) - np.arctan2(towards_nadir[1], towards_nadir[0])
    free = np.abs((turn + np.pi) % (2 * np.pi) - np.pi) < _ARC
    if np.hypot(*towards_nadir) < _LEAN_MM or free.sum() < 3:
        return None
    radii = np.linalg.norm(outline[:, free] - centre[:, None], axis=2)
    radius = np.asarray(np.median(radii, axis=1), np.float64)
    return radius if np.ptp(radii[0]) < _EVEN * radius[0] else None


def _shaken(outline: FloatArray, shares: FloatArray, sigma: float, draws: FloatArray) -> FloatArray:
    """Outline pixels (S,N,2) shifted, turned and swollen as a whole.

    A model's outline is off as a whole rather than point by point: half of the variance goes into
    shifts of its two ends, half into a swelling; so no jagged noise draws distances short.
    """
    toward_tip = shares[None, :, None]
    shift = draws[:, None, :2] * (1 - toward_tip) + draws[:, None, 2:4] * toward_tip
    swelling = draws[:, None, 4:5] * outward_normals(outline)
    return np.asarray(outline + sigma / np.sqrt(2.0) * (shift + swelling), np.float64)


def _ends_moved(planes: PlaneSamples, piece: PieceSeen, shares: FloatArray) -> FloatArray | float:
    """How far (S,N,2) px points at shares (N,) of cutlery's axis move along it with its ends."""
    if piece.ends_sigma_px == 0.0 or not {"tip", "end"} <= piece.points_px.keys():
        return 0.0
    end, tip = (np.array(piece.points_px[k], np.float64) for k in ("end", "tip"))
    along = (tip - end) / max(float(np.linalg.norm(tip - end)), 1e-9)
    draws = piece.ends_sigma_px * normal_draws(f"{piece.name} ends", planes.count - 1, 2)
    move = draws[:, :1] * (1.0 - shares) + draws[:, 1:] * shares
    return np.asarray(move[..., None] * along, np.float64)


def _mm_per_px(planes: PlaneSamples, outline: FloatArray) -> float:
    corner = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    places = planes.to_table(outline.mean(axis=0) + corner)[0]
    return float(np.linalg.norm(places[1:] - places[0], axis=1).mean())


def _check_plausible(place: Footprint, name: str) -> None:
    """Raise UnmeasurableError when an outline has a size or shape its piece cannot have.

    Better no figure than one read off a wrong outline.
    """
    outline = place.outline[0]
    low, high = _LENGTHS_MM.get(name, (0.0, np.inf))
    away = np.linalg.norm(outline - place.centre, axis=1)
    uneven = name == "plate" and np.ptp(away) > _ROUND * away.mean()
    if uneven or not low < 2.0 * away.max() < high:
        raise UnmeasurableError(f"unsure_{name}")


def _shares_along(piece: PieceSeen, outline: FloatArray) -> FloatArray:
    """How far along its axis, 0 at the end and 1 at the tip, each outline point lies."""
    if piece.name not in _CUTLERY or not {"tip", "end"} <= piece.points_px.keys():
        return np.zeros(len(outline))
    end, tip = (np.array(piece.points_px[k], np.float64) for k in ("end", "tip"))
    along = tip - end
    return np.clip((outline - end) @ along / max(float(along @ along), 1e-9), 0.0, 1.0)


def _heights(heights: PieceHeights, shares: FloatArray, draws: FloatArray) -> FloatArray:
    """Heights (S,N) mm of outline points at shares (N,) of the axis."""
    nominal = np.interp(shares, [0.0, NECK_AT, 1.0], [heights.end, heights.neck, heights.tip])
    off = draws[:, :1] * (1.0 - shares) + draws[:, 1:2] * shares
    return np.asarray(np.maximum(nominal + heights.u * off, 0.0), np.float64)
