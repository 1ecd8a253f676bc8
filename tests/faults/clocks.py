"""Clocks that jump by years while kiosk and server work: order is by sequence, never by time."""

import random
import time
from pathlib import Path
from typing import Any, cast

from tests.faults.programs import Program, faked_time
from tests.faults.reports import Report, report
from tests.faults.site import site


def jumping_clocks(folder: Path, *, seconds: float, seed: int) -> Report:
    """The kiosk's clock jumps every 50 ms; the server's too where libfaketime is installed."""
    started = time.monotonic()
    chance = random.Random(seed)
    offset = folder / "offset"
    offset.parent.mkdir(parents=True, exist_ok=True)
    offset.write_text("+0")
    environment = faked_time(offset)
    jumps = 0
    with site(folder) as place:
        if environment is not None:
            place.intake.kill()
            server = Program(
                "assessor_server.intake",
                place.intake.arguments(),
                environment=environment,
                log=folder / "intake.log",
            )
            place.intake.run_as(cast(Any, server))
        place.kiosk.start(jumping=True)
        place.wait_for_work(10)
        ended = time.monotonic() + seconds
        while time.monotonic() < ended:
            offset.write_text(f"{chance.uniform(-3650, 3650):+.3f}d")
            jumps += 1
            time.sleep(0.1)
        place.kiosk.kill()
        offset.write_text("+0")
        found = place.send_the_rest()
    means = "clock set by the test" + (", libfaketime (server)" if environment else " (kiosk)")
    return report("jumping clock", means, {"jumps": jumps}, found, started)
