"""The long run under faults: ``python -m tests.faults.long --kills 1000`` (or `make faults`).

Rounds are written down as they end, so a run that was stopped goes on where it was; several rounds
run at once with --workers. Ends with 1 when anything was lost, doubled, out of order or miscounted.
Writes docs/reliability.json and the tables of docs/reliability.md.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import msgspec

from tests.faults.campaigns import CAMPAIGNS, KILLS, LONG, SHORT
from tests.faults.disks import not_installed
from tests.faults.reliability_page import DOCS, Failure, Run, write_page
from tests.faults.reports import Report

Plan = tuple[str, int]


class Log:
    """The rounds that ended, one JSON line each, under `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._path = folder / "rounds.jsonl"

    def reports(self) -> list[Report]:
        """All of them, also those of runs before this one."""
        if not self._path.exists():
            return []
        return [
            msgspec.json.decode(line, type=Report)
            for line in self._path.read_bytes().splitlines()
            if line
        ]

    def add(self, report: Report) -> None:
        """Write one down."""
        with self._path.open("ab") as handle:
            handle.write(msgspec.json.encode(report) + b"\n")


def kills_of(report: Report) -> int:
    """How often a round killed (both at once count once)."""
    return sum(count for name, count in report.faults.items() if name.startswith("killed "))


def plan(done: list[Report], kills: int, rounds: int, short: bool, faults: list[str]) -> list[Plan]:
    """What is left to run: kills until there are enough, every other fault `rounds` times."""
    ran = Counter[str]()
    killed = 0
    for report in done:
        ran[report.fault] += report.rounds
        killed += kills_of(report)
    todo: list[Plan] = []
    a_round = (SHORT if short else LONG).kills
    names = [name for name in KILLS if name in faults]
    left = -(-max(0, kills - killed) // a_round) if names else 0
    todo += [(names[-1] if number % 4 == 1 else names[0], number) for number in range(left)]
    for name in faults:
        if name not in KILLS:
            todo += [(name, number) for number in range(ran[name], rounds)]
    return [(name, random.SystemRandom().randrange(2**31)) for name, _ in todo]


def one_round(name: str, seed: int, short: bool, scratch: Path) -> Report:
    """Run one round in a folder of its own, which is removed when the round was in order."""
    folder = Path(tempfile.mkdtemp(prefix="round-", dir=scratch))
    report = CAMPAIGNS[name](folder / "site", seed, SHORT if short else LONG)
    if not report.broken:
        shutil.rmtree(folder)
    return report


def be_quiet(folder: Path) -> None:
    """Let what this worker and its kiosks and intakes say go to a file."""
    with (folder / f"worker-{os.getpid()}.log").open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())


def rounds_of(
    todo: list[Plan], short: bool, workers: int, log: Log
) -> Iterator[tuple[Plan, Report | Failure]]:
    """Run what is planned, `workers` at a time; yields rounds as they end."""
    with ProcessPoolExecutor(workers, initializer=be_quiet, initargs=[log.folder]) as pool:
        running = {
            pool.submit(one_round, name, seed, short, log.folder): (name, seed)
            for name, seed in todo
        }
        for ended in as_completed(running):
            what = running[ended]
            problem = ended.exception()
            if problem is None:
                yield what, ended.result()
            else:
                yield what, Failure(fault=what[0], seed=what[1], problem=repr(problem)[:500])


def options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.long", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="kill -9 in all")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of every other fault")
    parser.add_argument("--workers", type=int, default=2, help="rounds at the same time")
    parser.add_argument("--short", action="store_true", help="rounds of the size the tests run")
    parser.add_argument("--faults", nargs="*", choices=CAMPAIGNS, default=list(CAMPAIGNS))
    parser.add_argument("--folder", type=Path, default=Path("var/faults"), help="where rounds run")
    parser.add_argument("--fresh", action="store_true", help="forget the rounds of earlier runs")
    parser.add_argument("--page", type=Path, default=DOCS, help="folder of the page to write")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run what is left of the plan and write the page."""
    given = options(arguments)
    if given.fresh:
        shutil.rmtree(given.folder, ignore_errors=True)
    log = Log(given.folder)
    missing = not_installed()
    faults = [name for name in given.faults if name not in missing]
    left_out = [f"{name} (needs {missing[name]})" for name in given.faults if name in missing]
    for fault in left_out:
        print(f"NOT RUN: {fault}")
    todo = plan(log.reports(), given.kills, given.rounds, given.short, faults)
    print(f"{len(todo)} rounds to run, {given.workers} at a time; {len(log.reports())} done before")
    failures: list[Failure] = []
    for (name, seed), ended in rounds_of(todo, given.short, given.workers, log):
        if isinstance(ended, Failure):
            failures.append(ended)
            print(f"FAILED {name} (seed {seed}): {ended.problem}", flush=True)
            continue
        log.add(ended)
        print(f"{'broken' if ended.broken else 'ok':6} {ended}", flush=True)
    command = "python -m tests.faults.long " + " ".join(arguments)
    run = Run(command=command.strip(), not_run=left_out, failures=failures, reports=log.reports())
    write_page(given.page, run)
    broken = [report for report in log.reports() if report.broken]
    print(f"{sum(map(kills_of, log.reports()))} kills, {len(broken)} rounds broken")
    return 1 if broken or failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
