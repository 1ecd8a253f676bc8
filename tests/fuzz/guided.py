"""Coverage-guided fuzzing of the parsers: ``python -m tests.fuzz.guided --inputs 1000000``.

atheris (libFuzzer, dependency group `fuzz`) looks for inputs that reach new code of the room
`protocol`, from a corpus of sound messages. It prints how many it ran, and ends with an error and
the input when a parser raises anything but the room's own errors.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["protocol"]):
    from protocol import ProtocolError, SealKey
    from tests.fuzz.inputs import PARSERS, corpus


def one_input(data: bytes) -> None:
    """Give an input to every parser."""
    for parser in PARSERS:
        try:
            parser(data)
        except ProtocolError:
            continue


def main(arguments: list[str]) -> None:
    """Hand over to libFuzzer, which ends the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="acredita-corpus-") as folder:
        for number, sound in enumerate(corpus(SealKey.generate())):
            (Path(folder) / str(number)).write_bytes(sound)
        options = [f"-runs={given.inputs}", "-max_len=8192", "-verbosity=1", folder]
        atheris.Setup([sys.argv[0], *options], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
