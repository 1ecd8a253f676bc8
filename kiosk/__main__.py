"""Room: kiosk. `python -m kiosk --dir DIR`: opens the touch application of a paired kiosk."""

import argparse
import socket
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hardware import HardwareError, load_intrinsics, open_camera
from hardware.cameras import identity_of
from kiosk.desk import Desk
from kiosk.devices import open_devices, read_lines
from kiosk.errors import KioskError
from kiosk.eyes import Eyes, OwnEyes
from kiosk.identity import is_paired, load_identity
from kiosk.pairing import pair
from kiosk.proving.proof import CameraProof, Proof, ReportShelf
from kiosk.proving.rig_proof import RigProof
from kiosk.recent_log import keep_recent
from kiosk.rig import open_rig
from kiosk.screens.app import run
from kiosk.screens.feed import Feed
from kiosk.screens.feeds import Feeds
from kiosk.screens.lookout import QR_PAUSE_S, Lookout, board_code, qr_text
from kiosk.screens.services import Services
from kiosk.screens.view import View
from kiosk.screens.voice import Voice
from kiosk.screens.waiting_room import Again, Pairing, Wait, wait_for
from kiosk.uplink_watch import UplinkProcess
from protocol import ProtocolError
from scenarios import ScenarioError, find_packs

TRY_AGAIN_S = 15.0
"""How long a kiosk left alone says why it does not start: nobody sees its standard error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the touch application; returns the exit code."""
    options = _parser().parse_args(arguments)
    while True:
        try:
            if not is_paired(options.dir) and not _wait_for_a_server(options):
                return 0
            _open(options)
        except (KioskError, HardwareError, ProtocolError, ScenarioError) as error:
            sys.stderr.write(f"kiosk: {error}\n")
            if not options.locked:
                return 1
            _wait(options, Again(str(error), TRY_AGAIN_S))
        else:
            return 0


def _wait_for_a_server(options: argparse.Namespace) -> bool:
    """Show how the kiosk joins a server until it has; False when the window was closed."""
    return _wait(
        options,
        Pairing(
            lambda code: pair(code, options.dir, socket.gethostname()),
            lambda: is_paired(options.dir),
        ),
    )


def _wait(options: argparse.Namespace, wait: Wait) -> bool:
    return wait_for(wait, windowed=options.windowed, locked=options.locked, inches=options.inches)


def _open(options: argparse.Namespace) -> None:
    keep_recent()
    identity = load_identity(options.dir)
    devices = open_devices(read_lines(options.device))
    seeing = _several(options) if options.cameras else _one(options)
    desk = Desk(options.dir, identity, find_packs(), seeing.eyes, seeing.proof)
    with (
        UplinkProcess(desk.journal),
        ThreadPoolExecutor(1, "session") as work,
        ThreadPoolExecutor(4, "camera") as side,
    ):
        feed = seeing.view(side)
        services = Services(
            desk,
            feed,
            Lookout(feed, side, board_code),
            Lookout(feed, side, qr_text, pause_s=QR_PAUSE_S),
            Voice(),
            work,
            devices=devices,
            inches=options.inches,
        )
        try:
            run(services, windowed=options.windowed, locked=options.locked)
        finally:
            services.voice.hush()
            if services.headset_host is not None:
                services.headset_host.stop()
            feed.disconnect()
    desk.journal.close()


@dataclass(frozen=True, eq=False)
class _Seeing:
    """What the kiosk sees with: its eyes, what is proven of them, and the screens' view."""

    eyes: Eyes
    proof: Proof
    view: Callable[[Executor], View]


def _one(options: argparse.Namespace) -> _Seeing:
    intrinsics = load_intrinsics(options.intrinsics) if options.intrinsics else None
    camera = open_camera(options.camera)
    shelf = ReportShelf.of_kiosk(options.dir)
    proof = CameraProof(shelf, identity_of(options.camera), intrinsics)
    return _Seeing(OwnEyes(intrinsics), proof, lambda work: Feed(camera, work))


def _several(options: argparse.Namespace) -> _Seeing:
    rig = open_rig(options.cameras)
    proof = RigProof.of(rig, ReportShelf.of_kiosk(options.dir))
    return _Seeing(OwnEyes(rig.intrinsics), proof, lambda work: Feeds.of(rig, work))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="The touch application.")
    parser.add_argument("--dir", type=Path, required=True, help="the kiosk's folder (paired)")
    parser.add_argument("--camera", default="0", help="number, address, photo or video")
    parser.add_argument("--cameras", type=Path, help="a file that names several, in its place")
    parser.add_argument("--intrinsics", type=Path, help="the camera's calibration file")
    parser.add_argument(
        "--device", action="append", default=[], help="NAME=LINE: scanner, slip_printer, light …"
    )
    parser.add_argument(
        "--locked", action="store_true", help="no key closes it: for a kiosk left alone"
    )
    parser.add_argument("--inches", type=float, default=10.1, help="the panel's diagonal")
    parser.add_argument("--windowed", type=_size, help="size of a window, like 1280x800")
    return parser


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(side) for side in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size: write it like 1280x800"
        ) from None
    return width, height


if __name__ == "__main__":
    sys.exit(main())
