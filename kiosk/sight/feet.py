"""Room: kiosk. Where a glass stands, by the plane: its silhouette read where it is the foot's own.

What stands up leans away from the camera's nadir, so the part of a glass's silhouette nearest to
the nadir is its foot's own edge, whatever light the glass and its drink bend. How far the foot's
circle reaches in every direction within that part is a straight line's worth of unknowns: its
centre and its radius.
"""

from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from scenarios import PieceSeen
from scenarios.geometry import PlaneSamples

FOOT_SHARE, FOOT_SHARE_U = 0.8, 0.13
"""How wide a foot is, as a share of how wide the whole glass looks on the table, and one sigma."""
ARCS = np.radians([60.0, 45.0])
"""How far to both sides of the nadir's direction the foot's own edge is looked for."""
EVEN_MM = 0.5
"""An arc whose reach differs more than this from a circle's is not all the foot's: a narrower one
is tried."""
REACH_U_MM = 1.0
"""How far the silhouette's reach is off, one sigma, for stretches of an arc as long as a sixth."""
LEAST_LEAN_MM = 60.0
"""Nearer to the nadir a glass hides its own foot, and its silhouette says nothing of it."""

RADII_MM = (22.0, 42.0)
"""What a glass's foot can be: tumblers 25 and more, wine glasses up to 40."""
LEAST_U_MM = 1.0
"""How far a foot is off that the network sees as a circle on the table, one sigma."""
UNEVEN_SHARE, RADIUS_SHARE, SILHOUETTE_SHARE = 3.0, 3.0, 1.5
"""By how much more than what is wrong with a circle its centre may be off: with its roundness on
the table, its radius, its silhouette. Chosen on covers of the seeds 810 000 and 95 001 on."""
AGREE, APART_SHARE = 2.0, 0.3
"""Network and silhouette that differ by more of their sigmas than `AGREE` are not both right: the
surer one counts, and a share of what lies between them is doubt."""

Places = NDArray[np.float64]
_STEPS, _INDEPENDENT = 49, 6
_SIDES = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))


@dataclass(frozen=True, eq=False)
class Stand:
    """A foot by its silhouette: centre (2,) and radius, mm on the table, and the standard
    deviation of the centre, mm."""

    centre: Places
    radius: float
    sigma: float


def stand_of(planes: PlaneSamples, outline_px: Places) -> Stand | None:
    """Where a glass of this silhouette stands; None too near to the nadir."""
    nadir = planes.nadir_mm().ravel()[:2]
    away = planes.to_table(outline_px, 0.0)[0] - nadir
    along = _middle_direction(away)
    if float((away @ along).min()) < LEAST_LEAN_MM:
        return None
    across = np.array([-along[1], along[0]])
    wide = float(np.ptp(away @ across)) / 2
    for arc in ARCS:
        turn = np.linspace(-arc, arc, _STEPS)
        basis = np.stack([-np.cos(turn), np.sin(turn), np.ones(_STEPS)], axis=1)
        reach = (away @ (basis[:, :1] * along + basis[:, 1:2] * across).T).max(axis=0)
        weight = _INDEPENDENT / _STEPS / REACH_U_MM**2
        prior = np.diag([0.0, 0.0, (FOOT_SHARE_U * wide) ** -2])
        precision = weight * basis.T @ basis + prior
        target = weight * basis.T @ reach + prior @ [0.0, 0.0, FOOT_SHARE * wide]
        far, aside, radius = np.linalg.solve(precision, target)
        spread = np.linalg.inv(precision)[:2, :2].trace()
        if float(np.std(reach - basis @ [far, aside, radius])) <= EVEN_MM:
            break
    return Stand(nadir + far * along + aside * across, float(radius), float(np.sqrt(spread / 2)))


def _middle_direction(away: Places) -> Places:
    """The unit direction in the middle of those under which an outline is seen from the nadir."""
    middle = np.arctan2(*away.mean(axis=0)[::-1])
    turn = (np.arctan2(away[:, 1], away[:, 0]) - middle + np.pi) % (2 * np.pi) - np.pi
    middle += (turn.max() + turn.min()) / 2
    return np.array([np.cos(middle), np.sin(middle)])


def on_its_foot(planes: PlaneSamples, glass: PieceSeen) -> PieceSeen:
    """The glass with its foot where the network and its silhouette together say."""
    rim = [at for name, at in sorted(glass.points_px.items()) if name.startswith("foot_")]
    stand = stand_of(planes, np.array(glass.outline_px, np.float64))
    if stand is None or not rim:
        return glass
    foot, *edge = planes.to_table(np.array([glass.points_px["foot"], *rim], np.float64), 0.0)[0]
    network = _circle(foot, np.array(edge))
    nadir = planes.nadir_mm().ravel()[:2]
    # A foot that sticks out of the silhouette has seen more of the glass than that; one that lies
    # far within it may be a drink's surface.
    inside = _nearest(network, nadir) - _nearest(stand, nadir)
    network = replace(network, sigma=network.sigma + max(inside, 0.0))
    stand = replace(stand, sigma=stand.sigma + max(-inside, 0.0))
    found = _fused(network, stand)
    around = found.radius * np.array(_SIDES)
    pixels = planes.to_pixels(found.centre + np.vstack([np.zeros(2), around])).round(2).tolist()
    names = ("foot", *(f"foot_{number}" for number in range(len(_SIDES))))
    sigma = round(found.sigma / _mm_per_px(planes, foot), 3)
    return msgspec.structs.replace(
        glass, points_px=dict(zip(names, pixels, strict=True)), sigma_px=sigma
    )


def _nearest(stand: Stand, nadir: Places) -> float:
    """How near to the nadir a foot's circle comes, mm."""
    return float(np.linalg.norm(stand.centre - nadir)) - stand.radius


def _circle(foot: Places, edge: Places) -> Stand:
    """The network's foot, the surer the more its ring (N, 2) is a circle on the table."""
    radii = np.linalg.norm(edge - foot, axis=1)
    uneven = UNEVEN_SHARE * float(radii.std())
    return Stand(foot, float(radii.mean()), float(np.hypot(LEAST_U_MM, uneven)))


def _fused(network: Stand, silhouette: Stand) -> Stand:
    """One foot of two: their mean if they agree, else the surer one with doubt."""
    theirs, own = _doubted(network, 1.0), _doubted(silhouette, SILHOUETTE_SHARE)
    apart = float(np.linalg.norm(network.centre - silhouette.centre))
    share = own**2 / (own**2 + theirs**2)
    if apart > AGREE * float(np.hypot(own, theirs)):
        share = float(theirs <= own)
    centre = silhouette.centre + share * (network.centre - silhouette.centre)
    radius = silhouette.radius + share * (network.radius - silhouette.radius)
    sigma = float(np.hypot(share * theirs, (1 - share) * own))
    return Stand(centre, radius, float(np.hypot(sigma, APART_SHARE * apart)))


def _doubted(stand: Stand, share: float) -> float:
    """One sigma of a foot, more where its radius is none that feet have."""
    beyond = max(RADII_MM[0] - stand.radius, stand.radius - RADII_MM[1], 0.0)
    return float(np.hypot(share * stand.sigma, RADIUS_SHARE * beyond))


def _mm_per_px(planes: PlaneSamples, place: Places) -> float:
    pixels = planes.to_pixels(np.vstack([place, place + np.eye(2)]))
    return 2.0 / float(np.linalg.norm(pixels[1:] - pixels[0], axis=1).sum())
