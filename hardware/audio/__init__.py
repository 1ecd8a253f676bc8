"""Room: hardware. Speakers and microphones; simulated twins beside the real."""

from hardware.audio.registry import open_microphone, open_speaker
from hardware.audio.simulated.sound_simulated import SimulatedMicrophone, SimulatedSpeaker
from hardware.audio.sound import RATE_HZ, Microphone, Samples, Speaker, level_db, tone

__all__ = [
    "RATE_HZ",
    "Microphone",
    "Samples",
    "SimulatedMicrophone",
    "SimulatedSpeaker",
    "Speaker",
    "level_db",
    "open_microphone",
    "open_speaker",
    "tone",
]
