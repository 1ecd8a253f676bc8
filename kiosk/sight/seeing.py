"""Room: kiosk. From frames to observations and annotated pictures: hardware and models together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import structlog

from hardware import Frame, Image, Intrinsics, IntrinsicsError, PlaneError
from kiosk.errors import KioskError
from kiosk.sight.copies import COPY
from kiosk.sight.drawing import FOOT, UNSURE, Drawing, Line, below
from kiosk.sight.stillness import unfit_frames
from kiosk.sight.wording import Frames, foot, remedy
from models import ImageUnusableError, Model, load_model
from scenarios import AIScore, FrameRefused, Observation, Pack, propose_scores
from scenarios.measures import OF_SIGHT

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
Doubt = Callable[[Mapping[str, Image], Mapping[str, Sequence[Observation]]], bool]


@dataclass(frozen=True)
class SightKind:
    """How one kind of scene is looked at: the models it needs, what it reports, how it is drawn.

    `observe` raises PlaneError, ImageUnusableError or NothingSeenError for a frame that cannot
    be assessed. `doubt` tells from all frames that can be whether they show a picture of work.
    """

    models: tuple[str, ...]
    observe: Observe
    annotate: Annotate
    doubt: Doubt | None = None


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


Calibration = Intrinsics | Mapping[str, Intrinsics] | None
"""A camera's calibration; of several cameras, theirs by name."""


def calibration_for(frame: Frame, known: Calibration) -> Intrinsics | None:
    """The calibration of the camera that took a frame."""
    return known.get(frame.taken_by) if isinstance(known, Mapping) else known


@cache
def model(name: str) -> Model:
    """A model by name, loaded once a process."""
    return load_model(name)


def look(
    kind: SightKind,
    pack: Pack,
    frames: Sequence[Frame],
    intrinsics: Calibration,
    language: str,
    sight: str | None = None,
) -> Sight:
    """Look at frames of one scene: all observations, and a picture of each frame that was read.

    Every score is drawn on the frame on which its value was read; the first picture is that of
    most scores. A frame that cannot be assessed, or shows the work moving or covered (told by the
    other frames of its camera), becomes a FrameRefused with the remedy in `language`; when all are
    refused the picture is the last frame with the remedy under it. With `sight`, scores that
    another sight answers are not drawn.
    """
    if not frames:
        raise SightError("there is no picture to look at: connect a camera or give a photo")
    named = {f"{number}: {frame.camera}": frame for number, frame in enumerate(frames)}
    images = {name: frame.image for name, frame in named.items()}
    seen = {
        name: _observe(kind, frame.image, name, calibration_for(frame, intrinsics), language)
        for name, frame in named.items()
    }
    for camera in dict.fromkeys(frame.taken_by for frame in frames):
        own = [name for name in _good(seen) if named[name].taken_by == camera]
        for name, code in unfit_frames(_all(seen), own).items():
            log.info("frame.refused", frame=name, reason=code)
            seen[name] = [FrameRefused(name, code, remedy(code, language))]
    good = _good(seen)
    if kind.doubt is not None and good:
        if kind.doubt(images, {name: seen[name] for name in good}):
            log.info("frame.refused", frames=good, reason=COPY)
            seen |= {n: [FrameRefused(n, COPY, remedy(COPY, language))] for n in good}
        good = _good(seen)
    observations = _all(seen)
    if not good:
        last = list(images)[-1]
        (refusal,) = (one for one in seen[last] if isinstance(one, FrameRefused))
        return Sight(observations, (_refused_picture(images[last], pack, refusal, language),))
    scores = [one for one in propose_scores(pack, observations) if _answers(sight, one)]
    models = [model(name) for name in kind.models]
    numbers = {name: number for number, name in enumerate(images, 1)}  # as people count
    left_out = tuple(numbers[name] for name in images if name not in good)
    pictures = []
    for name, read in _read_on(scores, good).items():
        picture = kind.annotate(images[name], pack, seen[name], read, language)
        used = Frames(tuple(numbers[one] for one in good), left_out, numbers[name])
        lines = foot(pack, models, used, language)
        pictures.append(AnnotatedPicture(name, below(picture, lines, FOOT)))
    return Sight(observations, tuple(pictures))


def _answers(sight: str | None, score: AIScore) -> bool:
    """Whether a score is one that no other sight answers."""
    owners = [name for name, measures in OF_SIGHT.items() if score.measure in measures]
    return sight is None or not owners or sight in owners


def _all(seen: Mapping[str, Sequence[Observation]]) -> tuple[Observation, ...]:
    return tuple(one for observations in seen.values() for one in observations)


def _good(seen: Mapping[str, Sequence[Observation]]) -> list[str]:
    """The frames that were not refused."""
    return [
        name
        for name, observations in seen.items()
        if not any(isinstance(one, FrameRefused) for one in observations)
    ]


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


def _read_on(scores: Sequence[AIScore], frames: Sequence[str]) -> dict[str, list[AIScore]]:
    """The scores by the frame they were read on, the frame of most first; what was read on no
    single one goes there too."""
    cited = [score.detail.get("frame") for score in scores]
    first = max(reversed(frames), key=cited.count)
    read: dict[str, list[AIScore]] = {first: []}
    for score, frame in zip(scores, cited, strict=True):
        place = frame if isinstance(frame, str) and frame in frames else first
        read.setdefault(place, []).append(score)
    return read


def _refused_picture(
    image: Image, pack: Pack, refusal: FrameRefused, language: str
) -> AnnotatedPicture:
    title = pack.text("title", language)
    return AnnotatedPicture(
        refusal.frame, Drawing(image).finish(title, [Line(refusal.remedy, UNSURE)])
    )
