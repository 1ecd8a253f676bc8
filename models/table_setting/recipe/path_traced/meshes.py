"""Triangle meshes of tableware, in mm, z up, standing or lying on z = 0. Numpy only.

Cutlery lies along +y (tip up); the others stand at the origin.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Vertices (N, 3) in mm and triangles (M, 3) as vertex numbers."""

    vertices: Array
    faces: NDArray[np.int32]

    def moved(self, x: float, y: float, z: float = 0.0, turn_deg: float = 0.0) -> "Mesh":
        """Return the mesh turned about z, then moved."""
        a = np.radians(turn_deg)
        turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
        return Mesh(self.vertices @ turn.T + [x, y, z], self.faces)


def grid_mesh(points: Array, *, closed: bool = False) -> Mesh:
    """Return the mesh of a (rows, columns, 3) grid of points; `closed` joins the last column."""
    rows, columns = points.shape[:2]
    j_end = columns if closed else columns - 1
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(j_end), indexing="ij")
    k = (j + 1) % columns
    a, b, c, d = i * columns + j, i * columns + k, (i + 1) * columns + k, (i + 1) * columns + j
    faces = np.concatenate([np.stack([a, b, c], -1), np.stack([a, c, d], -1)]).reshape(-1, 3)
    return Mesh(points.reshape(-1, 3), faces.astype(np.int32))


def revolve(profile: Array, segments: int = 96) -> Mesh:
    """Return the surface of revolution of a profile (N, 2) of (radius, height) in mm."""
    angle = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    r, z = profile[:, 0, None], profile[:, 1, None]
    points = np.stack(
        [r * np.cos(angle), r * np.sin(angle), np.broadcast_to(z, (len(r), segments))], -1
    )
    return grid_mesh(points, closed=True)


def smooth(knots: list[tuple[float, float]], count: int = 48) -> Array:
    """Return `count` points along a monotone-chord smoothing of the knots, for profiles."""
    path = np.array(knots, float)
    for _ in range(3):  # Chaikin's corner cutting keeps the first and last point
        left, right = path[:-1] * 0.75 + path[1:] * 0.25, path[:-1] * 0.25 + path[1:] * 0.75
        path = np.concatenate([path[:1], np.stack([left, right], 1).reshape(-1, 2), path[-1:]])
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.linspace(0, length[-1], count)
    return np.stack([np.interp(at, length, path[:, k]) for k in (0, 1)], -1)


def plate(radius: float, rim_height: float, well: float) -> Mesh:
    """Return a plate: `well` is the flat part's share of the radius."""
    r, h = radius, rim_height
    knots = [(0, 3), (r * well, 3), (r * (well + 0.06), h * 0.45), (r * 0.97, h), (r, h - 0.6)]
    knots += [(r * 0.97, h - 3), (r * (well + 0.04), 1.0), (r * (well - 0.03), 0.2), (0, 0.2)]
    return revolve(smooth(knots, 64))


def tumbler(radius: float, height: float, taper: float) -> Mesh:
    """Return a straight glass with a thick bottom; `taper` is the foot's share of the radius."""
    r, b, wall = radius, radius * taper, 1.8
    knots = [(0, 0.2), (b, 0.2), (r, height), (r - wall, height), (b - wall, 9.0), (0, 8.0)]
    path = np.array(knots)
    return revolve(np.concatenate([np.linspace(p, q, 8) for p, q in pairwise(path)]))


def stemmed(foot: float, stem: float, bowl: float, height: float, mouth: float) -> Mesh:
    """Return a stemmed glass: foot radius, stem height, bowl radius, whole height, mouth radius."""
    s, h, wall = stem, height, 1.3
    outer = [(0, 0.2), (foot, 0.4), (foot, 2.0), (6, 4.5), (3.6, 14), (3.6, s), (8, s + 5)]
    outer += [(bowl, s + (h - s) * 0.42), (mouth, h)]
    inner = [(mouth - wall, h), (bowl - wall, s + (h - s) * 0.42), (7, s + 8), (0, s + 6)]
    return revolve(np.concatenate([smooth(outer, 60), smooth(inner, 30)]))


def drink(radius_bottom: float, radius_top: float, bottom: float, top: float) -> Mesh:
    """Return the closed body of a drink between two heights."""
    return revolve(
        np.array([(0, bottom), (radius_bottom, bottom), (radius_top, top), (0, top)]), 64
    )


def strip(y: Array, left: Array, right: Array, z: Array, crown: Array, columns: int = 11) -> Mesh:
    """Return a bent strip along y: edges `left`/`right`, mid height, crown (negative: a bowl)."""
    t = np.linspace(-1, 1, columns)
    x = (left[:, None] + right[:, None]) / 2 + (right - left)[:, None] / 2 * t
    height = z[:, None] + crown[:, None] * (1 - t**2)
    return grid_mesh(np.stack([x, np.broadcast_to(y[:, None], x.shape), height], -1))


def handle(length: float, neck: float, end: float, shape: float, arch: float) -> Mesh:
    """Return a handle from y = 0 (its end) to `length` (the neck)."""
    s = np.linspace(0, 1, 40)
    half = neck + (end - neck) * (1 - s) ** shape
    half *= np.clip(s * 14, 0, 1) ** 0.5  # rounded end
    z = 1.5 + arch * np.sin(np.pi * s) ** 1.3
    return strip(s * length, -half, half, z, np.full(40, 1.6))


def knife_blade(start: float, length: float, width: float, tip: float) -> Mesh:
    """Return a blade from `start` along +y; `tip` rounds its point (0 sharp … 1 blunt)."""
    s = np.linspace(0, 1, 50)
    back = np.full(50, -width * 0.45)
    edge = width * 0.55 * np.clip(1 - s ** (6 + 8 * tip), 0, 1) ** 0.6
    back *= np.clip(1 - s**18, 0, 1) ** 0.5
    return strip(start + s * length, back, edge, np.full(50, 1.6), np.full(50, 0.6))


def spoon_bowl(start: float, length: float, width: float, egg: float) -> Mesh:
    """Return a bowl from `start` along +y; `egg` moves its widest place toward the handle."""
    s = np.linspace(0, 1, 50)
    half = width / 2 * np.sqrt(np.clip(1 - (2 * s ** (1 - egg) - 1) ** 2, 0, 1))
    half = np.maximum(half, 2.2 * (1 - s) ** 6)
    z = 8.5 - 3.0 * s
    return strip(start + s * length, -half, half, z, -6.0 * np.sin(np.pi * s) ** 0.8)


def fork_head(start: float, length: float, width: float, tines: int) -> list[Mesh]:
    """Return the root and the tines of a fork from `start` along +y."""
    s = np.linspace(0, 1, 24)
    root = length * 0.42
    half = 2.6 + (width / 2 - 2.6) * np.clip(s * 1.4, 0, 1) ** 0.7
    z = 5 - 3.5 * np.sin(np.pi * s * 0.5)
    parts = [strip(start + s * root, -half, half, z, np.full(24, 0.5))]
    pitch = width / tines
    for k in range(tines):
        centre = -width / 2 + pitch * (k + 0.5)
        tine = np.full(24, pitch * 0.31) * np.clip(1 - s**7 * 0.8, 0.2, 1)
        bend = 1.5 + 8 * s**1.6
        parts.append(
            strip(
                start + root * 0.94 + s * (length - root),
                centre - tine,
                centre + tine,
                bend,
                np.full(24, 0.4),
                5,
            )
        )
    return parts


def folded_napkin(width: float, height: float, thick: float, bumps: Array) -> Mesh:
    """Return a folded cloth: a low cushion whose top follows `bumps` (a square field, mm)."""
    n = bumps.shape[0]
    u = np.linspace(-1, 1, n)
    x, y = np.meshgrid(u * width / 2, u * height / 2)
    edge = np.clip((1 - np.maximum(abs(u)[:, None], abs(u)[None])) * 14, 0, 1) ** 0.5
    return grid_mesh(np.stack([x, y, edge * (thick + bumps)], -1))


def gathered_napkin(width: float, height: float, waist: float, pleats: int) -> Mesh:
    """Return a cloth drawn through a ring at its middle: an hourglass of pleats."""
    v, u = np.meshgrid(np.linspace(-1, 1, 60), np.linspace(-1, 1, 160), indexing="ij")
    half = width / 2 * (waist + (1 - waist) * np.abs(v) ** 0.9)
    z = 9 + 7 * np.cos(u * np.pi * pleats) * (0.4 + 0.6 * abs(v)) - 5 * u**2
    return grid_mesh(np.stack([u * half, v * height / 2, np.maximum(z, 0.3)], -1))
