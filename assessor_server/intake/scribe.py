"""The scribe: writes a page into the store, in one transaction, and pages in turn in its thread.

Touches the tables of what arrived: entries, conflicts, quarantine, streams, attempts, ai_scores,
and candidates' keys.
"""

import threading
from contextlib import suppress
from queue import Empty, SimpleQueue

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from assessor_server.intake.page import Page
from assessor_server.store import writing
from assessor_server.store.bulk import insert_rows
from assessor_server.store.tables import (
    ai_scores,
    attempts,
    conflicts,
    entries,
    quarantine,
    streams,
)
from assessor_server.vault import CandidateErasedError, Vault

KEPT_FRAMES = 1_000
"""Unreadable frames kept for each kiosk: 16 MB at most; later ones are only counted."""
_REMEMBERED = 20_000

_ENTRY = (
    "kiosk",
    "stream",
    "seq",
    "received_at",
    "entry_kind",
    "attempt",
    "n",
    "body",
    "digest",
)
_ASIDE = ("kiosk", "stream", "seq", "received_at", "reason", "body", "digest")

# Statements are made once: Core finds their compiled form again without looking through them.
_OPEN = insert(attempts)
_SET_STATE = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(state=bindparam("state"), broken_reason=bindparam("broken_reason"))
)
_SEAL = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values({name: bindparam(name) for name in ("state", "sealed_at", "seal", "seal_digest")})
)
_CONFLICT = upsert(conflicts).on_conflict_do_nothing()
_SCORE = upsert(ai_scores)
_SCORE = _SCORE.on_conflict_do_update(
    index_elements=["attempt", "criterion"], set_={"score": _SCORE.excluded.score}
)
_MOVE = upsert(streams)
_MOVE = _MOVE.on_conflict_do_update(
    index_elements=["kiosk", "stream"], set_={"next_seq": _MOVE.excluded.next_seq}
)
_FRAMES_OF = (
    quarantine.c.kiosk == bindparam("kiosk"),
    quarantine.c.stream.is_(None),
    quarantine.c.seq.is_(None),
)
_FRAME_KNOWN = (
    select(quarantine.c.id).where(*_FRAMES_OF, quarantine.c.digest == bindparam("digest")).limit(1)
)
_FRAMES_KEPT = select(func.count()).select_from(quarantine).where(*_FRAMES_OF)


class Scribe:
    """Writes pages one at a time. `write` in the caller's thread, `begin` and `take` in its own."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self._with_key: set[str] = set()  # candidates known to have a key, or to be erased
        self._begun: SimpleQueue[Page | None] = SimpleQueue()
        self._ended: SimpleQueue[BaseException | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)
        self._thread.start()

    def begin(self, page: Page) -> None:
        """Start to write a page. The one before must have been taken."""
        self._begun.put(page)

    def take(self, seconds: float) -> bool:
        """Whether the page that was begun is written; waits for it, so long at most.

        Raises what `write` raised.
        """
        try:
            problem = self._ended.get(timeout=seconds) if seconds else self._ended.get_nowait()
        except Empty:
            return False
        if problem is not None:
            raise problem
        return True

    def close(self) -> None:
        """End the thread."""
        self._begun.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (page := self._begun.get()) is not None:
            try:
                self.write(page)
            except BaseException as problem:  # noqa: BLE001 - `take` raises it
                self._ended.put(problem)
            else:
                self._ended.put(None)

    def write(self, page: Page) -> None:
        """Write a page in one transaction.

        Raises sqlalchemy's DBAPIError when nothing was stored (disk full, store locked).
        """
        if page.blank:
            return
        try:
            with writing(self._engine) as connection:
                self._write(connection, page)
        except BaseException:
            self._with_key.clear()
            raise

    def _write(self, connection: Connection, page: Page) -> None:
        insert_rows(connection, entries, _ENTRY, page.entries)
        insert_rows(connection, quarantine, _ASIDE, page.aside)
        for statement, rows in (
            (_CONFLICT, page.conflicts),
            (_OPEN, page.opened),
            (_SET_STATE, page.states),
            (_SEAL, page.seals),
        ):
            if rows:
                connection.execute(statement, rows)
        if page.scores:
            places = ({"attempt": attempt, "criterion": name} for attempt, name in page.scores)
            scores = zip(places, page.scores.values(), strict=True)
            connection.execute(_SCORE, [place | {"score": score} for place, score in scores])
        if page.moved:
            moved = page.moved.items()
            connection.execute(
                _MOVE,
                [{"kiosk": k, "stream": s, "next_seq": next_seq} for (k, s), next_seq in moved],
            )
        self._keep_frames(connection, page)
        self._give_keys(connection, page)

    def _keep_frames(self, connection: Connection, page: Page) -> None:
        for (kiosk, digest), (frame, reason) in page.frames.items():
            place = {"kiosk": kiosk}
            known = connection.scalar(_FRAME_KNOWN, place | {"digest": digest})
            if known is None and connection.execute(_FRAMES_KEPT, place).scalar_one() < KEPT_FRAMES:
                row = (kiosk, None, None, page.now, reason, frame, digest)
                insert_rows(connection, quarantine, _ASIDE, [row])

    def _give_keys(self, connection: Connection, page: Page) -> None:
        """See that what is kept of these candidates can be sealed."""
        if len(self._with_key) >= _REMEMBERED:
            self._with_key.clear()
        for candidate, centre in page.candidates.items():
            if candidate not in self._with_key:
                with suppress(CandidateErasedError):  # forgotten: fine, events hold only the code
                    self._vault.candidate_key(connection, candidate, centre=centre, now=page.now)
                self._with_key.add(candidate)
