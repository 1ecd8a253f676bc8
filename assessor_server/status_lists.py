"""The signed status lists as they are served. Reads certificates, keeps the last signed ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from sqlalchemy import Connection, func, select

from assessor_server.issued import STATUS_LIST
from assessor_server.issuer import Issuer
from assessor_server.store.tables import certificates
from certificates import State, publish_lists
from certificates.status_jwt import sign_status_jwt

LIFETIME = timedelta(days=7)  # of the list that wallets read
FRESH = timedelta(minutes=5)  # how old a list may be before it is signed again


@dataclass
class StatusLists:
    """Signed again when a certificate's state changes in the store, and every FRESH."""

    issuer: Issuer
    _files: Mapping[str, bytes] = field(default_factory=dict)
    _version: tuple[int, str | None] | None = None
    _signed_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def file(self, connection: Connection, path: str) -> bytes | None:
        """What is served at this path (`/status/1.cwt`), or None.

        Raises certificates' StatusListError and KeyFileError.
        """
        with self._lock:
            now = datetime.now(UTC)
            version = _version(connection)
            old = self._signed_at is None or now - self._signed_at > FRESH
            if old or version != self._version:
                statuses = _statuses(connection)
                lists = publish_lists(
                    STATUS_LIST,
                    statuses,
                    self.issuer.status_key(),
                    self.issuer.keyset,
                    now=now,
                )
                token = sign_status_jwt(
                    STATUS_LIST,
                    statuses,
                    self.issuer.status_key(),
                    self.issuer.keyset,
                    now=now,
                    lifetime=LIFETIME,
                )
                self._files = {**lists.files(), f"/status/{STATUS_LIST}.jwt": token}
                self._version, self._signed_at = version, now
            return self._files.get(path)


def _version(connection: Connection) -> tuple[int, str | None]:
    """Changes with every change of a state, whichever process made it."""
    query = select(func.count(), func.max(certificates.c.status_at)).where(
        certificates.c.status != State.VALID
    )
    count, latest = connection.execute(query).one()
    return count, latest


def _statuses(connection: Connection) -> dict[int, State]:
    query = select(certificates.c.status_index, certificates.c.status).where(
        certificates.c.status_list == STATUS_LIST, certificates.c.status != State.VALID
    )
    return {row.status_index: State(row.status) for row in connection.execute(query)}
