"""Room: kiosk. What the headset says aloud: sounds made by espeak-ng, kept for next time."""

import subprocess
from functools import lru_cache

from kiosk.screens.voice import VOICES, WORDS_A_MINUTE

MOST_CHARACTERS = 2_000


@lru_cache(maxsize=64)
def wave_of(program: str, text: str, language: str) -> bytes | None:
    """The sound of a text; None where it cannot be made."""
    command = [
        program, "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout",
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the text goes by stdin
            command, input=text[:MOST_CHARACTERS].encode(), capture_output=True, timeout=20,
            check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
