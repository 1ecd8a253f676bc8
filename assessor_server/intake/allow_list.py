"""Who is let in: enrolled, unrevoked kiosks, in memory. Reads the kiosks table, nothing else."""

import threading

from sqlalchemy import Engine

from assessor_server.enrolment import Enrolled, enrolled_kiosks
from assessor_server.store import reading

REFRESH_S = 0.5
"""How long a revoked kiosk may still be let in."""


class AllowList:
    """A picture of the enrolled kiosks, replaced whole by `refresh`; safe to read from threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._by_key: dict[str, Enrolled] = {}
        self._by_id: dict[str, Enrolled] = {}
        self.refresh()

    def __len__(self) -> int:
        return len(self._by_id)

    def refresh(self) -> None:
        """Read the table again."""
        with self._lock, reading(self._engine) as connection:
            kiosks = enrolled_kiosks(connection)
            self._by_key = {kiosk.curve_key: kiosk for kiosk in kiosks}
            self._by_id = {kiosk.id: kiosk for kiosk in kiosks}

    def holder_of(self, curve_key: str) -> Enrolled | None:
        """The kiosk that holds this CURVE key (Z85), if it is let in."""
        return self._by_key.get(curve_key)

    def kiosk(self, id: str) -> Enrolled | None:
        """The kiosk with this id, if it is (still) let in."""
        return self._by_id.get(id)
