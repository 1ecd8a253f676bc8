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
BOX, BROKEN_BOX, BALL, CUSHION, HEAP, FIGURE = 12, 44, 320, 400, 480, 5200
BEND = 4
"""Rings between two points of a pipe that bends softly."""


def triangles(vr: Vr) -> int:
    """The most triangles that a seed can make of it."""
    most = _sum(vr, vr.scenery)
    for thing in vr.things:
        most += _sum(vr, thing.parts) + max(_sum(vr, thing.good), _sum(vr, thing.bad))
    most += sum(_sum(vr, slide.parts) for slide in vr.slides)
    return most + (FIGURE if vr.guests else 0)


def _sum(vr: Vr, parts: Iterable[Part]) -> int:
    return sum(_one(vr, part) * part.copies for part in parts)


def _one(vr: Vr, part: Part) -> int:
    match part:
        case Use():
            return _sum(vr, vr.prop(part.prop).parts)
        case Box():
            return BROKEN_BOX if part.edge else BOX
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
