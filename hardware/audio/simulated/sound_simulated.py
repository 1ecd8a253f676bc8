"""Room: hardware. A speaker that remembers what it played, a microphone that replays a file."""

import wave

import numpy as np

from hardware.audio.simulated.configuration_simulated import (
    BROKEN,
    SimulatedSoundConfiguration,
)
from hardware.audio.sound import RATE_HZ, Samples
from hardware.device import Condition, DeviceBrokenError
from hardware.simulated import refuse_unless_ready, simulated_condition


class SimulatedSpeaker:
    """Keeps what it played, the newest last."""

    def __init__(self, configuration: SimulatedSoundConfiguration) -> None:
        """It has played nothing yet."""
        self.configuration = configuration
        self.played: list[Samples] = []

    @property
    def name(self) -> str:
        """It says that it is none."""
        return "simulated speaker"

    def condition(self) -> Condition:
        """The condition it was told to be in."""
        return simulated_condition(self.name, self.configuration.condition, BROKEN)

    def play(self, samples: Samples) -> None:
        """Remember it."""
        refuse_unless_ready(self.condition())
        self.played.append(samples)


class SimulatedMicrophone:
    """Hears a WAV file (mono, 16 bits) from its beginning at every recording."""

    def __init__(self, configuration: SimulatedSoundConfiguration) -> None:
        """The file is read when something is recorded."""
        self.configuration = configuration

    @property
    def name(self) -> str:
        """It says that it is none."""
        return "simulated microphone"

    def condition(self) -> Condition:
        """The condition it was told to be in."""
        return simulated_condition(self.name, self.configuration.condition, BROKEN)

    def record(self, seconds: float) -> Samples:
        """The first `seconds` of the file, repeated where it is shorter."""
        refuse_unless_ready(self.condition())
        wanted = max(1, round(seconds * RATE_HZ))
        if self.configuration.heard is None:
            return np.zeros(wanted, np.int16)
        try:
            with wave.open(str(self.configuration.heard), "rb") as recording:
                mono = recording.getnchannels() == 1 and recording.getsampwidth() == 2
                if not mono or recording.getframerate() != RATE_HZ:
                    raise DeviceBrokenError(
                        f"{self.configuration.heard} must be mono, 16 bits, {RATE_HZ} Hz"
                    )
                heard = np.frombuffer(recording.readframes(wanted), "<i2").astype(np.int16)
        except (OSError, EOFError, wave.Error) as error:
            raise DeviceBrokenError(
                f"{self.configuration.heard} cannot be read: {error}"
            ) from error
        return np.resize(heard, wanted) if heard.size else np.zeros(wanted, np.int16)
