"""Room: kiosk. Looks at a person: helmet and vest, worn or missing, of whoever stands nearest."""

from collections.abc import Sequence

import cv2
import numpy as np

from hardware import Image, Intrinsics, exposure_fault
from kiosk.sight.drawing import Drawing
from kiosk.sight.seeing import NothingSeenError, SightKind, model
from kiosk.sight.wording import colour_of, legend
from models.ppe.person import nearest_person
from scenarios import AIScore, Observation, Pack, PersonSeen

MODEL = "ppe"


def observe(image: Image, frame: str, intrinsics: Intrinsics | None) -> list[Observation]:
    """The person nearest the middle of a picture, as a PersonSeen.

    Raises NothingSeenError ("no_person") or PlaneError (too dark, overexposed).
    """
    height, width = image.shape[:2]
    person = nearest_person(model(MODEL).find(image), (width, height))
    if person is None:
        fault = exposure_fault(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8))
        raise fault or NothingSeenError("no_person")
    return [
        PersonSeen(
            frame=frame,
            box=[round(value, 1) for value in person.box],
            helmet=_rounded(person.helmet),
            no_helmet=_rounded(person.no_helmet),
            vest=_rounded(person.vest),
            no_vest=_rounded(person.no_vest),
        )
    ]


def annotate(
    image: Image,
    pack: Pack,
    observations: Sequence[Observation],
    scores: Sequence[AIScore],
    language: str,
) -> Image:
    """The picture with the person framed, and what was found of each item below it."""
    drawing = Drawing(image)
    for seen in observations:
        if isinstance(seen, PersonSeen):
            x, y, width, height = seen.box
            corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
            drawing.outline(corners)
            for number, score in enumerate(s for s in scores if s.measure is not None):
                place = np.array([x + width, y + height * (0.15 + 0.4 * number)])
                colour = colour_of(score, pack)
                title = pack.text(f"criteria.{score.criterion}.title", language)
                drawing.label(place, title, colour)
    return drawing.finish(pack.text("title", language), legend(pack, scores, language))


def _rounded(confidence: float | None) -> float | None:
    return None if confidence is None else round(confidence, 4)


PERSON = SightKind((MODEL,), observe, annotate)
