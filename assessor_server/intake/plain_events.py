"""Reads the ordinary event cheaply: one of a known kind that only has to follow the one before it.

The wire's form is judged by protocol's `decode_event`; its patterns cost most of the time an entry
takes (4 of 6 µs). What is read here is compared with what is known to be in form already, so that
only bytes `decode_event` would take come through; all else is left to it. Touches nothing.
"""

import re

import msgspec

from protocol import BODIES, MAX_EVENT_BYTES, BodyError, canonical_bytes, read_body
from protocol.times import TIME_PATTERN

# These change more than the count of their attempt: they go the long way.
_SPECIAL = {"attempt.started", "consent.refused", "attempt.voided", "score.proposed"}
PLAIN_KINDS = frozenset(BODIES) - _SPECIAL

_MOST_STEP_CHARS = 200  # protocol's Name

_is_time = re.compile(TIME_PATTERN).search


class PlainEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event as its bytes say it; `attempt`, `n` and `prev` are not in form until compared."""

    attempt: str
    n: int
    at: str
    kind: str
    body: dict[str, object]
    prev: str


_decoder = msgspec.json.Decoder(PlainEvent)


def read_plain(data: bytes) -> PlainEvent | None:
    """The event in these bytes if it is of a plain kind and canonical; None: read it strictly."""
    if len(data) > MAX_EVENT_BYTES:
        return None
    try:
        event = _decoder.decode(data)
        if event.kind not in PLAIN_KINDS or _is_time(event.at) is None:
            return None
        if canonical_bytes(event) != data:
            return None
        if event.kind != "observation.made" or not _is_observation(event.body):
            read_body(event.kind, event.body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, BodyError):
        return None
    return event


def _is_observation(body: dict[str, object]) -> bool:
    """Whether a body is what ObservationMade takes: nine of ten events are one."""
    step, observations = body.get("step"), body.get("observations")
    if not isinstance(step, str) or not 0 < len(step) <= _MOST_STEP_CHARS:
        return False
    if not isinstance(observations, list):
        return False
    for one in observations:  # noqa: SIM110 - a third of the time that all(...) takes
        if not isinstance(one, dict):
            return False
    return True
