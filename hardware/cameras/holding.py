"""Room: hardware. Exposure, focus and white balance held still while a test is measured.

A camera that focuses anew between two pictures changes its focal length, and one that changes its
exposure moves the edges that are measured; so both are settled first and then held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import cv2

EXPOSURE, FOCUS, WHITE_BALANCE = "exposure", "focus", "white_balance"
V4L2_MANUAL = 1.0  # V4L2_EXPOSURE_MANUAL; 0 means off for the switches of focus and white balance
ROUNDING = 0.02  # drivers round to their own steps: as a share of the value, and at least 1


class Held(StrEnum):
    """What became of one thing that was to be held."""

    HELD = "held"
    REFUSED = "refused"  # the driver said no, or said yes and did not do it
    ABSENT = "absent"  # the camera has no such control


@dataclass(frozen=True)
class HoldReport:
    """What was held, by name (exposure, focus, white_balance), and at which of the driver's values.

    A report without entries comes from a camera that offers no controls: a network stream.
    """

    states: Mapping[str, Held] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[str, ...]:
        """The names of what the driver would not hold."""
        return tuple(name for name, state in self.states.items() if state is Held.REFUSED)


class Controls(Protocol):
    """The part of `cv2.VideoCapture` that holding needs."""

    def get(self, propId: int) -> float:
        """A property's value; negative where the device has none."""
        ...

    def set(self, propId: int, value: float) -> bool:
        """Change a property; False when the driver refuses."""
        ...


@dataclass(frozen=True)
class _Control:
    """A value that the camera chooses itself until its switch is set to `manual`."""

    name: str
    switch: int
    manual: float
    automatic: float
    value: int


_CONTROLS = (
    _Control(EXPOSURE, cv2.CAP_PROP_AUTO_EXPOSURE, V4L2_MANUAL, 3.0, cv2.CAP_PROP_EXPOSURE),
    _Control(FOCUS, cv2.CAP_PROP_AUTOFOCUS, 0.0, 1.0, cv2.CAP_PROP_FOCUS),
    _Control(WHITE_BALANCE, cv2.CAP_PROP_AUTO_WB, 0.0, 1.0, cv2.CAP_PROP_WB_TEMPERATURE),
)


def hold_controls(device: Controls, values: Mapping[str, float] | None = None) -> HoldReport:
    """Hold exposure, focus and white balance at `values`, or where they are now.

    What the driver refuses is given back to the camera's own choice, never left half set.
    """
    states: dict[str, Held] = {}
    held: dict[str, float] = {}
    for control in _CONTROLS:
        value = device.get(control.value)
        if device.get(control.switch) < 0 or value < 0:
            states[control.name] = Held.ABSENT
            continue
        wish = value if values is None else values.get(control.name, value)
        states[control.name] = _hold(device, control, wish)
        if states[control.name] is Held.HELD:
            held[control.name] = wish
    return HoldReport(states, held)


def let_go_of_controls(device: Controls) -> None:
    """Let the camera choose again, where it can."""
    for control in _CONTROLS:
        if device.get(control.switch) >= 0:
            device.set(control.switch, control.automatic)


def _hold(device: Controls, control: _Control, wish: float) -> Held:
    accepted = device.set(control.switch, control.manual) and device.set(control.value, wish)
    # Some drivers say yes and go on choosing: only what reads back counts.
    kept = abs(device.get(control.value) - wish) <= max(1.0, ROUNDING * abs(wish))
    if accepted and kept and device.get(control.switch) == control.manual:
        return Held.HELD
    device.set(control.switch, control.automatic)
    return Held.REFUSED
