"""The hash chain of an attempt: every event names the digest of the one before it."""

from collections.abc import Iterable, Mapping

from protocol.errors import ProtocolError
from protocol.events import GENESIS, Event, event_digest
from protocol.times import utc_text


class ChainError(ProtocolError):
    """Events that do not follow each other: one is missing, doubled, altered or of another attempt.

    `n` is the number of the first event that does not fit.
    """

    def __init__(self, n: int, problem: str) -> None:
        super().__init__(
            f"chain is broken at event {n}: {problem}; compare with the kiosk's journal"
        )
        self.n = n


def append(
    previous: Event | None,
    *,
    attempt: str,
    kind: str,
    body: Mapping[str, object],
    at: str | None = None,
) -> Event:
    """Make the event that follows `previous` (None: the first). `at` defaults to now.

    Raises ChainError when `previous` belongs to another attempt.
    """
    if previous is not None and previous.attempt != attempt:
        raise ChainError(previous.n + 1, f"it follows an event of attempt {previous.attempt}")
    return Event(
        attempt=attempt,
        n=0 if previous is None else previous.n + 1,
        at=utc_text() if at is None else at,
        kind=kind,
        body=dict(body),
        prev=GENESIS if previous is None else event_digest(previous),
    )


def check_link(attempt: str, n: int, head: str, event: Event) -> None:
    """Check that `event` may follow as number `n` after digest `head`. Raises ChainError."""
    if event.attempt != attempt:
        raise ChainError(n, f"it belongs to attempt {event.attempt}, not {attempt}")
    if event.n != n:
        raise ChainError(n, f"expected event {n} but got event {event.n}")
    if event.prev != head:
        raise ChainError(n, "the event before it was altered, or it was written for another")


def verify_chain(events: Iterable[Event]) -> str:
    """Check that events form one whole chain from number 0; return its head, the last digest.

    Raises ChainError; no events at all is a broken chain too.
    """
    attempt, head, count = "", GENESIS, 0
    for event in events:
        attempt = attempt or event.attempt
        check_link(attempt, count, head, event)
        head = event_digest(event)
        count += 1
    if not count:
        raise ChainError(0, "there are no events")
    return head
