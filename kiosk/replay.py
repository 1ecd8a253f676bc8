"""Room: kiosk. Plays a stored attempt again: its photos, through its models, to its AI scores.

Touches nothing: events and evidence are given to it, models and packs are those at hand.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from hardware import Frame, Intrinsics
from kiosk.errors import KioskError
from kiosk.eyes import Eyes, OwnEyes
from kiosk.pictures import read_jpeg
from kiosk.session import AI_REFUSED
from kiosk.sight import Calibration
from protocol import Event, canonical_bytes, read_body, verify_chain
from protocol.bodies import (
    AttemptStarted,
    EvidenceCaptured,
    ObservationMade,
    ScoreProposed,
    StepStarted,
)
from scenarios import (
    NOT_PROVEN,
    Acted,
    AIScore,
    AnyObservation,
    CameraMissed,
    CameraStanding,
    FrameRefused,
    FrameTaken,
    NumberTyped,
    Pack,
    PlaneSeen,
    PlayBegun,
    StepTimed,
    propose_scores,
)

FACTS = (StepTimed, FrameTaken, NumberTyped, CameraStanding, CameraMissed, PlayBegun, Acted)
"""Observations that no model made: clocks, people, what was touched, a camera's report. A replay
takes them from the record."""

NO_FRAME = "none"
"""The frame that a session without a camera reports of."""

Reader = Callable[[str], bytes]
"""Evidence by digest."""


class ReplayError(KioskError):
    """A stored attempt that cannot be played again here; the message says what is missing."""


class CriterionReplay(msgspec.Struct, frozen=True):
    """One criterion's AI score as recorded and as it came out again; `same` to the last bit."""

    criterion: str
    same: bool
    recorded: AIScore | None
    replayed: AIScore | None


class Replay(msgspec.Struct, frozen=True):
    """What came of playing an attempt again; `observations_same` when every pixel figure is."""

    attempt: str
    scenario: str
    pack_digest: str
    model_digests: dict[str, str]
    photos: int
    observations_same: bool
    criteria: tuple[CriterionReplay, ...]

    @property
    def same(self) -> bool:
        """Whether every AI score is the recorded one, bit for bit."""
        return all(criterion.same for criterion in self.criteria)


@dataclass(frozen=True)
class Look:
    """One look at some frames: digests of the photos kept of them, and what was reported."""

    photos: tuple[str, ...]
    observations: tuple[AnyObservation, ...]


def replay(
    events: Sequence[Event],
    read: Reader,
    packs: Sequence[Pack],
    eyes: Callable[[Calibration], Eyes] = OwnEyes,
) -> Replay:
    """Look at an attempt's photos again and compare every AI score with the recorded one.

    Raises ReplayError when pack, models or photos are not those of the attempt, and ChainError
    when its events were altered.
    """
    verify_chain(events)
    started, recorded = _record(events)
    pack = _pack(started, packs)
    _check_models(started, eyes(None).model_digests(pack))
    looks = looks_of(events)
    again = [_look_again(look, read, pack, eyes, started.language) for look in looks]
    observations = [seen for look in again for seen in look.observations]
    mine = {one.criterion: one for one in propose_scores(pack, observations)}
    theirs = {one.criterion: one for one in recorded}
    return Replay(
        attempt=events[0].attempt,
        scenario=pack.id,
        pack_digest=pack.digest,
        model_digests=dict(started.model_digests),
        photos=sum(len(look.photos) for look in looks),
        observations_same=all(_same(a, b) for a, b in zip(again, looks, strict=True)),
        criteria=tuple(
            CriterionReplay(
                name, _same(mine.get(name), theirs.get(name)), theirs.get(name), mine.get(name)
            )
            for name in dict.fromkeys([*theirs, *mine])
        ),
    )


def looks_of(events: Sequence[Event]) -> list[Look]:
    """The looks that count, those of the last try of each step, in the order of the scores."""
    steps: dict[str, list[Look]] = {}
    played: set[str] = set()
    for event in events:
        body = read_body(event.kind, event.body)
        if isinstance(body, StepStarted):
            steps[body.step] = []
        elif isinstance(body, EvidenceCaptured) and body.step in played:
            pass  # a drawing of what was done, made from the acts: no model looked at it
        elif isinstance(body, EvidenceCaptured) and body.role == "photo":
            looks = steps[body.step]
            if not looks or looks[-1].observations:
                looks.append(Look((), ()))
            looks[-1] = Look((*looks[-1].photos, body.digest), ())
        elif isinstance(body, ObservationMade):
            looks = steps[body.step]
            if not looks:
                looks.append(Look((), ()))
            seen = msgspec.convert(body.observations, list[AnyObservation])
            played |= {one.step for one in seen if isinstance(one, PlayBegun)}
            looks[-1] = Look(looks[-1].photos, (*looks[-1].observations, *seen))
    return [look for looks in steps.values() for look in looks]


def intrinsics_of(observations: Sequence[AnyObservation]) -> Intrinsics | None:
    """The camera's calibration a look was made with; None when it had none, or saw no board."""
    for seen in observations:
        if isinstance(seen, PlaneSeen) and seen.focal_u_px == 0:
            width, height = seen.image_size_px
            return Intrinsics(
                width,
                height,
                np.array(seen.camera_matrix, np.float64),
                np.array(seen.distortion, np.float64),
            )
    return None


def calibration_of(look: Look) -> Calibration:
    """The calibration a look was made with: the camera's, or of several cameras those known."""
    takers = takers_of(look)
    if not any(takers.values()):
        return intrinsics_of(look.observations)
    known = {
        name: intrinsics_of(
            [
                seen
                for seen in look.observations
                if isinstance(seen, PlaneSeen) and takers.get(seen.frame) == name
            ]
        )
        for name in takers.values()
    }
    return {name: one for name, one in known.items() if one is not None}


def takers_of(look: Look) -> dict[str, str]:
    """The name of the camera that took each frame; empty where there was one."""
    taken = [seen for seen in look.observations if isinstance(seen, FrameTaken)]
    return {one.frame: one.camera or "" for one in taken}


def _record(events: Sequence[Event]) -> tuple[AttemptStarted, list[AIScore]]:
    """How the attempt began, and the AI scores it ended with."""
    first = read_body(events[0].kind, events[0].body)
    if not isinstance(first, AttemptStarted):
        raise ReplayError("the attempt's first event is missing: export the whole attempt")
    bodies = [read_body(event.kind, event.body) for event in events]
    proposed = [body for body in bodies if isinstance(body, ScoreProposed)]
    if not proposed:
        raise ReplayError(
            f"attempt {events[0].attempt} has no AI scores to compare with: it was not finished"
        )
    return first, msgspec.convert(proposed[-1].scores, list[AIScore])


def _pack(started: AttemptStarted, packs: Sequence[Pack]) -> Pack:
    for pack in packs:
        if pack.digest == started.pack_digest:
            return pack
    raise ReplayError(
        f"the pack {started.scenario} {started.version} of this attempt ({started.pack_digest}) "
        "is not here: give its folder with --pack, or run this where the test was taken"
    )


def _check_models(started: AttemptStarted, here: Mapping[str, str]) -> None:
    for name, digest in started.model_digests.items():
        if here.get(name) != digest:
            raise ReplayError(
                f"the attempt was seen through {name} {digest}, but here it is "
                f"{here.get(name, 'missing')}: put the model of that digest in its folder "
                "(from the release the attempt was made with) and run this again"
            )


def _look_again(
    look: Look,
    read: Reader,
    pack: Pack,
    eyes: Callable[[Calibration], Eyes],
    language: str,
) -> Look:
    """The look made again from its photos; what no model reported stays as recorded."""
    seen = [one for one in look.observations if not isinstance(one, FACTS)]
    names = list(dict.fromkeys(one.frame for one in seen))
    if not look.photos and names in ([], [NO_FRAME]):
        return look  # no camera was there, or nothing but a clock was read
    if any(isinstance(one, FrameRefused) and one.reason == AI_REFUSED for one in seen):
        return look  # the candidate wanted no program to look
    if len(names) != len(look.photos):
        raise ReplayError(
            f"{len(look.photos)} photos were kept of {len(names)} frames that were looked at: an "
            "attempt of an earlier release, or not all of its events are here"
        )
    unseen = [one for one in seen if isinstance(one, FrameRefused) and one.reason == NOT_PROVEN]
    passed_over = {one.frame for one in unseen}  # frames of a camera that may not decide
    takers = takers_of(look)
    frames = [
        Frame(
            read_jpeg(_whole(read(digest), digest)), "", name.split(": ", 1)[-1], number,
            taken_by=takers.get(name, ""),
        )
        for number, (digest, name) in enumerate(zip(look.photos, names, strict=True))
        if name not in passed_over
    ]  # fmt: skip
    by = next((one.sight for one in look.observations if isinstance(one, FrameTaken)), None)
    sight = eyes(calibration_of(look)).look(pack, frames, language, by)
    # Through JSON, as the scores of the record were made from what had been written down.
    made = msgspec.json.decode(
        msgspec.json.encode([*sight.observations, *unseen]), type=list[AnyObservation]
    )
    if _same(made, seen):
        return look
    facts = [one for one in look.observations if isinstance(one, FACTS)]
    return Look(look.photos, (*made, *facts))


def _whole(data: bytes, digest: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != digest:
        raise ReplayError(f"photo {digest} was altered or cut short: look for a whole copy of it")
    return data


def _same(mine: object, theirs: object) -> bool:
    """Whether two values are written with the same bytes: for numbers, to the last bit."""
    return canonical_bytes(mine) == canonical_bytes(theirs)
