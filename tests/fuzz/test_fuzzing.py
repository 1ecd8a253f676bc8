"""The parsers and the desks, under bytes nobody meant; a short version of the long run."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import ProtocolError, SealKey
from protocol.messages import PREFIX, encode
from tests.fuzz import long
from tests.fuzz.desks import Desks
from tests.fuzz.inputs import PARSERS, corpus, from_kiosk, mutate
from tests.fuzz.rounds import sound_kiosk_is_served, wave

Parser = Callable[[bytes], object]

KEY = SealKey.generate()
SOUND = corpus(KEY)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    made = Desks(tmp_path, KEY)
    yield made
    made.close()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=600) | st.binary(max_size=200).map(PREFIX.__add__))
def test_a_parser_refuses_random_bytes_with_its_own_error(parser: Parser, data: bytes) -> None:
    with pytest.raises(ProtocolError):
        parser(data)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_parser_reads_a_damaged_message_or_refuses_it(parser: Parser, seed: int) -> None:
    damaged = mutate(random.Random(seed), SOUND)
    try:
        read = parser(damaged)
    except ProtocolError:
        return
    assert read is not None


@pytest.mark.parametrize("desk", ["events", "evidence"])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_letters_leave_a_sound_kiosk_unharmed(
    tmp_path_factory: pytest.TempPathFactory, desk: str, seed: int
) -> None:
    desks = Desks(tmp_path_factory.mktemp("desks"), KEY)
    wave(desks, desk, random.Random(seed), from_kiosk(KEY), Counter())
    sound_kiosk_is_served(desks, KEY)
    desks.close()


def test_every_sound_message_is_read_by_its_parser() -> None:
    for frame in SOUND:
        assert sum(_reads(parser, frame) for parser in PARSERS) == 1


def test_an_events_desk_answers_or_passes_over_every_sound_letter(desks: Desks) -> None:
    answers = desks.send("events", [(str(n), frame) for n, frame in enumerate(from_kiosk(KEY))])
    assert {name for name, _ in answers} == {str(n) for n in range(len(from_kiosk(KEY)))}
    assert all(encode(message) for _, message in answers)


def test_a_short_run_counts_its_inputs(tmp_path: Path) -> None:
    ran = long.run(1_000, 7, tmp_path)
    assert ran["inputs"] >= 1_000
    assert ran["decode_event"] == 500
    assert ran["events desk"] > 0 < ran["evidence desk"]


def _reads(parser: Parser, frame: bytes) -> bool:
    try:
        parser(frame)
    except ProtocolError:
        return False
    return True
