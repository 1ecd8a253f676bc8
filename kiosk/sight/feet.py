"""Room: kiosk. Where a glass stands, by the plane: a check on what the network says of its foot.

What stands up leans away from the camera's nadir, so the part of a glass's silhouette nearest to
the nadir is its foot's own edge, and foot and nadir lie on the silhouette's middle line. A drink's
surface, which the network may take for the foot, is too large and too far for that.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from scenarios import PieceSeen
from scenarios.geometry import PlaneSamples
from scenarios.measures.parameters import TableParameters

RADII_MM = (22.0, 42.0)
"""What a glass's foot can be: tumblers 25 and more, wine glasses up to 40."""
APART_MM = 13.0
"""A foot whose edge lies farther from the silhouette's than this is none: chosen on drawn covers
(seeds 800 000 on) and path-traced ones (95 001 on)."""
LEAST_LEAN_MM = 60.0
"""Nearer to the nadir a glass hides its own foot, and its silhouette says nothing of it."""
SIGMA_MM = 6.0
"""How far a foot found by its silhouette is off, one sigma: on the same path-traced covers."""

Places = NDArray[np.float64]


def on_its_foot(planes: PlaneSamples, glass: PieceSeen) -> PieceSeen:
    """The glass with its foot where the silhouette says, if the network's cannot be a foot."""
    nadir = planes.nadir_mm().ravel()[:2]
    away = planes.to_table(np.array(glass.outline_px, np.float64), 0.0)[0] - nadir
    along = _middle_direction(away)
    near = float((away @ along).min())
    if near < LEAST_LEAN_MM or "foot" not in glass.points_px or _fits(planes, glass, along, near):
        return glass
    foot = nadir + along * (near + TableParameters().foot_radius_mm)
    pixels = planes.to_pixels(np.stack([foot, foot + along]))
    sigma = SIGMA_MM * float(np.linalg.norm(pixels[1] - pixels[0]))
    return msgspec.structs.replace(
        glass,
        points_px={"foot": pixels[0].round(2).tolist()},
        sigma_px=round(max(glass.sigma_px, sigma), 3),
    )


def _middle_direction(away: Places) -> Places:
    """The unit direction in the middle of those under which an outline is seen from the nadir."""
    middle = np.arctan2(*away.mean(axis=0)[::-1])
    turn = (np.arctan2(away[:, 1], away[:, 0]) - middle + np.pi) % (2 * np.pi) - np.pi
    middle += (turn.max() + turn.min()) / 2
    return np.array([np.cos(middle), np.sin(middle)])


def _fits(planes: PlaneSamples, glass: PieceSeen, along: Places, near: float) -> bool:
    """Whether the circle that the network gives can be the foot of this silhouette."""
    rim = [at for name, at in sorted(glass.points_px.items()) if name.startswith("foot_")]
    if not rim:
        return True
    marks = np.array([glass.points_px["foot"], *rim], np.float64)
    foot, *edge = planes.to_table(marks, 0.0)[0]
    radius = float(np.linalg.norm(np.array(edge) - foot, axis=1).mean())
    own = float((foot - planes.nadir_mm().ravel()[:2]) @ along) - radius
    return RADII_MM[0] <= radius <= RADII_MM[1] and abs(own - near) <= APART_MM
