"""What each kind of event says. The kiosk writes these bodies, the server reads them.

Kinds this version does not know are kept and passed on unread, so that a newer kiosk can talk to an
older server; bodies of known kinds must be complete, because the server builds its tables on them.
"""

from typing import Annotated, Literal

import msgspec

from protocol.errors import ProtocolError

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
MediaType = Annotated[str, msgspec.Meta(pattern=r"^[a-z]+/[a-z0-9.+-]+\Z", max_length=128)]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}\Z")]


class BodyError(ProtocolError):
    """An event of a known kind whose body lacks something or has it in the wrong form."""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all bodies."""


class AttemptStarted(Body, frozen=True, kw_only=True):
    """First event of an attempt. `candidate` is a code: names are erasable, a hash chain is not."""

    scenario: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    version: Code
    pack_digest: Digest
    candidate: Code
    centre: Short
    kiosk: Short
    language: Language
    trainer: Name | None
    model_digests: dict[str, Digest]
    input: Literal["camera", "photo", "video", "rendered"]
    judged: bool


class ConsentGiven(Body, frozen=True, kw_only=True):
    """The candidate agreed to the text with this digest."""

    text_digest: Digest
    language: Language


class ConsentRefused(Body, frozen=True, kw_only=True):
    """The candidate did not agree: the attempt ends here and nothing is scored."""

    text_digest: Digest | None = None
    language: Language | None = None


class AiAcknowledged(Body, frozen=True, kw_only=True):
    """The candidate knows that a program proposes scores and that people decide."""

    text_digest: Digest
    language: Language


class AiRefused(Body, frozen=True, kw_only=True):
    """The candidate wants no program to propose scores: pictures are taken, people look at them."""

    text_digest: Digest
    language: Language


class StepStarted(Body, frozen=True, kw_only=True):
    """A step of the scenario began."""

    step: Name


class StepFinished(Body, frozen=True, kw_only=True):
    """A step ended after `seconds` of test time."""

    step: Name
    seconds: float


class TimeExtended(Body, frozen=True, kw_only=True):
    """A step's time limit was put off by `seconds`; how long the step took is measured as ever."""

    step: Name
    seconds: Annotated[float, msgspec.Meta(gt=0)]


class HelpCalled(Body, frozen=True, kw_only=True):
    """The candidate called a person; `step` is the step being done, if any."""

    step: Name | None = None


class ModeChosen(Body, frozen=True, kw_only=True):
    """How the candidate does a step: on the kiosk's screen or in a headset, standing or seated."""

    step: Name
    mode: Literal["screen", "headset"]
    seated: bool = False


Degree = Annotated[int, msgspec.Meta(ge=0, le=3)]


class SicknessAnswered(Body, frozen=True, kw_only=True):
    """How somebody felt before or after a headset: 0 not at all, 1 a little, 2 clearly, 3 badly."""

    step: Name
    when: Literal["before", "after"]
    nausea: Degree
    eyes: Degree
    dizzy: Degree


class HeadsetNoted(Body, frozen=True, kw_only=True):
    """Something happened with the headset, and by which rule the kiosk went on.

    `pause` the clock stands still · `go_on` it goes again · `ignore` nothing changes ·
    `refuse` what came did not count · `void` the attempt is over · `end` the step is.
    """

    step: Name
    what: Short
    rule: Literal["pause", "go_on", "ignore", "refuse", "void", "end"]
    detail: Annotated[str, msgspec.Meta(max_length=300)] = ""


class ObservationMade(Body, frozen=True, kw_only=True):
    """What models and devices reported in a step, in the form of the room `scenarios`."""

    step: Name
    observations: list[dict[str, object]]


class EvidenceCaptured(Body, frozen=True, kw_only=True):
    """A picture, clip or track was kept under its digest; `size` in bytes.

    A `track` is where head and hands were in a headset.
    """

    digest: Digest
    media_type: MediaType
    size: Annotated[int, msgspec.Meta(ge=0)]
    role: Literal["photo", "annotated", "clip", "truth", "track"]
    step: Name
    criterion: Short | None = None


class ScoreProposed(Body, frozen=True, kw_only=True):
    """AI scores, each at least with its `criterion`, in the form of the room `scenarios`."""

    scores: list[dict[str, object]]
    pack_digest: Digest


class AttemptFinished(Body, frozen=True, kw_only=True):
    """The candidate is done; the seal follows."""


class AttemptVoided(Body, frozen=True, kw_only=True):
    """The attempt does not count, and why."""

    reason: Name


BODIES: dict[str, type[Body]] = {
    "attempt.started": AttemptStarted,
    "consent.given": ConsentGiven,
    "consent.refused": ConsentRefused,
    "ai.acknowledged": AiAcknowledged,
    "ai.refused": AiRefused,
    "step.started": StepStarted,
    "step.finished": StepFinished,
    "time.extended": TimeExtended,
    "help.called": HelpCalled,
    "mode.chosen": ModeChosen,
    "sickness.answered": SicknessAnswered,
    "headset.noted": HeadsetNoted,
    "observation.made": ObservationMade,
    "evidence.captured": EvidenceCaptured,
    "score.proposed": ScoreProposed,
    "attempt.finished": AttemptFinished,
    "attempt.voided": AttemptVoided,
}


class _ScoreName(msgspec.Struct):
    criterion: Short


def read_body(kind: str, body: dict[str, object]) -> Body | None:
    """Read the body of an event as its type; None for a kind this version does not know.

    Raises BodyError naming the field that is missing or wrong.
    """
    form = BODIES.get(kind)
    if form is None:
        return None
    try:
        read = msgspec.convert(body, form)
        if isinstance(read, ScoreProposed):
            msgspec.convert(read.scores, list[_ScoreName])
    except msgspec.ValidationError as problem:
        raise BodyError(
            f"body of {kind!r} is wrong: {problem}; write it as protocol/bodies.py describes"
        ) from problem
    return read


def write_body(body: Body) -> dict[str, object]:
    """Turn a typed body into the dict an event carries."""
    written: dict[str, object] = msgspec.to_builtins(body)
    return written
