"""The scribe: writes a page into the store, in one transaction.

Touches the tables of what arrived: passages, conflicts, quarantine, streams, attempts, ai_scores,
and candidates' keys.
"""

from contextlib import suppress

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from assessor_server.errors import ServerError
from assessor_server.intake.page import Page
from assessor_server.store import writing
from assessor_server.store.bulk import insert_rows
from assessor_server.store.passages import joined
from assessor_server.store.tables import (
    ai_scores,
    attempts,
    conflicts,
    passages,
    quarantine,
    streams,
)
from assessor_server.vault import CandidateErasedError, Vault

KEPT_FRAMES = 1_000
"""Unreadable frames kept for each kiosk: 16 MB at most; later ones are only counted."""
_REMEMBERED = 20_000

_PASSAGE = (
    "kiosk",
    "stream",
    "first_seq",
    "count",
    "attempt",
    "first_n",
    "received_at",
    "body",
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
_BEGIN = insert(streams)
_MOVE = (
    update(streams)
    .where(
        streams.c.kiosk == bindparam("of_kiosk"),
        streams.c.stream == bindparam("of_stream"),
        streams.c.next_seq == bindparam("before"),
    )
    .values(next_seq=bindparam("after"))
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


class StreamMovedError(ServerError):
    """Somebody else wrote a stream meanwhile: what was judged does not follow what is stored."""


class Scribe:
    """Writes pages one at a time."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self._with_key: set[str] = set()  # candidates known to have a key, or to be erased

    def write(self, page: Page) -> None:
        """Write a page in one transaction; what was judged must follow what is stored.

        Raises sqlalchemy's DBAPIError when nothing was stored (disk full, store locked), and
        StreamMovedError.
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
        rows = [
            (
                one.kiosk,
                one.stream,
                one.first_seq,
                len(one.lines),
                one.attempt,
                one.first_n,
                page.now,
                joined(one.lines),
            )
            for one in page.passages
        ]
        insert_rows(connection, passages, _PASSAGE, rows)
        insert_rows(connection, quarantine, _ASIDE, page.aside)
        for statement, values in (
            (_CONFLICT, page.conflicts),
            (_OPEN, page.opened),
            (_SET_STATE, page.states),
            (_SEAL, page.seals),
        ):
            if values:
                connection.execute(statement, values)
        if page.scores:
            places = ({"attempt": attempt, "criterion": name} for attempt, name in page.scores)
            scores = zip(places, page.scores.values(), strict=True)
            connection.execute(_SCORE, [place | {"score": score} for place, score in scores])
        _move(connection, page)
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


def _move(connection: Connection, page: Page) -> None:
    """Move streams on, from where they were judged to be and from nowhere else.

    Raises StreamMovedError (or, for a stream begun by another, DBAPIError).
    """
    begun, moved = [], []
    for (kiosk, stream), move in page.moved.items():
        if move.before == 1:
            begun.append({"kiosk": kiosk, "stream": stream, "next_seq": move.after})
        else:
            place = {"of_kiosk": kiosk, "of_stream": stream}
            moved.append(place | {"before": move.before, "after": move.after})
    if begun:
        connection.execute(_BEGIN, begun)
    if moved and connection.execute(_MOVE, moved).rowcount != len(moved):
        raise StreamMovedError("a stream was written by another process: judge it anew")
