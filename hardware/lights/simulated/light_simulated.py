"""Room: hardware. A light that remembers what it showed."""

from hardware.device import READY, Condition
from hardware.lights.light import Signal
from hardware.lights.simulated.configuration_simulated import (
    BROKEN,
    SimulatedLightConfiguration,
)
from hardware.simulated import simulated_condition


class SimulatedLight:
    """Keeps the signals it showed, the newest last."""

    def __init__(self, configuration: SimulatedLightConfiguration) -> None:
        """It has shown nothing yet."""
        self.configuration = configuration
        self.shown: list[Signal] = []

    @property
    def name(self) -> str:
        """It says that it is none."""
        return "simulated light"

    def condition(self) -> Condition:
        """The condition it was told to be in."""
        return simulated_condition(self.name, self.configuration.condition, BROKEN)

    def show(self, signal: Signal) -> None:
        """Remember the signal, where it could be shown."""
        if self.condition() is READY:
            self.shown.append(signal)

    def disconnect(self) -> None:
        """Switch it off."""
        self.show(Signal.OFF)
