"""Room: kiosk. Whether a look shows work, or a picture of work on paper or a screen: best effort.

Three signs, each of which is enough: a glass without height from two sides, a glass that does not
lean away from the camera, and a border around all of the work. docs/cameras.md says how many
copies they find, and which they cannot.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from hardware import Image
from kiosk.sight.flat import Lean, height_by_lean, height_by_parallax, lean_of
from kiosk.sight.sheet import hull_of, sheet_around
from scenarios import EdgeSeen, Observation, PieceSeen, PlaneSeen
from scenarios.geometry import sample_plane

COPY = "picture_of_picture"
"""The code of frames that show a picture of work."""

LEAST_HEIGHT_MM = 25.0
"""The middle of the smallest glass's outline stands half as high again."""
MOST_ACROSS_MM = 20.0
"""A real glass leans away from the camera's nadir, and hardly at all across."""
SURE = 0.4
"""A piece seen less surely says nothing of how it leans, nor of where the work ends."""


def shows_a_copy(images: Mapping[str, Image], seen: Mapping[str, Sequence[Observation]]) -> bool:
    """Whether frames by name, with what was seen in each, show a picture of work.

    A sign has to be there in most of the frames, or in most pairs of frames from two sides.
    """
    leans = [lean for lean in map(lean_of, seen.values()) if lean is not None]
    pairs = [height_by_parallax(a, b) for a, b in combinations(leans, 2)]
    heights = [height for height in pairs if height is not None]
    return (
        _most(height < LEAST_HEIGHT_MM for height in heights)
        or _most(_leans_across(lean) for lean in leans if lean.confidence >= SURE)
        or _most(_within_a_border(images[name], one) for name, one in seen.items())
    )


def _most(signs: Iterable[bool]) -> bool:
    """Whether more than half are true."""
    every = list(signs)
    return 2 * sum(every) > len(every)


def _leans_across(lean: Lean) -> bool:
    return abs(height_by_lean(lean)[1]) > MOST_ACROSS_MM


def _within_a_border(image: Image, seen: Sequence[Observation]) -> bool:
    plane = next((one for one in seen if isinstance(one, PlaneSeen)), None)
    outlines = [
        np.array(one.outline_px, np.float64)
        for one in seen
        if isinstance(one, PieceSeen) and one.confidence >= SURE
    ]
    if plane is None or len(outlines) < 2:
        return False
    planes = sample_plane(plane, draws=0)
    edge = next((one for one in seen if isinstance(one, EdgeSeen)), None)
    line = None if edge is None else planes.to_table(np.array(edge.line_px, np.float64))[0]
    return sheet_around(image, planes, planes.to_table(hull_of(outlines))[0], line)
