"""Room: kiosk. What waits for the server's word, counted in one look at the journal's file."""

from dataclasses import dataclass

from kiosk.journal import Journal

_QUERY = """
SELECT
  (SELECT count(*) FROM (
    SELECT attempt FROM entries WHERE position > ?1
    UNION
    SELECT attempt FROM evidence WHERE stored_at IS NULL AND refusal IS NULL)),
  (SELECT count(*) FROM entries WHERE position > ?1),
  (SELECT count(*) FROM evidence WHERE stored_at IS NULL AND refusal IS NULL),
  (SELECT ifnull(sum(size), 0) FROM evidence WHERE stored_at IS NULL AND refusal IS NULL),
  (SELECT count(*) FROM problems WHERE what IN ('conflict', 'quarantined'))
    + (SELECT count(*) FROM evidence WHERE refusal IS NOT NULL)
"""


@dataclass(frozen=True)
class Backlog:
    """Attempts, entries, and pieces of evidence (with their bytes) that wait to be confirmed.

    `set_aside` counts entries and pieces the server could not take as they were.
    """

    attempts: int
    entries: int
    pieces: int
    bytes: int
    set_aside: int


def backlog_of(journal: Journal) -> Backlog:
    """Count what waits. The journal must have its evidence shelf."""
    stream = journal.stream
    ((attempts, entries, pieces, size, aside),) = journal.rows(
        _QUERY, stream.position(stream.acknowledged)
    )
    return Backlog(int(attempts), int(entries), int(pieces), int(size), int(aside))


def everything_confirmed(journal: Journal) -> bool:
    """Whether nothing waits; cheap however much there is."""
    stream = journal.stream
    ((waits,),) = journal.rows(
        "SELECT EXISTS (SELECT 1 FROM entries WHERE position > ?) OR EXISTS"
        " (SELECT 1 FROM evidence WHERE stored_at IS NULL AND refusal IS NULL)",
        stream.position(stream.acknowledged),
    )
    return not waits
