"""Room: kiosk. How sending stands: what the uplink says of its contact, what the journal counts.

Touches the journal it is given, reading.
"""

from dataclasses import dataclass

import msgspec

from kiosk.backlog import backlog_of
from kiosk.journal import Journal
from kiosk.trouble import Trouble


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What only the uplink knows: one JSON line on its status pipe.

    `last_contact` is when the server was last heard (UTC text), `clock_offset_s` the server's
    clock minus ours. `problem`, `remedy` and `code` are None when all is well.
    """

    connected: bool = False
    last_contact: str | None = None
    clock_offset_s: float | None = None
    problem: str | None = None
    remedy: str | None = None
    code: str | None = None

    def troubled(self, trouble: Trouble) -> "Contact":
        """The same without a connection, and why."""
        return msgspec.structs.replace(
            self,
            connected=False,
            problem=trouble.problem,
            remedy=trouble.remedy,
            code=trouble.code,
        )


@dataclass(frozen=True)
class UplinkState:
    """What people are shown: what waits, when the server last answered, what is wrong.

    `waiting_bytes` is of evidence. `clock_offset_s` is the server's clock minus ours.
    `problem`, `remedy` and `code` (for programs) are None when all is well. `set_aside` counts
    entries and evidence the server could not take as they were: `Journal.problems` and
    `EvidenceShelf.refusals` say why. `restarts` counts how often the uplink's process died.
    """

    connected: bool
    waiting_attempts: int
    waiting_entries: int
    waiting_evidence: int
    waiting_bytes: int
    last_contact: str | None
    clock_offset_s: float | None
    problem: str | None
    remedy: str | None
    code: str | None = None
    set_aside: int = 0
    restarts: int = 0

    @property
    def all_sent(self) -> bool:
        """Whether the server has confirmed everything."""
        return not (self.waiting_entries or self.waiting_evidence)


def state_of(journal: Journal, contact: Contact, restarts: int = 0) -> UplinkState:
    """The state with the counts as they are in the journal now, whoever sends from it."""
    backlog = backlog_of(journal)
    return UplinkState(
        connected=contact.connected,
        waiting_attempts=backlog.attempts,
        waiting_entries=backlog.entries,
        waiting_evidence=backlog.pieces,
        waiting_bytes=backlog.bytes,
        last_contact=contact.last_contact,
        clock_offset_s=contact.clock_offset_s,
        problem=contact.problem,
        remedy=contact.remedy,
        code=contact.code,
        set_aside=backlog.set_aside,
        restarts=restarts,
    )
