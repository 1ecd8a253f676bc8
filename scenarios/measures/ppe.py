"""Room: scenarios. Whether a person wears helmet and vest, from the evidence for and against.

Seen and not contradicted is 1, its absence seen and not contradicted is 0; anything between the
two, and conflicting evidence, is for a person to look at. Where the pictures' times are known,
shares are of time.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from scenarios.measures.frames import FrameScene, UnmeasurableError, accepted, scenes
from scenarios.measures.measure import Measure, MeasureResult, undetermined
from scenarios.measures.parameters import PersonParameters, read_parameters
from scenarios.measures.timeline import Moment, Verdict, longest_gap, moments, share
from scenarios.observations import Observation, PersonSeen

SIGHT = "ppe"
Item = Literal["helmet", "vest"]
UNIT = "share"


def worn(item: Item) -> Measure:
    """The measure of one item in one picture: 1 worn, 0 not worn."""

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        result = share_worn(item)(observations, given)
        if result.value is not None and 0.0 < result.value < 1.0:
            return undetermined(UNIT, "frames_disagree", **result.detail)
        return result

    return measure


def share_worn(item: Item) -> Measure:
    """The measure of the share of time in which the item is worn; of frames without times.

    U is what the frames without an answer leave open, and when the answer changed; half of them
    or more without one, and a person has to look. `detail.longest_gap_s` where times are known.
    """

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, PersonParameters)
        try:
            people = [scene.person for scene in accepted(observations, SIGHT)]
        except UnmeasurableError as problem:
            return undetermined(UNIT, str(problem))
        seen = [person for person in people if person is not None]
        if not seen:
            return undetermined(UNIT, "no_person", frames=len(people))
        verdicts = [_verdict(person, item, parameters) for person in seen]
        line = _timeline(observations, item, parameters)
        if not line:
            return _share_of_frames(verdicts, item, parameters, seen[-1])
        return _share_of_time(line, item, parameters, _detail(verdicts, item, seen[-1]))

    return measure


def gap_without(item: Item) -> Measure:
    """The measure of the longest time, s, in which the item was not worn.

    U reaches up to the longest time in which no picture shows it worn (what lies between two
    pictures nobody saw), and down to the longest one that more than one picture in a row shows.
    """

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, PersonParameters)
        try:
            accepted(observations, SIGHT)
        except UnmeasurableError as problem:
            return undetermined("s", str(problem))
        line = _timeline(observations, item, parameters)
        if not line:
            return undetermined("s", "no_time")
        if all(moment.verdict == "away" for moment in line):
            return undetermined("s", "no_person", frames=len(line))
        gap = longest_gap(line)
        detail: dict[str, object] = {
            "frames": len(line),
            "longest_gap_s": round(gap.seconds, 1),
            "starts_at_s": gap.start,
            "at_least_s": round(gap.least, 1),
            "at_most_s": round(gap.most, 1),
        }
        U = max(gap.most - gap.seconds, gap.seconds - gap.least)
        return MeasureResult(round(gap.seconds, 2), round(U, 2), "s", False, None, detail)

    return measure


def _timeline(
    observations: Sequence[Observation], item: Item, parameters: PersonParameters
) -> list[Moment]:
    """When the item was worn; empty where the pictures' times are not known."""

    def verdict(scene: FrameScene) -> Verdict:
        if scene.person is None:
            return "away"
        found = _verdict(scene.person, item, parameters)
        return "unsure" if found is None else "yes" if found else "no"

    looked = [
        scene
        for scene in scenes(observations)
        if scene.person is not None or (scene.taken is not None and scene.taken.sight == SIGHT)
    ]
    return moments(looked, verdict, parameters.longest_pause_s)


def _share_of_time(
    line: list[Moment], item: Item, parameters: PersonParameters, detail: dict[str, object]
) -> MeasureResult:
    found = share(line)
    decided = found.yes + found.no
    watched = sum(moment.length for moment in line)
    gap = longest_gap(line)
    detail |= {
        "seconds": round(decided + found.unsure, 1),
        "watched_s": round(watched, 1),
        "worn_s": round(found.yes, 1),
        "not_worn_s": round(found.no, 1),
        "unsure_s": round(found.unsure, 1),
        "longest_gap_s": round(gap.seconds, 1),
    }
    if decided <= found.unsure:
        return undetermined(UNIT, f"unsure_{item}", **detail)
    if decided < parameters.least_seen_share * watched:
        return undetermined(UNIT, "seldom_seen", **detail)
    value = found.yes / decided
    # Time left open could all have gone the other way, and so could what may be mistaken.
    open_s = found.unsure + 2.0 * found.change_sigma + _mistaken(found.yes, found.no, parameters)
    U = open_s / (decided + found.unsure)
    return MeasureResult(round(value, 3), round(min(U, 1.0), 3), UNIT, False, None, detail)


def _share_of_frames(
    verdicts: list[bool | None], item: Item, parameters: PersonParameters, example: PersonSeen
) -> MeasureResult:
    decided = [verdict for verdict in verdicts if verdict is not None]
    detail = _detail(verdicts, item, example)
    if 2 * len(decided) <= len(verdicts):
        return undetermined(UNIT, f"unsure_{item}", **detail)
    value = sum(decided) / len(decided)
    mistaken = _mistaken(sum(decided), len(decided) - sum(decided), parameters)
    # The frames left open could all have gone the other way.
    U = (len(verdicts) - len(decided) + mistaken) / len(verdicts)
    return MeasureResult(round(value, 3), round(min(U, 1.0), 3), UNIT, False, None, detail)


def _mistaken(worn: float, not_worn: float, parameters: PersonParameters) -> float:
    """How much of the rarer answer may be mistakes of the model: at most all of it.

    A model that errs all the time is not told by its answers, only by the picture.
    """
    return min(worn, not_worn, parameters.mistaken_share * (worn + not_worn))


def _detail(verdicts: list[bool | None], item: Item, example: PersonSeen) -> dict[str, object]:
    evidence_for, evidence_against = _evidence(example, item)
    decided = [verdict for verdict in verdicts if verdict is not None]
    return {
        "frames": len(verdicts),
        "worn": sum(decided),
        "not_worn": len(decided) - sum(decided),
        "unsure": len(verdicts) - len(decided),
        "confidence_for": evidence_for,
        "confidence_against": evidence_against,
    }


def _evidence(person: PersonSeen, item: Item) -> tuple[float | None, float | None]:
    if item == "helmet":
        return person.helmet, person.no_helmet
    return person.vest, person.no_vest


def _verdict(person: PersonSeen, item: Item, parameters: PersonParameters) -> bool | None:
    """True worn, False not worn, None when the evidence is weak or conflicting."""
    evidence_for, evidence_against = (value or 0.0 for value in _evidence(person, item))
    stronger, weaker = (
        max(evidence_for, evidence_against),
        min(evidence_for, evidence_against),
    )
    if stronger < parameters.sure_confidence or stronger - weaker < parameters.margin:
        return None
    if weaker >= parameters.sure_confidence:
        return None
    return evidence_for > evidence_against
