"""Room: scenarios. What a measure is: from observations to a value with expanded uncertainty."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from scenarios.observations import Observation


class MeasureResult(msgspec.Struct, frozen=True):
    """A value with its expanded uncertainty `U` (k = 2), or the reason why there is none.

    `indeterminate` is true whenever a person has to look; `reason` is then a code such as
    "no_board" or "missing_knife". `detail` holds JSON values that explain the figure.
    """

    value: float | None
    U: float | None
    unit: str
    indeterminate: bool
    reason: str | None
    detail: dict[str, object] = {}


Measure = Callable[[Sequence[Observation], Mapping[str, object]], MeasureResult]


def undetermined(unit: str, reason: str, **detail: object) -> MeasureResult:
    """The answer "a person has to look", with the reason code that says why."""
    return MeasureResult(
        value=None, U=None, unit=unit, indeterminate=True, reason=reason, detail=detail
    )
