"""Room: scenarios. Numbers that a person reads from a hand tool and types: which criteria ask for
one, what it may be, and which band it makes.
"""

from collections.abc import Sequence
from typing import TypeGuard

from scenarios.errors import RatingError
from scenarios.format import Band, Criterion, Measurement
from scenarios.measures.parameters import TypedParameters, read_parameters
from scenarios.observations import NumberTyped
from scenarios.pack import Pack
from scenarios.scoring import AIScore, propose_scores


def asks_for_number(criterion: Criterion, pack: Pack) -> TypeGuard[Measurement]:
    """Whether a person measures this criterion with a tool of their own, and types the number."""
    tools = {sensor.id for sensor in pack.sensors if sensor.kind == "hand_tool"}
    return isinstance(criterion, Measurement) and criterion.sensor in tools


def number_limits(criterion: Measurement) -> tuple[float, float]:
    """The least and the greatest number that a tool can have shown, in the criterion's unit."""
    limits = read_parameters(criterion.parameters, TypedParameters)
    return limits.least, limits.most


def score_typed(pack: Pack, criterion: Measurement, value: float) -> AIScore:
    """The score of a number that was typed: its band, or none where it is too near a limit.

    Raises RatingError when no tool can have shown the number.
    """
    limits = read_parameters(criterion.parameters, TypedParameters)
    if not limits.least <= value <= limits.most:
        raise RatingError(
            f"{value:g} {criterion.unit} for {criterion.id} cannot be: read the tool again and "
            f"type {limits.least:g} to {limits.most:g}"
        )
    typed = NumberTyped("typed", criterion.measure, value, limits.tool_u)
    return next(s for s in propose_scores(pack, [typed]) if s.criterion == criterion.id)


def bands_near(criterion: Measurement, value: float, U: float) -> Sequence[Band]:
    """The bands in which value ± U may lie: between them a person chooses."""
    half = max(U, criterion.guard_band)
    return [
        band
        for band in criterion.bands
        if (band.low is None or band.low <= value + half)
        and (band.high is None or band.high >= value - half)
    ]
