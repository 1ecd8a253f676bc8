"""Every fault by name, at two sizes: the short one of the tests, the long one of the long run."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults import clocks, disks
from tests.faults.kills import kill_at_random
from tests.faults.links import work_behind
from tests.faults.outage import Backlog, drain_over_cuts
from tests.faults.reports import Report
from tests.faults.weathers import WEATHERS

SHORT_BACKLOG = Backlog(
    events=300, evidence_bytes=6 * 1024**2, piece_bytes=1024**2, cuts=5, chunk_bytes=32 * 1024
)


@dataclass(frozen=True)
class Size:
    """How long one round is: kills, attempts behind a bad link, seconds of a bad disk."""

    kills: int
    attempts: int
    seconds: float
    backlog: Backlog


SHORT = Size(kills=12, attempts=6, seconds=2.0, backlog=SHORT_BACKLOG)
LONG = Size(kills=50, attempts=60, seconds=20.0, backlog=Backlog())

Campaign = Callable[[Path, int, Size], Report]


def _kills(folder: Path, seed: int, size: Size) -> Report:
    return kill_at_random(folder, kills=size.kills, seed=seed)


def _kills_on_a_bad_link(folder: Path, seed: int, size: Size) -> Report:
    weather = WEATHERS["everything at once"]
    return kill_at_random(folder, kills=size.kills, seed=seed, weather=weather)


def _link(name: str, folder: Path, seed: int, size: Size) -> Report:
    return work_behind(name, folder, attempts=size.attempts, seed=seed)


def _timed(run: Callable[..., Report], folder: Path, seed: int, size: Size) -> Report:
    return run(folder, seconds=size.seconds, seed=seed)


def _outage(folder: Path, seed: int, size: Size) -> Report:
    return drain_over_cuts(folder, size.backlog)


KILLS: dict[str, Campaign] = {"kill -9": _kills, "kill -9 on a bad link": _kills_on_a_bad_link}
DISKS: dict[str, Campaign] = {
    "full disk, server": partial(_timed, disks.full_at_the_server),
    "full disk, kiosk": partial(_timed, disks.full_at_the_kiosk),
    "slow disk, server": partial(_timed, disks.slow_at_the_server),
}
SYNCS: dict[str, Campaign] = {
    "failing fdatasync, server": partial(_timed, disks.failing_at_the_server),
    "failing fdatasync, kiosk": partial(_timed, disks.failing_at_the_kiosk),
}
CAMPAIGNS: dict[str, Campaign] = {
    **KILLS,
    **{name: partial(_link, name) for name in WEATHERS},
    **DISKS,
    **SYNCS,
    "jumping clock": partial(_timed, clocks.jumping_clocks),
    "offline, then a link that is cut": _outage,
}
