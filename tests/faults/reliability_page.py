"""Writes docs/reliability.json, and the table of docs/reliability.md from it, between its markers.

``python -m tests.faults.reliability_page`` draws the table again from the JSON that is there.
"""

import platform
import sys
from functools import reduce
from pathlib import Path

import msgspec

from protocol.times import utc_text
from tests.faults.reports import Report, add

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A round that did not come to its end, and the seed that repeats it."""

    fault: str
    seed: int
    problem: str


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found: the command that repeats it, its rounds, and what was not run."""

    command: str
    not_run: list[str] = []
    failures: list[Failure] = []
    reports: list[Report] = []


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The content of docs/reliability.json: the rounds of each fault added up."""

    made_at: str
    machine: str
    command: str
    kills: int
    not_run: list[str]
    failures: list[Failure]
    faults: list[Report]


def figures(run: Run) -> Figures:
    """Add up the rounds of each fault."""
    by_fault: dict[str, list[Report]] = {}
    for report in run.reports:
        by_fault.setdefault(report.fault, []).append(report)
    sums = [reduce(add, by_fault[fault]) for fault in sorted(by_fault)]
    kills = sum(
        count
        for report in sums
        for name, count in report.faults.items()
        if name.startswith("killed ")
    )
    return Figures(
        made_at=utc_text(),
        machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        command=run.command,
        kills=kills,
        not_run=run.not_run,
        failures=run.failures,
        faults=sums,
    )


def table(found: Figures) -> str:
    """The part of the page between the markers."""
    lines = [
        f"Run of {found.made_at[:16].replace('T', ' ')} UTC on {found.machine}: "
        f"**{found.kills:,} kill -9**. Command: `.venv/bin/{found.command}`",
        "",
        "| fault | with | injected | entries | evidence | lost | doubled | out of order "
        "| counts wrong |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for report in found.faults:
        injected = ", ".join(f"{count:,} {name}" for name, count in report.faults.items()) or "–"
        evidence = f"{report.evidence:,} ({report.evidence_bytes / 1e6:,.1f} MB)"
        counts = (
            f"{report.miscounted} of {report.counts_checked:,}" if report.counts_checked else "–"
        )
        lines.append(
            f"| {report.fault} | {report.means} | {injected} | {report.entries:,} | {evidence} "
            f"| {report.lost} | {report.doubled} | {report.out_of_order} | {counts} |"
        )
    if found.not_run:
        lines += ["", f"**Not run**: {', '.join(found.not_run)}."]
    for failure in found.failures:
        lines += ["", f"**Did not end**: {failure.fault}, seed {failure.seed}: {failure.problem}"]
    return "\n".join(lines)


def write_page(docs: Path, run: Run) -> None:
    """Write the JSON, and the page when there is one."""
    found = figures(run)
    data = msgspec.json.format(msgspec.json.encode(found), indent=2)
    (docs / "reliability.json").write_bytes(data + b"\n")
    draw(docs)


def draw(docs: Path) -> None:
    """Put the table of the JSON into the page."""
    page = docs / "reliability.md"
    if page.exists():
        page.write_text(drawn(docs, page.read_text()))


def drawn(docs: Path, text: str) -> str:
    """The page's text with the table of the JSON beside it."""
    found = msgspec.json.decode((docs / "reliability.json").read_bytes(), type=Figures)
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(found)}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(draw(DOCS))
