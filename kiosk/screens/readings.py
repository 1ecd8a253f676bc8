"""Room: kiosk. From AI scores to what the result screen shows: words, and places on a scale."""

from collections.abc import Sequence
from itertools import pairwise

from kiosk.screens.widgets.gauge import GaugeState, Reading, Zone
from kiosk.texts import Catalogue
from scenarios import AIScore, Band, Criterion, Measurement, Pack

UNITS = {"mm": " mm", "deg": "°", "s": " s", "mm/m": " mm/m"}
MARGIN = 0.45
"""What the scale shows beyond the outermost limits, as a share of the stretch between them."""


def readings(pack: Pack, scores: Sequence[AIScore], texts: Catalogue) -> list[Reading]:
    """One reading a criterion, in the pack's order."""
    by_criterion = {score.criterion: score for score in scores}
    return [
        reading(pack, criterion, by_criterion[criterion.id], texts)
        for criterion in pack.criteria
        if criterion.id in by_criterion
    ]


def reading(pack: Pack, criterion: Criterion, score: AIScore, texts: Catalogue) -> Reading:
    """What is shown of one criterion. Nobody is told that they failed: a person decides."""
    title = pack.text(criterion.title, texts.language)
    if not isinstance(criterion, Measurement):
        return Reading(title, "", texts.say("result.judgement"), "", GaugeState.PERSON)
    state = state_of(criterion, score)
    words = texts.say("result.person")
    if score.band is not None:
        words = pack.text(f"bands.{score.band}", texts.language)
    if criterion.unit not in UNITS:
        return Reading(title, _counted(criterion, score, texts), words, "", state)
    low, high = scale(criterion.bands)
    value = U = None
    if score.value is not None and high > low:
        value = (score.value - low) / (high - low)
        U = (score.U or 0.0) / (high - low)
    return Reading(
        title=title,
        value=_figure(criterion, score, texts),
        words=words,
        wanted=_wanted(criterion, texts),
        state=state,
        zones=zones(criterion.bands, low, high),
        at=value,
        spread=U or 0.0,
    )


def state_of(criterion: Measurement, score: AIScore) -> GaugeState:
    """Good for the best band, far for the one worth nothing, near between; else a person looks."""
    if score.indeterminate or score.points is None:
        return GaugeState.PERSON
    share = score.points / criterion.weight
    if share >= max(band.points for band in criterion.bands):
        return GaugeState.GOOD
    return GaugeState.NEAR if share > 0 else GaugeState.FAR


def scale(bands: Sequence[Band]) -> tuple[float, float]:
    """From where to where a scale of these bands reaches; it ends at 0 when all is positive."""
    limits = sorted(
        {limit for band in bands for limit in (band.low, band.high) if limit is not None}
    )
    low, high = limits[0], limits[-1]
    if low == high:
        return (0.0, 2 * high) if high > 0 else (low - 1, high + 1)
    spare = (high - low) * MARGIN
    left = low - spare
    return (max(0.0, left) if low >= 0 else left), high + spare


def zones(bands: Sequence[Band], low: float, high: float) -> tuple[Zone, ...]:
    """The bands as stretches of the scale from `low` to `high`."""
    edges = [low, *(band.high for band in bands if band.high is not None), high]
    return tuple(
        Zone((start - low) / (high - low), (end - low) / (high - low), band.points)
        for band, (start, end) in zip(bands, pairwise(edges), strict=True)
    )


def _figure(criterion: Measurement, score: AIScore, texts: Catalogue) -> str:
    if score.value is None:
        return ""
    digits = 0 if criterion.unit == "s" else 1
    return texts.number(score.value, digits) + UNITS[criterion.unit]


def _counted(criterion: Measurement, score: AIScore, texts: Catalogue) -> str:
    """Pieces as a number; of a share the words say enough."""
    if criterion.unit != "pieces" or score.value is None:
        return ""
    return texts.number(score.value, 0)


def _wanted(criterion: Measurement, texts: Catalogue) -> str:
    """The best bands in words: what is looked for."""
    most = max(band.points for band in criterion.bands)
    best = [band for band in criterion.bands if band.points == most]
    low, high = best[0].low, best[-1].high
    unit = UNITS[criterion.unit].strip()
    digits = 0 if all((x or 0) == int(x or 0) for x in (low, high)) else 1
    if low is not None and high is not None and low == -high:
        words = f"±{texts.number(high, digits)} {unit}"
    elif low is not None and high is not None:
        words = texts.say("result.between", low=texts.number(low, digits),
                          high=texts.number(high, digits), unit=unit)  # fmt: skip
    elif low is not None:
        words = texts.say("result.at_least", low=texts.number(low, digits), unit=unit)
    else:
        words = texts.say("result.at_most", high=texts.number(high or 0.0, digits), unit=unit)
    return texts.say("result.wanted", range=words)
