"""What the intake knows of each kiosk's line: how far behind it is, when it last spoke, its clock.

In memory only, by kiosk id, nothing about people. Written by one thread, read by another.
"""

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Contact:
    """One kiosk. `announced` and `stored` are sequences of its present stream; `heard` is
    monotonic seconds; `clock_offset_s` is the server's clock minus the kiosk's, as it measured."""

    heard: float
    stream: str = ""
    announced: int = 0
    stored: int = 0
    clock_offset_s: float | None = None

    @property
    def lag(self) -> int:
        """Entries it has announced that are not stored yet."""
        return max(0, self.announced - self.stored)


class Contacts:
    """All kiosks heard since the start; bounded by those enrolled."""

    def __init__(self) -> None:
        self._by_kiosk: dict[str, Contact] = {}

    def heard(self, kiosk: str) -> Contact:
        """Note that a kiosk has spoken just now."""
        contact = self._by_kiosk.get(kiosk)
        if contact is None:
            contact = self._by_kiosk[kiosk] = Contact(time.monotonic())
        else:
            contact.heard = time.monotonic()
        return contact

    def announce(self, kiosk: str, stream: str, last_seq: int, *, anew: bool = False) -> None:
        """Note how far a kiosk says its stream goes; `anew` when it says so in a hello."""
        contact = self.heard(kiosk)
        if anew or contact.stream != stream:
            if contact.stream != stream:
                contact.stored = 0
            contact.stream, contact.announced = stream, last_seq
        else:
            contact.announced = max(contact.announced, last_seq)

    def store(self, kiosk: str, stream: str, upto: int) -> None:
        """Note how far a kiosk's stream is stored."""
        contact = self._by_kiosk.get(kiosk)
        if contact is not None and contact.stream == stream:
            contact.stored = upto

    def forget(self, kiosk: str) -> None:
        """Drop a kiosk that is let in no more."""
        self._by_kiosk.pop(kiosk, None)

    def all(self) -> list[tuple[str, Contact]]:
        """Everyone, for whoever watches; a picture of this moment."""
        return list(self._by_kiosk.items())
