"""Room: scenarios. From human ratings to an attempt's outcome, by the pack's pass rule. Pure."""

from collections.abc import Mapping
from fractions import Fraction

import msgspec

from scenarios.errors import RatingError
from scenarios.findings import did_you_mean
from scenarios.marks import exact, share_of
from scenarios.pack import Pack


class Rating(msgspec.Struct, frozen=True):
    """A human's score for one criterion: the id of a band, or a level "0" to "3"."""

    criterion: str
    band: str
    note: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What the pass rule says about a set of ratings.

    `total` of `maximum` marks is `share` (0-1). `failed_critical` and `missing` (not rated) hold
    criterion ids in the pack's order. `passed` needs every criterion rated.
    """

    total: float
    maximum: float
    share: float
    passed: bool
    failed_critical: list[str]
    missing: list[str]


def combine(pack: Pack, ratings: Mapping[str, Rating]) -> Outcome:
    """Apply the pack's pass rule to human ratings, by criterion id.

    Raises RatingError when a rating names a criterion or band that the pack does not have.
    Exact arithmetic: an attempt that reaches the cut share to the point has passed.
    """
    known = [criterion.id for criterion in pack.criteria]
    for name, rating in ratings.items():
        if name not in known or rating.criterion != name:
            hint = did_you_mean(rating.criterion, known)
            raise RatingError(f'{pack.id} has no criterion "{rating.criterion}". {hint}')
    rated = [criterion for criterion in pack.criteria if criterion.id in ratings]
    shares = {c.id: _share(pack, ratings[c.id]) for c in rated}
    total = sum((exact(c.weight) * shares[c.id] for c in rated), Fraction())
    maximum = sum((exact(c.weight) for c in pack.criteria), Fraction())
    least = exact(pack.pass_rule.critical_share)
    failed = [c.id for c in rated if c.critical and shares[c.id] < least]
    missing = [name for name in known if name not in ratings]
    reached = total >= exact(pack.pass_rule.cut_share) * maximum
    return Outcome(
        total=float(total),
        maximum=float(maximum),
        share=float(total / maximum),
        passed=reached and not failed and not missing,
        failed_critical=failed,
        missing=missing,
    )


def _share(pack: Pack, rating: Rating) -> Fraction:
    """Return the share of its criterion's weight that a rating earns."""
    criterion = pack.criterion(rating.criterion)
    share = share_of(criterion, rating.band)
    if share is None:
        hint = did_you_mean(rating.band, (choice.band for choice in criterion.choices))
        raise RatingError(f'"{criterion.id}" cannot be rated "{rating.band}". {hint}')
    return share
