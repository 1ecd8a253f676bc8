"""Kiosk, intake, both, or the process that sends are killed with SIGKILL at random moments."""

import random
import time
from contextlib import ExitStack
from pathlib import Path

from tests.faults.proxy import CLEAR, FaultProxy, Weather
from tests.faults.reports import Report, report
from tests.faults.site import Site, site

VICTIMS = ("kiosk", "intake", "both", "uplink")
LIFE_S = 0.4
"""Longest life between the first receipt and the kill."""
RECEIPT_S = 5.0
"""So long to wait for that receipt: a process needs a second to start."""


def kill_at_random(folder: Path, *, kills: int, seed: int, weather: Weather = CLEAR) -> Report:
    """One round: `kills` kills on a fresh site, then everything is sent and compared."""
    started = time.monotonic()
    chance = random.Random(seed)
    with site(folder) as place, ExitStack() as proxies:
        ports, under = None, []
        if weather != CLEAR:
            under = [
                proxies.enter_context(FaultProxy(port, weather, seed + number))
                for number, port in enumerate(place.ports())
            ]
            ports = (under[0].port, under[1].port)
        lost = 0
        place.kiosk.start(ports)
        written = 0
        for number in range(kills):
            place.wait_for_work(written)
            place.wait_for_receipts(RECEIPT_S)
            time.sleep(chance.random() * LIFE_S)
            lost += _kill(place, VICTIMS[number % len(VICTIMS)], chance)
            written = place.written()
            _start_again(place, ports)
        place.wait_for_work(written)
        place.kiosk.kill()
        found = place.send_the_rest()
    faults = {
        f"killed {victim}": len(range(n, kills, len(VICTIMS))) for n, victim in enumerate(VICTIMS)
    }
    for proxy in under:
        for name, count in proxy.faults.items():
            faults[name] = faults.get(name, 0) + count
    if weather == CLEAR:
        return report("kill -9", "SIGKILL", faults, found, started, missing=lost)
    means = "SIGKILL, fault proxy"
    return report("kill -9 on a bad link", means, faults, found, started, missing=lost)


def _kill(place: Site, victim: str, chance: random.Random) -> int:
    """Kill; return how many acknowledged entries the dead server's store lacks (none)."""
    missing = 0
    if victim in ("intake", "both"):
        place.intake.kill()
        missing = place.missing_acknowledged()
    if victim in ("kiosk", "both"):
        place.kiosk.kill()
    if victim == "uplink":
        place.kiosk.kill_uplink()
    time.sleep(chance.random() * 0.05)
    return missing


def _start_again(place: Site, ports: tuple[int, int] | None) -> None:
    assert place.intake.process is not None
    if not place.intake.process.is_alive():
        place.intake.start()
    if not place.kiosk.alive:
        place.kiosk.start(ports)
