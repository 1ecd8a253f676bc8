"""Checking certificates for employers who ask this server: the same rule as everywhere else.

Reads the status lists; keeps no record of what was asked.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from assessor_server.issuer import Issuer
from assessor_server.status_lists import StatusLists
from assessor_server.store import reading
from certificates import Keyset, Verdict, load_status, verify
from certificates import StatusLists as CheckedLists

FRESH_S = 5.0  # how long a suspension may take to be seen here


@dataclass
class Checker:
    """Answers with one verdict; looks at the store at most every few seconds."""

    issuer: Issuer
    lists: StatusLists
    engine: Engine
    _loaded: tuple[Keyset, CheckedLists] | None = None
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    @property
    def ready(self) -> bool:
        """Whether the next answer needs nothing from the store."""
        return self._loaded is not None and time.monotonic() < self._until

    def check(self, certificate: str | bytes | Mapping[str, Any], language: str = "es") -> Verdict:
        """The verdict on a QR's text, a credential, a PDF or a picture."""
        return verify(certificate, *self._published(), language=language)

    def _published(self) -> tuple[Keyset, CheckedLists]:
        """What stands on this server for everybody to see."""
        if self._loaded is None or not self.ready:
            with self._lock, reading(self.engine) as connection:
                keyset = self.issuer.keyset
                bundle = self.lists.file(connection, "/status/1.json")
                self._loaded = keyset, load_status([bundle or b""], keyset)
                self._until = time.monotonic() + FRESH_S
        return self._loaded
