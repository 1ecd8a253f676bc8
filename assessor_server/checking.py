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
from certificates import StatusLists as CheckedLists
from certificates import Verdict, load_status, verify

FRESH_S = 5.0  # how long a suspension may take to be seen here


@dataclass
class Checker:
    """Answers with one verdict; looks at the store at most every few seconds."""

    issuer: Issuer
    lists: StatusLists
    engine: Engine
    _loaded: CheckedLists | None = None
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    @property
    def ready(self) -> bool:
        """Whether the next answer needs nothing from the store."""
        return self._loaded is not None and time.monotonic() < self._until

    def check(self, certificate: str | bytes | Mapping[str, Any]) -> Verdict:
        """The verdict on a QR's text, a credential, a PDF or a picture."""
        return verify(certificate, self.issuer.keyset, self._status())

    def _status(self) -> CheckedLists:
        if self._loaded is None or not self.ready:
            with self._lock, reading(self.engine) as connection:
                bundle = self.lists.file(connection, "/status/1.json")
                self._loaded = load_status([bundle or b""], self.issuer.keyset)
                self._until = time.monotonic() + FRESH_S
        return self._loaded
