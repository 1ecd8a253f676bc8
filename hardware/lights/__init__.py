"""Room: hardware. Signal lights and buzzers; a simulated twin beside the real."""

from hardware.lights.light import Light, Signal
from hardware.lights.registry import open_light
from hardware.lights.simulated.light_simulated import SimulatedLight

__all__ = ["Light", "Signal", "SimulatedLight", "open_light"]
