"""Room: kiosk. The picture of a laid table with its measured geometry drawn in millimetres."""

from collections.abc import Sequence

import numpy as np

from hardware import Image
from kiosk.sight.drawing import DARK, Drawing, FloatArray
from kiosk.sight.wording import colour_of, figure, legend
from scenarios import AIScore, EdgeSeen, Observation, Pack, PieceSeen, PlaneSeen
from scenarios.geometry import PlaneSamples, sample_plane
from scenarios.measures.cover import own_cover
from scenarios.measures.parameters import TableParameters


def annotate(
    image: Image,
    pack: Pack,
    observations: Sequence[Observation],
    scores: Sequence[AIScore],
    language: str,
) -> Image:
    """Outlines, the table's edge, and each value ± U where it was read, in its band's colour."""
    drawing = Drawing(image)
    for seen in observations:
        if isinstance(seen, PieceSeen):
            outline = np.array(seen.outline_px, np.float64)
            drawing.outline(outline)
            if seen.confidence < TableParameters().sure_confidence:
                drawing.label(outline.mean(axis=0), "?", DARK)
        elif isinstance(seen, EdgeSeen):
            start, stop = np.array(seen.line_px, np.float64)
            drawing.line(start, stop)
    plane = next(seen for seen in observations if isinstance(seen, PlaneSeen))
    planes = sample_plane(plane, draws=0)
    every = [seen for seen in observations if isinstance(seen, PieceSeen)]
    own = own_cover(plane, every)
    pieces = {seen.name: seen for seen in sorted(own, key=lambda piece: piece.confidence)}
    for score in scores:
        _draw_score(drawing, score, pack, planes, pieces, language)
    return drawing.finish(pack.text("title", language), legend(pack, scores, language))


def _draw_score(
    drawing: Drawing,
    score: AIScore,
    pack: Pack,
    planes: PlaneSamples,
    pieces: dict[str, PieceSeen],
    language: str,
) -> None:
    """A dimension line between the places a distance lies between; an angle at its piece."""
    if score.value is None or score.U is None or score.unit is None:
        return
    text, colour = figure(score.value, score.U, score.unit, language), colour_of(score, pack)
    places = score.detail.get("places_mm")
    if isinstance(places, list) and len(places) == 2:
        start, stop = planes.to_pixels(np.array(places, np.float64))
        drawing.dimension(start, stop, text, colour)
    worst = score.detail.get("worst")
    if isinstance(worst, str) and worst in pieces:
        drawing.label(_upper_third(pieces[worst]), text, colour)


def _upper_third(piece: PieceSeen) -> FloatArray:
    """A place on a piece away from its ends, where edge distances and gaps are drawn."""
    outline = np.array(piece.outline_px, np.float64)
    end = np.array(piece.points_px.get("end", outline.mean(axis=0).tolist()), np.float64)
    return np.asarray(end + 0.35 * (outline.mean(axis=0) - end) * 2, np.float64)
