"""Room: kiosk. The doctor: what is connected, what is missing, and what to do."""

from kiosk.doctor.checkup import Kiosk, check_up
from kiosk.doctor.findings import Checkup, Line, Need

__all__ = ["Checkup", "Kiosk", "Line", "Need", "check_up"]
