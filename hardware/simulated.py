"""Room: hardware. How simulated devices are made to be missing or out of order."""

from collections.abc import Collection

from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError
from hardware.source import SourceError


def simulated_condition(name: str, code: str, broken: Collection[str]) -> Condition:
    """The condition a simulated device is told to be in: ready, absent, or one of `broken`.

    Raises SourceError for a word that is none of these.
    """
    if code == "ready":
        return READY
    if code == "absent":
        return DeviceAbsentError(f"{name} was told to be absent").condition
    if code in broken:
        return DeviceBrokenError(f"{name} was told to be {code}", code).condition
    raise SourceError(
        f"condition must be ready, absent or one of {', '.join(sorted(broken))}, but got {code!r}"
    )


def refuse_unless_ready(condition: Condition) -> None:
    """Raise what a real device in this condition raises."""
    if condition is READY:
        return
    wrong = DeviceAbsentError if condition.standing == "absent" else DeviceBrokenError
    raise wrong(condition.detail, condition.code)
