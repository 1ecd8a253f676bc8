"""Room: scenarios. Exact marks: the decimal numbers written, not their binary neighbours."""

from fractions import Fraction

from scenarios.format import Criterion, Judgement


def exact(number: float) -> Fraction:
    """Return the decimal number that was written: 0.7 is seven tenths."""
    return Fraction(str(number))


def share_of(criterion: Criterion, band: str) -> Fraction | None:
    """Return the share (0-1) of a criterion's weight that a band earns; None for no such band."""
    if isinstance(criterion, Judgement):
        levels = {choice.band for choice in criterion.choices}
        return Fraction(int(band), 3) if band in levels else None
    points = {known.id: known.points for known in criterion.bands}
    return exact(points[band]) if band in points else None


def marks_of(criterion: Criterion, band: str) -> float:
    """Return the marks that one of a criterion's bands earns, at most its weight."""
    return float((share_of(criterion, band) or 0) * exact(criterion.weight))
