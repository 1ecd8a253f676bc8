"""Room: kiosk. From frames to observations and annotated pictures: hardware and models together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import structlog

from hardware import Frame, Image, Intrinsics, IntrinsicsError, PlaneError
from kiosk.errors import KioskError
from kiosk.sight.drawing import UNSURE, Drawing, Line
from kiosk.sight.wording import remedy
from models import ImageUnusableError, Model, load_model
from scenarios import AIScore, FrameRefused, Observation, Pack, propose_scores

log = structlog.get_logger()


class SightError(KioskError):
    """A pack asks for a sight that this kiosk does not have, or gives it nothing to look at."""


class NothingSeenError(KioskError):
    """A frame shows nothing that can be assessed; `code` is the reason for `FrameRefused`."""

    def __init__(self, code: str) -> None:
        """`code` is one of the reasons that screens have a remedy for."""
        super().__init__(f"nothing to assess in the picture ({code}): see the remedy on the screen")
        self.code = code


Observe = Callable[[Image, str, Intrinsics | None], list[Observation]]
Annotate = Callable[[Image, Pack, Sequence[Observation], Sequence[AIScore], str], Image]


@dataclass(frozen=True)
class SightKind:
    """How one kind of scene is looked at: the models it needs, what it reports, how it is drawn.

    `observe` raises PlaneError, ImageUnusableError or NothingSeenError for a frame that cannot
    be assessed.
    """

    models: tuple[str, ...]
    observe: Observe
    annotate: Annotate


@dataclass(frozen=True, eq=False)
class AnnotatedPicture:
    """A BGR picture with what was found drawn on it; `frame` names the frame it shows."""

    frame: str
    image: Image


@dataclass(frozen=True, eq=False)
class Sight:
    """What was seen in some frames: observations for scoring, pictures for people."""

    observations: tuple[Observation, ...]
    pictures: tuple[AnnotatedPicture, ...]


@cache
def model(name: str) -> Model:
    """A model by name, loaded once a process."""
    return load_model(name)


def look(
    kind: SightKind,
    pack: Pack,
    frames: Sequence[Frame],
    intrinsics: Intrinsics | None,
    language: str,
) -> Sight:
    """Look at frames of one scene: all observations, and one annotated picture.

    A frame that cannot be assessed becomes a FrameRefused with the remedy in `language`; when all
    are refused the picture is the last frame with the remedy under it.
    """
    if not frames:
        raise SightError("there is no picture to look at: connect a camera or give a photo")
    observations: list[Observation] = []
    images: dict[str, Image] = {}
    for number, frame in enumerate(frames):
        name = f"{number}: {frame.camera}"
        images[name] = frame.image
        observations += _observe(kind, frame.image, name, intrinsics, language)
    refused = {seen.frame: seen for seen in observations if isinstance(seen, FrameRefused)}
    good = [name for name in images if name not in refused]
    if not good:
        last = list(images)[-1]
        return Sight(
            tuple(observations), (_refused_picture(images[last], pack, refused[last], language),)
        )
    scores = propose_scores(pack, observations)
    shown = _most_cited(scores, good)
    picture = kind.annotate(
        images[shown],
        pack,
        [seen for seen in observations if seen.frame == shown],
        scores,
        language,
    )
    return Sight(tuple(observations), (AnnotatedPicture(shown, picture),))


def _observe(
    kind: SightKind, image: Image, name: str, intrinsics: Intrinsics | None, language: str
) -> list[Observation]:
    try:
        return kind.observe(image, name, intrinsics)
    except (PlaneError, NothingSeenError) as problem:
        code = problem.code
        log.info("frame.refused", frame=name, reason=code, problem=str(problem))
    except (ImageUnusableError, IntrinsicsError) as problem:
        code = "other"
        log.info("frame.refused", frame=name, reason=code, problem=str(problem))
    return [FrameRefused(name, code, remedy(code, language))]


def _most_cited(scores: Sequence[AIScore], frames: Sequence[str]) -> str:
    """The frame on which most values were read; the last when none is named."""
    cited = [score.detail.get("frame") for score in scores]
    return max(reversed(frames), key=cited.count)


def _refused_picture(
    image: Image, pack: Pack, refusal: FrameRefused, language: str
) -> AnnotatedPicture:
    title = pack.text("title", language)
    return AnnotatedPicture(
        refusal.frame, Drawing(image).finish(title, [Line(refusal.remedy, UNSURE)])
    )
