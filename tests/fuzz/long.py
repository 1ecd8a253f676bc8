"""The long fuzzing run: ``python -m tests.fuzz.long --inputs 1000000`` (or `make fuzz`).

Mutated messages go to the four parsers and to the intake's desks in this process; every thousand
inputs a sound kiosk must be served as if nothing had been. Ends with an exception, and the seed
that repeats it, on anything but the room's own errors.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from protocol import SealKey
from tests.fuzz.desks import Desks
from tests.fuzz.inputs import corpus, fresh_seed, from_kiosk, mutate
from tests.fuzz.rounds import parse, sound_kiosk_is_served, wave

EVERY = 1_000


def run(inputs: int, seed: int, folder: Path) -> Counter[str]:
    """Run at least `inputs` inputs; returns how many each target got."""
    ran: Counter[str] = Counter()
    key, chance, total = SealKey.generate(), random.Random(seed), 0
    everything, frames = corpus(key), from_kiosk(key)
    desks = Desks(folder, key)
    said = time.monotonic()
    while total < inputs:
        for _ in range(EVERY // 2):
            parse(mutate(chance, everything), ran)
        before = ran["events desk"] + ran["evidence desk"]
        while ran["events desk"] + ran["evidence desk"] < before + EVERY // 2:
            for desk in ("events", "evidence"):
                wave(desks, desk, chance, frames, ran)
        sound_kiosk_is_served(desks, key)
        total += EVERY // 2 + ran["events desk"] + ran["evidence desk"] - before
        ran["inputs"] = total
        if time.monotonic() - said > 10:
            said = time.monotonic()
            print(f"{total:,} of {inputs:,} inputs", flush=True)
    desks.close()
    return ran


def main(arguments: list[str]) -> int:
    """Run and print how many inputs each target got."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.long", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0, help="0: a fresh one")
    given = parser.parse_args(arguments)
    seed = given.seed or fresh_seed()
    print(f"seed {seed}", flush=True)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="acredita-fuzz-") as folder:
        ran = run(given.inputs, seed, Path(folder))
    for name, count in sorted(ran.items()):
        print(f"{name:20} {count:>12,}")
    print(
        f"ran {ran['inputs']:,} inputs in {time.monotonic() - started:,.0f} s; none broke anything"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
