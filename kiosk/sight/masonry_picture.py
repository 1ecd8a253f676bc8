"""Room: kiosk. The picture of a wall or floor with its measured geometry drawn in millimetres."""

from collections.abc import Sequence

import numpy as np

from hardware import Image
from kiosk.sight.drawing import UNSURE, Drawing
from kiosk.sight.wording import colour_of, figure, legend
from scenarios import AIScore, Observation, Pack, PlaneSeen, UnitSeen
from scenarios.geometry import PlaneSamples, sample_plane


def annotate(
    image: Image,
    pack: Pack,
    observations: Sequence[Observation],
    scores: Sequence[AIScore],
    language: str,
) -> Image:
    """The sides of each unit, and each value ± U where it was read, in its band's colour.

    A side that is hidden or out of the picture is left out; a unit that is not whole is marked.
    """
    drawing = Drawing(image)
    for seen in observations:
        if isinstance(seen, UnitSeen):
            _draw_unit(drawing, seen)
    plane = next(seen for seen in observations if isinstance(seen, PlaneSeen))
    planes = sample_plane(plane, draws=0)
    for score in scores:
        _draw_score(drawing, score, pack, planes, language)
    return drawing.finish(pack.text("title", language), legend(pack, scores, language))


def _draw_unit(drawing: Drawing, unit: UnitSeen) -> None:
    corners = np.array(unit.corners_px, np.float64)
    if unit.whole:
        drawing.outline(corners)
        return
    for side, sigma in enumerate(unit.sides_sigma_px):
        if sigma > 0:
            drawing.outline(corners[[side, (side + 1) % 4]], closed=False)
    drawing.label(corners.mean(axis=0), "", UNSURE)


def _draw_score(
    drawing: Drawing, score: AIScore, pack: Pack, planes: PlaneSamples, language: str
) -> None:
    """A dimension line between the two places that a measure lies between."""
    if score.value is None or score.U is None or score.unit is None:
        return
    places = score.detail.get("places_mm")
    if isinstance(places, list) and len(places) == 2:
        start, stop = planes.to_pixels(np.array(places, np.float64))
        text = figure(score.value, score.U, score.unit, language)
        drawing.dimension(start, stop, text, colour_of(score, pack))
