"""Room: hardware. Sound as samples, and what speakers and microphones are."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.device import Device

Samples = NDArray[np.int16]
"""Mono, 16 bits, `RATE_HZ` a second."""

RATE_HZ = 22_050


class Speaker(Device, Protocol):
    """Plays samples. Drivers are chosen by `open_speaker`."""

    def play(self, samples: Samples) -> None:
        """Play to the end. Raises DeviceAbsentError or DeviceBrokenError."""
        ...


class Microphone(Device, Protocol):
    """Records samples. Drivers are chosen by `open_microphone`."""

    def record(self, seconds: float) -> Samples:
        """What is heard from now on. Raises DeviceAbsentError or DeviceBrokenError."""
        ...


def level_db(samples: Samples) -> float:
    """How loud a recording is: dB below full scale (0 is the loudest, −90 is silence).

    >>> level_db(np.zeros(100, np.int16))
    -90.0
    """
    if samples.size == 0:
        return _SILENCE_DB
    loud = float(np.sqrt(np.mean(np.square(samples.astype(np.float64))))) / 32_768.0
    return max(_SILENCE_DB, 20.0 * float(np.log10(loud))) if loud > 0 else _SILENCE_DB


def tone(frequency_hz: float, seconds: float, level: float = 0.3) -> Samples:
    """A soft-edged tone, for trying out a speaker."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    edge = np.clip(np.minimum(at, seconds - at) / 0.02, 0.0, 1.0)
    wave = np.sin(2 * np.pi * frequency_hz * at) * edge * level
    return (wave * 32_767).astype(np.int16)


_SILENCE_DB = -90.0
