"""Room: hardware. The one list of sound drivers, and how a line of settings finds its driver."""

from hardware.audio.alsa import configuration_alsa
from hardware.audio.alsa.configuration_alsa import alsa_configuration
from hardware.audio.alsa.sound_alsa import AlsaMicrophone, AlsaSpeaker
from hardware.audio.simulated import configuration_simulated
from hardware.audio.simulated.configuration_simulated import simulated_sound_configuration
from hardware.audio.simulated.sound_simulated import SimulatedMicrophone, SimulatedSpeaker
from hardware.audio.sound import Microphone, Speaker
from hardware.source import read_source

DRIVERS = {"alsa": configuration_alsa.OPTIONS, "simulated": configuration_simulated.OPTIONS}


def open_speaker(line: str) -> Speaker:
    """The speaker for a line of settings: `alsa:default`, `simulated`. Raises SourceError.

    >>> open_speaker("alsa").name
    'speaker default'
    """
    source = read_source(line, DRIVERS)
    if source.driver == "alsa":
        return AlsaSpeaker(alsa_configuration(source))
    return SimulatedSpeaker(simulated_sound_configuration(source))


def open_microphone(line: str) -> Microphone:
    """The microphone for a line of settings: `alsa:default`, `simulated:HEARD.wav`.

    Raises SourceError.
    """
    source = read_source(line, DRIVERS)
    if source.driver == "alsa":
        return AlsaMicrophone(alsa_configuration(source))
    return SimulatedMicrophone(simulated_sound_configuration(source))
