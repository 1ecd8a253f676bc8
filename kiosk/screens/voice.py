"""Room: kiosk. Reads the screen aloud through espeak-ng, where it is installed."""

import shutil
import subprocess
from collections.abc import Mapping

import structlog

log = structlog.get_logger()

PROGRAM = "espeak-ng"
VOICES: Mapping[str, str] = {"es": "es-419", "en": "en-us", "fr": "fr-fr"}
WORDS_A_MINUTE = 145  # slower than espeak's 175: for people reading in a second language


class Voice:
    """Speaks one thing at a time; a new one cuts the old one off."""

    def __init__(self, program: str | None = shutil.which(PROGRAM)) -> None:
        self._program = program
        self._speaking: subprocess.Popen[bytes] | None = None

    @property
    def available(self) -> bool:
        """Whether anything can be read aloud on this machine."""
        return self._program is not None

    @property
    def speaking(self) -> bool:
        """Whether something is being read."""
        return self._speaking is not None and self._speaking.poll() is None

    def say(self, text: str, language: str) -> None:
        """Begin to read `text` aloud; returns at once."""
        self.hush()
        if self._program is None:
            return
        command = [self._program, "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin"]
        try:
            self._speaking = subprocess.Popen(  # noqa: S603 - a fixed program; the text goes by stdin
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            log.warning("voice.unavailable", problem=str(error))
            self._program = None
            return
        if self._speaking.stdin is not None:
            self._speaking.stdin.write(text.encode())
            self._speaking.stdin.close()

    def hush(self) -> None:
        """Stop reading."""
        if self._speaking is not None and self._speaking.poll() is None:
            self._speaking.terminate()
            self._speaking.wait()
        self._speaking = None
