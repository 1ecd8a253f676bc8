"""Room: hardware. Speaker and microphone through ALSA's own aplay and arecord.

What reads the screens aloud plays through ALSA too: where these work, so does it.
"""

import shutil
import subprocess

import numpy as np

from hardware.audio.alsa.configuration_alsa import AlsaConfiguration
from hardware.audio.sound import RATE_HZ, Samples
from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError, DeviceError

_FORMAT = ("-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE_HZ))
_TRIED_S = 0.05


class AlsaSpeaker:
    """Plays through aplay."""

    def __init__(self, configuration: AlsaConfiguration) -> None:
        """Nothing is opened before something is played."""
        self.configuration = configuration

    @property
    def name(self) -> str:
        """Its name in ALSA."""
        return f"speaker {self.configuration.pcm}"

    def condition(self) -> Condition:
        """Whether it plays, tried with a moment of silence."""
        try:
            self.play(np.zeros(int(_TRIED_S * RATE_HZ), np.int16))
        except DeviceError as error:
            return error.condition
        return READY

    def play(self, samples: Samples) -> None:
        """Play to the end."""
        seconds = samples.size / RATE_HZ
        _run("aplay", self.name, self.configuration, seconds, samples.astype("<i2").tobytes())


class AlsaMicrophone:
    """Records through arecord."""

    def __init__(self, configuration: AlsaConfiguration) -> None:
        """Nothing is opened before something is recorded."""
        self.configuration = configuration

    @property
    def name(self) -> str:
        """Its name in ALSA."""
        return f"microphone {self.configuration.pcm}"

    def condition(self) -> Condition:
        """Whether it records, tried for a moment; what was heard is thrown away."""
        try:
            self.record(_TRIED_S)
        except DeviceError as error:
            return error.condition
        return READY

    def record(self, seconds: float) -> Samples:
        """Record for a while."""
        wanted = max(1, round(seconds * RATE_HZ))
        heard = _run("arecord", self.name, self.configuration, seconds, None, "-s", str(wanted))
        samples = np.frombuffer(heard[: len(heard) // 2 * 2], "<i2").astype(np.int16)
        if samples.size < wanted // 2:
            raise DeviceBrokenError(f"{self.name} gave {samples.size} of {wanted} samples")
        return samples


def _run(
    command: str,
    name: str,
    configuration: AlsaConfiguration,
    seconds: float,
    fed: bytes | None,
    *arguments: str,
) -> bytes:
    program = shutil.which(command)
    if program is None:
        raise DeviceAbsentError(f"{name}: install ALSA's tools, apt install alsa-utils", "no_alsa")
    try:
        done = subprocess.run(  # noqa: S603 - our own words; the device's name was checked
            [program, "-D", configuration.pcm, *_FORMAT, *arguments],
            input=fed if fed is not None else b"",
            capture_output=True,
            timeout=seconds + configuration.spare_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DeviceBrokenError(f"{name} hangs; unplug it and plug it in again") from error
    if done.returncode != 0:
        why = " ".join(done.stderr.decode(errors="replace").split())
        wrong = DeviceBrokenError if "busy" in why.lower() else DeviceAbsentError
        raise wrong(f"{name} cannot be opened: {why}")
    return done.stdout
