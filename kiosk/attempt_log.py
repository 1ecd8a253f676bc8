"""Room: kiosk. One attempt's log: chains its events, writes them to the journal, seals the end."""

from collections.abc import Mapping

from kiosk.errors import KioskError
from kiosk.journal import ENDING_EVENTS, Journal
from protocol import (
    GENESIS,
    Body,
    Event,
    Seal,
    SealKey,
    append,
    encode_event,
    encode_seal,
    event_digest,
    sign_seal,
    verify_chain,
    write_body,
)


class AttemptLogError(KioskError):
    """An attempt that cannot be continued: unknown, already over, or altered on disk."""


class AttemptLog:
    """Writes one attempt. What `write` and `seal` return is durable.

    Made for a new attempt or for one a crash interrupted: the chain goes on after its last durable
    event. Raises ChainError or EventError when the events on disk were altered.
    """

    def __init__(self, journal: Journal, attempt: str, seal_key: SealKey) -> None:
        self.journal = journal
        self.attempt = attempt
        self._seal_key = seal_key
        self._events = journal.events_of(attempt)
        self._seal = journal.seal_of(attempt)
        self._head = verify_chain(self._events) if self._events else GENESIS

    @classmethod
    def resume(cls, journal: Journal, attempt: str, seal_key: SealKey) -> "AttemptLog":
        """Go on with an attempt in the journal. Raises AttemptLogError when there is none."""
        log = cls(journal, attempt, seal_key)
        if not log._events:
            raise AttemptLogError(f"the journal has no attempt {attempt}; start a new one")
        return log

    @property
    def events(self) -> list[Event]:
        """The events so far, oldest first."""
        return list(self._events)

    @property
    def over(self) -> bool:
        """Whether the attempt is sealed, voided or refused: nothing more may be written."""
        return self._seal is not None or bool(
            self._events and self._events[-1].kind in ENDING_EVENTS
        )

    def write(self, kind: str, body: Mapping[str, object] | Body) -> Event:
        """Write the next event down and return it.

        Raises AttemptLogError when the attempt is over, BodyError or EventError for a body that
        the server would not take; then nothing is written.
        """
        if self.over:
            raise AttemptLogError(f"attempt {self.attempt} is over; start a new one")
        event = append(
            self._events[-1] if self._events else None,
            attempt=self.attempt,
            kind=kind,
            body=write_body(body) if isinstance(body, Body) else dict(body),
        )
        data = encode_event(event)
        self.journal.append("event", data, attempt=self.attempt, says=kind)
        self._events.append(event)
        self._head = event_digest(event)
        return event

    def seal(self) -> Seal:
        """Seal the attempt, or return the seal it has. Raises AttemptLogError without events."""
        if self._seal is None:
            if not self._events:
                raise AttemptLogError(f"attempt {self.attempt} has no events; void it instead")
            seal = sign_seal(self.attempt, len(self._events), self._head, self._seal_key)
            self.journal.append("seal", encode_seal(seal), attempt=self.attempt, says="seal")
            self._seal = seal
        return self._seal
