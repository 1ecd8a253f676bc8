"""How the demonstration's scripted assessor rates: by the known truth, or as the picture shows.

Nobody judges here, and the output says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios import AIScore, Band, Criterion, Measurement, Pack, Rating, combine

JUDGEMENT_LEVEL = "3"


@dataclass(frozen=True)
class ScriptedRating:
    """A band (or level) for one criterion with a note; band None: the evidence does not show it."""

    criterion: str
    band: str | None
    note: str


def rate_by_truth(
    pack: Pack, truth: Mapping[str, float], scores: Sequence[AIScore]
) -> list[ScriptedRating]:
    """Rate every criterion by the true value; time, which the clip does not hold, by the clock."""
    measured = {score.criterion: score for score in scores}
    return [_by_truth(criterion, truth, measured.get(criterion.id)) for criterion in pack.criteria]


def rate_by_picture(pack: Pack, scores: Sequence[AIScore]) -> list[ScriptedRating]:
    """Confirm what was measured; what a person would have to look at stays unrated."""
    measured = {score.criterion: score for score in scores}
    return [_by_picture(criterion, measured.get(criterion.id)) for criterion in pack.criteria]


def needs_a_person(pack: Pack, ratings: Sequence[ScriptedRating]) -> list[str]:
    """The criteria that the script could not rate; none when a critical one has failed anyway."""
    rated = {
        rating.criterion: Rating(rating.criterion, rating.band, rating.note)
        for rating in ratings
        if rating.band is not None
    }
    if combine(pack, rated).failed_critical:
        return []
    return [rating.criterion for rating in ratings if rating.band is None]


def band_of(bands: Sequence[Band], value: float) -> str:
    """The best band that holds a value known exactly."""
    holding = [
        band
        for band in bands
        if (band.low is None or band.low <= value) and (band.high is None or value <= band.high)
    ]
    return max(holding, key=lambda band: band.points).id


def _by_truth(
    criterion: Criterion, truth: Mapping[str, float], score: AIScore | None
) -> ScriptedRating:
    if not isinstance(criterion, Measurement):
        if score is not None and score.value is not None:
            # What was chosen has a level; between two, the lower one.
            note = "Demonstration: a script took the level of what was chosen."
            return ScriptedRating(criterion.id, score.band or str(int(score.value)), note)
        return _judged_by_nobody(criterion.id)
    value = truth.get(criterion.measure)
    if value is None and score is not None:
        value = score.value
    if value is None:
        return ScriptedRating(criterion.id, None, "The clip does not show it.")
    return ScriptedRating(criterion.id, band_of(criterion.bands, value), "")


def _by_picture(criterion: Criterion, score: AIScore | None) -> ScriptedRating:
    if not isinstance(criterion, Measurement):
        return _judged_by_nobody(criterion.id)
    if score is None or score.band is None:
        reason = score.reason if score is not None else "not scored"
        return ScriptedRating(criterion.id, None, f"A person has to look: {reason}.")
    return ScriptedRating(criterion.id, score.band, "")


def _judged_by_nobody(criterion: str) -> ScriptedRating:
    return ScriptedRating(criterion, JUDGEMENT_LEVEL, "Demonstration: a script chose this level.")
