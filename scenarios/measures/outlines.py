"""Room: scenarios. Plane geometry of outlines, for many samples at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import FloatArray

_NEAR_MM = 6.0  # vertices this much farther than the nearest can become nearest in a sample
_STATIONS = 24  # places along a midline


@dataclass(frozen=True, eq=False)
class Gap:
    """A distance in S samples (S,) mm, and the nominal places (2,) between which it lies."""

    samples: FloatArray
    start: FloatArray
    stop: FloatArray


def densify(outline: FloatArray, step: float) -> FloatArray:
    """The closed polygon (N,2) with vertices at most `step` apart, at least 24 in all."""
    closed = np.vstack([outline, outline[:1]])
    lengths = np.linalg.norm(np.diff(closed, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    count = int(min(400, max(24, np.ceil(along[-1] / step))))
    places = np.union1d(np.linspace(0, along[-1], count, endpoint=False), along[:-1])
    return np.column_stack([np.interp(places, along, closed[:, k]) for k in range(2)])


def outward_normals(outline: FloatArray) -> FloatArray:
    """Unit normals (N,2) of a closed polygon, pointing out of it."""
    tangent = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    return normal if signed_area(outline) > 0 else -normal


def signed_area(outline: FloatArray) -> float:
    """The polygon's area; positive when x turns towards y along it."""
    x, y = outline.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def polygon_centre(outlines: FloatArray) -> FloatArray:
    """Centres of area (S,2) of closed polygons (S,N,2)."""
    return _moments(outlines)[0]


def axis_angles(outlines: FloatArray) -> FloatArray:
    """Direction (S,) rad, modulo pi, of the longest axis of closed polygons (S,N,2)."""
    _, xx, xy, yy = _moments(outlines)
    return np.asarray(0.5 * np.arctan2(2 * xy, xx - yy), np.float64)


def midline_angles(
    outlines: FloatArray, shares: FloatArray, span: tuple[float, float]
) -> FloatArray:
    """Direction (S,) rad of the line half-way between the two sides of outlines (S,N,2).

    `shares` (N,) is how far along its axis each point lies, 0 to 1; `span` the part looked at.
    """
    stations = np.linspace(*span, _STATIONS)
    axis = outlines[0, int(np.argmax(shares))] - outlines[0, int(np.argmin(shares))]
    across = (outlines[0] - outlines[0].mean(axis=0)) @ np.array([-axis[1], axis[0]])
    inner = np.polynomial.Polynomial.fit(shares, across, 1)(shares)
    sides = [np.flatnonzero(across > inner), np.flatnonzero(across <= inner)]
    middles = np.mean([_at_stations(outlines, shares, side, stations) for side in sides], axis=0)
    off = middles - middles.mean(axis=1, keepdims=True)
    xx, yy, xy = (off[..., 0] ** 2).sum(1), (off[..., 1] ** 2).sum(1), off.prod(axis=2).sum(1)
    return np.asarray(0.5 * np.arctan2(2 * xy, xx - yy), np.float64)


def gap_between(a: FloatArray, b: FloatArray) -> Gap:
    """Distance between nearest points of two outlines (S,N,2) and (S,M,2); 0 if they overlap."""
    near_a, near_b = _neighbourhood(a[0], b[0]), _neighbourhood(b[0], a[0])
    forth, place_a, foot_b = _points_to_outline(a[:, near_a], b, near_b)
    back, place_b, foot_a = _points_to_outline(b[:, near_b], a, near_a)
    samples = np.minimum(forth, back)
    if _inside(a[0], b[0]).any() or _inside(b[0], a[0]).any():
        samples = np.concatenate([[0.0], samples[1:]])
    start, stop = (place_a, foot_b) if forth[0] <= back[0] else (foot_a, place_b)
    return Gap(samples, start, stop)


def gap_to_line(outline: FloatArray, line: FloatArray, inward: FloatArray) -> Gap:
    """Least signed distance of outlines (S,N,2) from lines (S,2,2), positive `inward` (2,)."""
    start, along = line[:, 0], line[:, 1] - line[:, 0]
    along = along / np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normal *= np.sign(normal[0] @ inward)
    away = np.einsum("snk,sk->sn", outline - start[:, None], normal)
    nearest = int(np.argmin(away[0]))
    place = outline[0, nearest]
    return Gap(away.min(axis=1), place, place - away[0, nearest] * normal[0])


def _at_stations(
    outlines: FloatArray, shares: FloatArray, side: NDArray[np.int64], stations: FloatArray
) -> FloatArray:
    """Points (S,K,2) of one side of outlines, interpolated at shares (K,) of the axis."""
    order = side[np.argsort(shares[side], kind="stable")]
    above = np.clip(np.searchsorted(shares[order], stations), 1, len(order) - 1)
    low, high = order[above - 1], order[above]
    weight = (stations - shares[low]) / np.maximum(shares[high] - shares[low], 1e-9)
    weight = np.clip(weight, 0.0, 1.0)[None, :, None]
    return np.asarray(outlines[:, low] * (1 - weight) + outlines[:, high] * weight, np.float64)


def _moments(outlines: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Centre (S,2) and central second moments xx, xy, yy (S,) of area, by Green's formula."""
    shift = outlines.mean(axis=1, keepdims=True)
    x, y = np.moveaxis(outlines - shift, 2, 0)
    x1, y1 = np.roll(x, -1, axis=1), np.roll(y, -1, axis=1)
    cross = x * y1 - x1 * y
    area = cross.sum(axis=1) / 2
    centre_x = ((x + x1) * cross).sum(axis=1) / (6 * area)
    centre_y = ((y + y1) * cross).sum(axis=1) / (6 * area)
    xx = ((x * x + x * x1 + x1 * x1) * cross).sum(axis=1) / (12 * area) - centre_x**2
    yy = ((y * y + y * y1 + y1 * y1) * cross).sum(axis=1) / (12 * area) - centre_y**2
    xy = (x * y1 + 2 * x * y + 2 * x1 * y1 + x1 * y) * cross
    xy = xy.sum(axis=1) / (24 * area) - centre_x * centre_y
    return np.stack([centre_x, centre_y], axis=1) + shift[:, 0], xx, xy, yy


def _neighbourhood(outline: FloatArray, other: FloatArray) -> NDArray[np.int64]:
    """Indices of the vertices of the nominal outline that lie nearest to the other."""
    away = np.linalg.norm(outline[:, None] - other[None], axis=2).min(axis=1)
    return np.flatnonzero(away <= away.min() + _NEAR_MM)


def _points_to_outline(
    points: FloatArray, outline: FloatArray, near: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Least distances (S,) of points (S,P,2) to the sides at `near` vertices of an outline.

    Also the nominal point and its foot on the outline, (2,) each.
    """
    count = outline.shape[1]
    sides = np.union1d(near, (near - 1) % count)
    start = outline[:, sides]
    along = outline[:, (sides + 1) % count] - start
    to_point = points[:, :, None] - start[:, None]
    share = np.einsum("spqk,sqk->spq", to_point, along)
    share /= np.maximum(np.einsum("sqk,sqk->sq", along, along), 1e-12)[:, None]
    share = np.clip(share, 0.0, 1.0)
    off = to_point - share[..., None] * along[:, None]
    away = np.linalg.norm(off, axis=3)
    p, q = np.unravel_index(int(np.argmin(away[0])), away.shape[1:])
    place = points[0, p]
    return away.min(axis=(1, 2)), place, place - off[0, p, q]


def _inside(points: FloatArray, outline: FloatArray) -> FloatArray:
    """Which points (P,2) lie inside a closed polygon (N,2), by crossing number."""
    x, y = points[:, :1], points[:, 1:]
    x0, y0 = outline.T
    x1, y1 = np.roll(outline, -1, axis=0).T
    rise = np.where(y1 == y0, 1e-12, y1 - y0)
    crosses = ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / rise)
    return np.asarray(crosses.sum(axis=1) % 2 == 1)
