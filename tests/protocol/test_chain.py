import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocol import GENESIS, ChainError, Event, append, event_digest, verify_chain

ATTEMPT = str(uuid.UUID(int=7))


def chain(length: int, attempt: str = ATTEMPT) -> list[Event]:
    events: list[Event] = []
    for number in range(length):
        previous = events[-1] if events else None
        body = {"number": number}
        events.append(append(previous, attempt=attempt, kind="test.noted", body=body))
    return events


@given(st.integers(1, 12))
def test_a_whole_chain_gives_its_last_digest(length: int) -> None:
    events = chain(length)
    assert verify_chain(events) == event_digest(events[-1])


@given(st.data())
def test_a_missing_event_is_found_where_it_is_missing(data: st.DataObject) -> None:
    events = chain(data.draw(st.integers(2, 10)))
    gone = data.draw(st.integers(0, len(events) - 2))
    with pytest.raises(ChainError) as caught:
        verify_chain(events[:gone] + events[gone + 1 :])
    assert caught.value.n == gone


@given(st.data())
def test_an_altered_event_is_found_at_the_next_one(data: st.DataObject) -> None:
    events = chain(data.draw(st.integers(2, 10)))
    altered = data.draw(st.integers(0, len(events) - 2))
    events[altered] = replace(events[altered], body={"number": "another"})
    with pytest.raises(ChainError) as caught:
        verify_chain(events)
    assert caught.value.n == altered + 1


@given(st.data())
def test_events_in_another_order_are_a_broken_chain(data: st.DataObject) -> None:
    events = chain(data.draw(st.integers(2, 8)))
    shuffled = data.draw(st.permutations(events).filter(lambda other: other != events))
    with pytest.raises(ChainError):
        verify_chain(shuffled)


def test_an_event_twice_is_a_broken_chain() -> None:
    events = chain(3)
    with pytest.raises(ChainError):
        verify_chain([*events, events[-1]])


def test_an_event_of_another_attempt_is_a_broken_chain() -> None:
    other = chain(2, str(uuid.UUID(int=8)))
    with pytest.raises(ChainError, match="belongs to attempt"):
        verify_chain([chain(2)[0], other[1]])


def test_the_first_event_follows_nothing() -> None:
    assert chain(1)[0].prev == GENESIS


def test_no_events_are_a_broken_chain() -> None:
    with pytest.raises(ChainError, match="no events"):
        verify_chain([])


def test_an_event_cannot_be_chained_to_another_attempt() -> None:
    with pytest.raises(ChainError):
        append(chain(1)[0], attempt=str(uuid.UUID(int=8)), kind="test.noted", body={})
