"""One wave of fuzzing: many inputs for the parsers or for a desk, and what must hold for each."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence

from protocol import ProtocolError, SealKey
from protocol.messages import Entries, Receipt, encode
from tests.fuzz.desks import Desks
from tests.fuzz.inputs import PARSERS, attempt, mutate

KIOSKS = 40
"""Inputs of one wave come from this many kiosks, so that no desk's patience ends."""


class NotUnharmedError(AssertionError):
    """A sound kiosk was not served as if the others were not there."""


def parse(data: bytes, ran: Counter[str]) -> None:
    """Give an input to every parser: it is read, or refused with the room's own error."""
    for parser in PARSERS:
        ran[parser.__name__] += 1
        try:
            parser(data)
        except ProtocolError:
            ran["refused"] += 1


def wave(
    desks: Desks, desk: str, chance: random.Random, sound: Sequence[bytes], ran: Counter[str]
) -> None:
    """Send a desk a wave of mutated letters from many kiosks; none may end it."""
    names = [str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(KIOSKS)]
    letters = [(chance.choice(names), mutate(chance, sound)) for _ in range(4 * KIOSKS)]
    ran[f"{desk} desk"] += len(letters)
    ran["answers"] += len(desks.send(desk, letters))


def sound_kiosk_is_served(desks: Desks, key: SealKey) -> None:
    """A kiosk that sends a sound attempt gets its receipt, whatever came before.

    Raises NotUnharmedError.
    """
    name, stream = str(uuid.uuid4()), uuid.uuid4().hex
    entries = attempt(key)
    frame = encode(Entries(stream=stream, first_seq=1, entries=entries))
    answers = desks.send("events", [(name, frame)])
    if answers != [(name, Receipt(stream=stream, upto=len(entries)))]:
        raise NotUnharmedError(f"a sound attempt was answered with {answers!r:.500}")
