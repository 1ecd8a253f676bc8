"""Room: scenarios. How many triangles a file for the headset comes to: the worst seed's.

The page builds the shapes; a test holds that it never has more than this says.
"""

from collections.abc import Iterable

from scenarios.plays.vr import Vr
from scenarios.plays.vr_parts import (
    Ball,
    Box,
    Cushion,
    Cut,
    Drum,
    Figure,
    Heap,
    Part,
    Pipe,
    Turned,
    Use,
)

MAX_TRIANGLES = 150_000
BALL, CUSHION, HEAP, FIGURE, SKY = 320, 400, 480, 9000, 600
GRID_M, MOST, BROKEN = 1.2, 10, 32
"""A large face is divided so that shade lies on it; broken edges add their own."""

BEND = 4
"""Rings between two points of a pipe that bends softly."""


def triangles(vr: Vr) -> int:
    """The most triangles that a seed can make of it."""
    most = SKY + _sum(vr, vr.scenery)
    for thing in vr.things:
        most += _sum(vr, thing.parts) + max(_sum(vr, thing.good), _sum(vr, thing.bad))
    most += sum(_sum(vr, slide.parts) for slide in vr.slides)
    # A guest has a head for each mood.
    return most + (3 * FIGURE if vr.guests else 0)


def _sum(vr: Vr, parts: Iterable[Part]) -> int:
    return sum(_one(vr, part) * part.copies for part in parts)


def _one(vr: Vr, part: Part) -> int:
    match part:
        case Use():
            return _sum(vr, vr.prop(part.prop).parts)
        case Box():
            return _box(part)
        case Drum():
            return part.sides * 4
        case Pipe():
            rings = len(part.points) * (BEND if part.smooth else 1)
            return part.sides * 2 * (rings + 1)
        case Turned():
            return part.sides * 2 * (len(part.profile) - 1)
        case Cut():
            return len(part.outline) * 4
    return {Ball: BALL, Cushion: CUSHION, Heap: HEAP, Figure: FIGURE}[type(part)]


def _box(part: Box) -> int:
    across, up, deep = (min(MOST, max(1, int(side / GRID_M + 0.5))) for side in part.size)
    return 4 * (across * up + up * deep + deep * across) + (BROKEN if part.edge else 0)
