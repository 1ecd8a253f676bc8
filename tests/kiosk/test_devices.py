"""The devices of a kiosk from lines of settings."""

import pytest

from hardware import HardwareError
from kiosk import KioskError
from kiosk.devices import DEVICES, Devices, open_devices, read_lines


def test_every_device_has_a_line_and_an_empty_line_is_none() -> None:
    lines = {
        "scanner": "simulated",
        "slip_printer": "escpos:192.0.2.7:9100",
        "page_printer": "cups:office",
        "light": "serial:/dev/ttyUSB0",
        "speaker": "alsa:default",
        "microphone": "simulated",
        "headset": "webxr:8443",
    }
    assert set(lines) == set(DEVICES)
    devices = open_devices(lines)
    assert all(getattr(devices, name) is not None for name in DEVICES)
    assert open_devices({**dict.fromkeys(DEVICES, " ")}) == Devices()


def test_what_is_no_device_is_named() -> None:
    with pytest.raises(KioskError, match="toaster is no device of a kiosk: scanner"):
        open_devices({"toaster": "simulated"})
    with pytest.raises(HardwareError, match="names no known driver"):
        open_devices({"light": "candle"})
    with pytest.raises(KioskError, match="write NAME=LINE"):
        read_lines(["light"])
    assert read_lines(["scanner=wedge:A=B"]) == {"scanner": "wedge:A=B"}
