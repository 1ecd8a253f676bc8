"""The demonstration: the whole journey on one machine, with real processes, sockets and pages."""

from acredita.demo.journey import run_demo
from acredita.demo.plan import DemoPlan

__all__ = ["DemoPlan", "run_demo"]
