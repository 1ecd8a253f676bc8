"""Room: scenarios. Whether a person wears helmet and vest, from the evidence for and against.

Seen and not contradicted is 1, its absence seen and not contradicted is 0; anything between the
two, and conflicting evidence, is for a person to look at.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from scenarios.measures.frames import UnmeasurableError, accepted
from scenarios.measures.measure import Measure, MeasureResult, undetermined
from scenarios.measures.parameters import PersonParameters, read_parameters
from scenarios.observations import Observation, PersonSeen

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
    """The measure of the share of frames in which the item is worn.

    U is what the frames without an answer leave open; half of them or more, and a person has to
    look.
    """

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, PersonParameters)
        try:
            people = [scene.person for scene in accepted(observations)]
        except UnmeasurableError as problem:
            return undetermined(UNIT, str(problem))
        seen = [person for person in people if person is not None]
        if not seen:
            return undetermined(UNIT, "no_person", frames=len(people))
        return _share([_verdict(person, item, parameters) for person in seen], item, seen[-1])

    return measure


def _share(verdicts: list[bool | None], item: Item, example: PersonSeen) -> MeasureResult:
    decided = [verdict for verdict in verdicts if verdict is not None]
    evidence_for, evidence_against = _evidence(example, item)
    detail: dict[str, object] = {
        "frames": len(verdicts),
        "worn": sum(decided),
        "not_worn": len(decided) - sum(decided),
        "unsure": len(verdicts) - len(decided),
        "confidence_for": evidence_for,
        "confidence_against": evidence_against,
    }
    if 2 * len(decided) <= len(verdicts):
        return undetermined(UNIT, f"unsure_{item}", **detail)
    value = sum(decided) / len(decided)
    # The frames left open could all have gone the other way.
    U = (len(verdicts) - len(decided)) / len(verdicts)
    return MeasureResult(round(value, 3), round(U, 3), UNIT, False, None, detail)


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
