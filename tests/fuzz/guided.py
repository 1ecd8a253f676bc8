"""Coverage-guided fuzzing of the parsers with atheris (libFuzzer; dependency group `fuzz`)."""

import sys
import tempfile
from pathlib import Path


def run(inputs: int) -> int:
    """Let libFuzzer try `inputs` inputs, from a corpus of sound messages; it prints how many ran
    and ends the process, with an error and the input when a parser raised anything but its own.
    """
    import atheris

    with atheris.instrument_imports(include=["protocol", "msgspec"]):
        from protocol import ProtocolError, SealKey
        from tests.fuzz.inputs import PARSERS, corpus

    def one_input(data: bytes) -> None:
        for parser in PARSERS:
            try:
                parser(data)
            except ProtocolError:
                continue

    folder = Path(tempfile.mkdtemp(prefix="acredita-corpus-"))
    for number, sound in enumerate(corpus(SealKey.generate())):
        (folder / str(number)).write_bytes(sound)
    atheris.Setup([sys.argv[0], f"-runs={inputs}", "-max_len=8192", str(folder)], one_input)
    atheris.Fuzz()
    return 0
