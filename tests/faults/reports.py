"""What a run under faults found: figures for one round, and their sums for several rounds."""

import time

import msgspec

from tests.faults.invariant import Comparison, CountWatch


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one round, or of many added up.

    `faults` counts what was done, by name; `means` says with what. Acknowledged entries and
    evidence are compared, byte by byte, with what the server reads back: `lost` are missing or
    other bytes, `doubled` are there twice, `out_of_order` stand elsewhere than they were written,
    `miscounted` are looks at the kiosk's counts that did not agree with the journal or claimed
    more than the server had, out of `counts_checked`.
    """

    fault: str
    means: str
    rounds: int = 1
    faults: dict[str, int] = {}
    entries: int = 0
    evidence: int = 0
    evidence_bytes: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    counts_checked: int = 0
    miscounted: int = 0
    seconds: float = 0.0

    @property
    def broken(self) -> int:
        """Everything that must be zero."""
        return self.lost + self.doubled + self.out_of_order + self.miscounted


def add(one: Report, other: Report) -> Report:
    """Sum of two reports of the same fault."""
    names = sorted(one.faults.keys() | other.faults.keys())
    summed = ("rounds", "entries", "evidence", "evidence_bytes", "lost", "doubled", "out_of_order")
    summed += ("counts_checked", "miscounted", "seconds")
    return Report(
        fault=one.fault,
        means=one.means if one.means == other.means else f"{one.means}; {other.means}",
        faults={name: one.faults.get(name, 0) + other.faults.get(name, 0) for name in names},
        **{name: getattr(one, name) + getattr(other, name) for name in summed},
    )


def report(
    fault: str,
    means: str,
    faults: dict[str, int],
    found: Comparison,
    started: float,
    watch: CountWatch | None = None,
    *,
    missing: int = 0,
) -> Report:
    """Figures of a round that began at `started` (monotonic); `missing` were lost on the way."""
    return Report(
        fault=fault,
        means=means,
        faults=faults,
        entries=found.entries,
        evidence=found.evidence,
        evidence_bytes=found.evidence_bytes,
        lost=found.lost + missing,
        doubled=found.doubled,
        out_of_order=found.out_of_order,
        counts_checked=watch.checked if watch else 0,
        miscounted=watch.wrong if watch else 0,
        seconds=round(time.monotonic() - started, 1),
    )
