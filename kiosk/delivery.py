"""Room: kiosk. How much of an attempt the server has confirmed, counted in the journal."""

from dataclasses import dataclass

from kiosk.journal import Journal


@dataclass(frozen=True)
class Delivery:
    """Entries and pieces of evidence of an attempt: confirmed by receipt, and all."""

    done: int
    total: int

    @property
    def sent(self) -> bool:
        """Whether the server has everything."""
        return 0 < self.total <= self.done


def delivery_of(journal: Journal, attempt: str) -> Delivery:
    """What the server has confirmed of an attempt."""
    stream = journal.stream
    (entries,) = journal.rows(
        "SELECT count(*), ifnull(sum(position <= ?), 0) FROM entries WHERE attempt = ?",
        stream.position(stream.acknowledged),
        attempt,
    )
    (pieces,) = journal.rows(
        "SELECT count(*), count(stored_at) FROM evidence WHERE attempt = ?", attempt
    )
    return Delivery(done=_sum(entries[1], pieces[1]), total=_sum(entries[0], pieces[0]))


def _sum(*counts: object) -> int:
    return sum(int(str(count)) for count in counts)
