"""Signal lights: what goes over a real terminal line, and a lamp that is away."""

import os
from pathlib import Path

import pytest

from hardware import Standing
from hardware.errors import HardwareError
from hardware.lights import Signal, SimulatedLight, open_light
from hardware.lights.serial.configuration_serial import light_models


def test_a_call_lights_red_and_sounds_and_free_switches_it_all_off() -> None:
    device, far = os.openpty()
    light = open_light(f"serial:{os.ttyname(far)}?model=adafruit")
    assert light.condition().standing is Standing.READY
    light.show(Signal.CALL)
    assert os.read(device, 64) == bytes.fromhex("2822244148")  # buzzer and red come last
    light.show(Signal.FREE)
    assert os.read(device, 64) == bytes.fromhex("28212214")
    light.disconnect()
    assert os.read(device, 64) == bytes.fromhex("28212224")
    os.close(device)
    os.close(far)


def test_a_lamp_that_is_away_stops_nothing(tmp_path: Path) -> None:
    light = open_light(f"serial:{tmp_path / 'ttyUSB0'}")
    assert light.condition().standing is Standing.ABSENT
    light.show(Signal.CALL)
    light.disconnect()


def test_a_port_that_is_no_line_is_broken(tmp_path: Path) -> None:
    (tmp_path / "ttyUSB0").touch()
    assert open_light(f"serial:{tmp_path / 'ttyUSB0'}").condition().standing is Standing.BROKEN


def test_the_simulated_light_remembers_what_it_showed() -> None:
    light = open_light("simulated")
    assert isinstance(light, SimulatedLight)
    light.show(Signal.BUSY)
    light.disconnect()
    assert light.shown == [Signal.BUSY, Signal.OFF]
    away = open_light("simulated?condition=absent")
    assert away.condition().standing is Standing.ABSENT


def test_every_model_has_all_signals() -> None:
    assert set(light_models()) >= {"adafruit", "relay"}


def test_a_model_that_lacks_a_signal_is_named(tmp_path: Path) -> None:
    table = tmp_path / "models.toml"
    table.write_text('[lamp]\nbaud = 9600\noff = "00"\nfree = "zz"\n')
    with pytest.raises(HardwareError, match=r"models\.toml, lamp: needs baud"):
        light_models(table)


@pytest.mark.parametrize("wrong", ["lamp", "serial:", "serial:/dev/x?model=sun", "simulated?x=1"])
def test_a_wrong_line_of_settings_is_refused(wrong: str) -> None:
    with pytest.raises(HardwareError):
        open_light(wrong)
