"""Sound: ALSA's own tools over ALSA's own file devices, and the simulated twins."""

import wave
from pathlib import Path

import numpy as np
import pytest

from hardware import Standing
from hardware.audio import (
    RATE_HZ,
    SimulatedSpeaker,
    level_db,
    open_microphone,
    open_speaker,
    tone,
)
from hardware.errors import HardwareError


@pytest.fixture
def sound_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound card of files: what it plays goes to one, what it hears comes from another."""
    (tmp_path / "heard.raw").write_bytes(tone(440, 2.0).astype("<i2").tobytes())
    (tmp_path / "asound.conf").write_text(
        f"""
        pcm.silence {{ type null }}
        pcm.card {{
            type file
            slave.pcm silence
            format raw
            file "{tmp_path}/played.raw"
            infile "{tmp_path}/heard.raw"
        }}
        """
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    return tmp_path


def test_what_is_played_reaches_the_sound_card(sound_card: Path) -> None:
    speaker = open_speaker("alsa:card")
    samples = tone(880, 0.3)
    speaker.play(samples)
    played = np.frombuffer((sound_card / "played.raw").read_bytes(), "<i2")
    assert np.array_equal(played[: samples.size], samples)
    assert speaker.condition().standing is Standing.READY


def test_what_the_sound_card_hears_is_recorded(sound_card: Path) -> None:
    microphone = open_microphone("alsa:card")
    heard = microphone.record(0.5)
    assert heard.size == RATE_HZ // 2
    assert level_db(heard) == pytest.approx(level_db(tone(440, 0.5)), abs=1.0)
    assert microphone.condition().standing is Standing.READY


def test_a_card_that_is_not_there_is_absent(sound_card: Path) -> None:
    for device in (open_speaker("alsa:nowhere"), open_microphone("alsa:nowhere")):
        condition = device.condition()
        assert condition.standing is Standing.ABSENT
        assert "nowhere" in condition.detail


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert open_speaker("alsa").condition().code == "no_alsa"


def test_the_simulated_speaker_remembers_and_refuses() -> None:
    speaker = open_speaker("simulated")
    assert isinstance(speaker, SimulatedSpeaker)
    speaker.play(tone(440, 0.1))
    assert len(speaker.played) == 1
    with pytest.raises(HardwareError):
        open_speaker("simulated?condition=broken").play(tone(440, 0.1))


def test_the_simulated_microphone_replays_a_file(tmp_path: Path) -> None:
    file = tmp_path / "voice.wav"
    with wave.open(str(file), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE_HZ)
        recording.writeframes(tone(300, 0.2).astype("<i2").tobytes())
    heard = open_microphone(f"simulated:{file}").record(0.5)
    assert heard.size == RATE_HZ // 2
    assert np.array_equal(heard[: tone(300, 0.2).size], tone(300, 0.2))
    assert level_db(open_microphone("simulated").record(0.1)) == -90.0


def test_a_recording_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "voice.wav").write_bytes(b"RIFFnonsense")
    with pytest.raises(HardwareError, match="cannot be read"):
        open_microphone(f"simulated:{tmp_path / 'voice.wav'}").record(0.1)


@pytest.mark.parametrize("wrong", ["pulse", "alsa:a b", "alsa:--dump-hw", "simulated?loud=1"])
def test_a_wrong_line_of_settings_is_refused(wrong: str) -> None:
    with pytest.raises(HardwareError):
        open_speaker(wrong)
